import { expect, it } from "vitest";
import type { EditorObject } from "../../editor";
import { hintFor, passed } from "./hints";

const page = (...states: EditorObject["state"][]) => ({
  objects: states.map((state, i) => ({ id: String(i), state }) as EditorObject),
  readOnly: false,
});

it.each([
  ["an empty picture", 0, page(), "box"],
  ["the first box", 0, page("drawn"), null],
  ["the first suggestion", 1, page("suggested"), "suggestion"],
  ["a picture that came with suggestions", 0, page("suggested"), "suggestion"],
  ["the first accepted mask", 1, page("suggested", "accepted"), "accepted"],
  ["afterwards", 3, page("suggested", "accepted"), null],
  ["an empty picture later on", 1, page(), null],
])("%s", (_, done, seen, hint) => {
  expect(hintFor(done, seen)).toBe(hint);
});

it("keeps quiet on pictures that are read only, and never goes back", () => {
  expect(hintFor(0, { ...page(), readOnly: true })).toBeNull();
  expect([passed(2, page()), passed(3, page("drawn"))]).toEqual([2, 3]);
});
