import { expect, it } from "vitest";
import type { EditorObject } from "../../editor";
import { newsBetween } from "./news";

const object = (id: string, state: EditorObject["state"]) => ({ id, state }) as EditorObject;
const name = ({ id }: EditorObject) => id;

it("tells what happened to each object that stayed, by its name", () => {
  const before = [object("cat", "drawn"), object("dog", "suggested"), object("cow", "drawn"), object("gone", "drawn")];
  const after = [object("cat", "suggested"), object("dog", "accepted"), object("cow", "drawn"), object("new", "drawn")];
  expect(newsBetween(before, after, name)).toEqual(["Suggestion for cat", "dog accepted"]);
});

it("is silent when another picture comes", () => {
  expect(newsBetween([object("a", "drawn")], [object("b", "suggested")], name)).toEqual([]);
});
