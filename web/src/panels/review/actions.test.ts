/** The review's actions on the keys of a preset and of a person, as on the annotate page. */
import { expect, test } from "vitest";
import type { Project } from "../../api/types";
import { pressed, withKeys } from "../../editor/keymap";
import { reviewActions } from "./actions";
import { Reviewer, type ReviewOptions } from "./reviewer";

const project = { role: "annotator", classes: [{ id: 4, name: "cat", color: "#000000", key: "1", index: 1 }] };
const nothing = () => {};
const doors = { open: nothing, sendBack: nothing, comments: nothing, help: nothing, palette: nothing };
const actions = () => reviewActions(new Reviewer({} as ReviewOptions), project as unknown as Project, doors);
const keysOf = (...keymap: Parameters<typeof withKeys>[1][]) =>
  Object.fromEntries(keymap.flatMap((one) => withKeys(actions(), one).map(({ id, keys }) => [id, keys])));

test("a preset takes only the keys of what a review can do", () => {
  expect(keysOf({ preset: "cvat", own: {} })).toMatchObject({ help: ["F1", "?"], "send-back": ["f"], reject: ["x"] });
  expect(keysOf({ preset: "label-studio", own: {} })).toMatchObject({ accept: ["Space", "a"], "class-4": ["1"] });
});

test("a person's own keys are those of the annotate page", () => {
  expect(keysOf({ preset: "boxwright", own: { accept: ["q"] } })).toMatchObject({
    accept: ["q"],
    undo: ["z", "Ctrl+z"],
  });
});

test("a key that a person gave twice runs what can be done", () => {
  const shared = withKeys(actions(), { preset: "boxwright", own: { accept: ["q"], help: ["q"] } });
  expect(pressed(shared, ["q"])?.id).toBe("help"); // there is nothing to accept
  expect(pressed(shared, ["x"])).toBeUndefined();
});

test("nothing can be done without objects, and no annotator sends back", () => {
  const can = actions().filter(({ enabled }) => enabled());
  expect(can.map(({ id }) => id)).toEqual(["palette", "help"]);
});
