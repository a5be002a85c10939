import { expect, it } from "vitest";
import type { ImageObject, ObjectClass } from "../../api/types";
import { Driver } from "../../editor/driver";
import { Classes, toEditor, toWanted } from "./objects";

const named = (id: number, name: string, index: number): ObjectClass => ({
  id,
  index,
  name,
  color: "#000000",
  key: null,
});
const stored = (id: string, class_id: number) =>
  ({ id, class_id, box: [10, 10, 20, 20], state: "drawn", mask: null, version: 1, points: null }) as ImageObject;

it("an object keeps its class when the classes get other indices, names and company, and undo does", () => {
  const classes = new Classes([named(7, "disc", 1), named(9, "bar", 2)]);
  const driver = new Driver([toEditor(stored("a", 7))]);
  driver.engine.setClasses(classes.all);
  driver.keys("v").click([15, 15]).engine.run("class-9");
  const kinds = () => driver.objects.map((object) => [toWanted(object).class_id, classes.nameOf(object.class)]);
  expect(kinds()).toEqual([[9, "bar"]]);

  driver.engine.receive([toEditor(stored("b", 12))]); // of a class that this page has yet to hear of
  expect(kinds()).toEqual([
    [9, "bar"],
    [12, ""],
  ]);
  classes.all = [named(9, "rod", 1), named(12, "cat", 2), named(7, "disc", 3)];
  driver.engine.setClasses(classes.all);
  expect(kinds()).toEqual([
    [9, "rod"],
    [12, "cat"],
  ]);
  driver.keys("Ctrl+z");
  expect(kinds()).toEqual([
    [7, "disc"],
    [12, "cat"],
  ]);
});
