import { expect, it } from "vitest";
import { chordsOf } from "./keys";

const event = (key: string, code: string, held = "") => ({
  key,
  code,
  ctrlKey: held.includes("ctrl"),
  metaKey: held.includes("meta"),
  altKey: held.includes("alt"),
  shiftKey: held.includes("shift"),
});

it.each([
  ["a letter", event("b", "KeyB"), "b"],
  ["caps lock", event("B", "KeyB"), "b"],
  ["undo", event("z", "KeyZ", "ctrl"), "Ctrl+z"],
  ["redo", event("Z", "KeyZ", "ctrl shift"), "Ctrl+Shift+z"],
  ["the Mac's command key", event("z", "KeyZ", "meta"), "Ctrl+z"],
  ["space", event(" ", "Space"), "Space"],
  ["shift and zero, whatever it types", event(")", "Digit0", "shift"), "Shift+0"],
  ["a digit of the number pad", event("3", "Numpad3"), "3"],
  ["a sign that needs shift", event("?", "Slash", "shift"), "?"],
  ["plus and equals", event("+", "Equal", "shift"), "+"],
  ["shift and enter", event("Enter", "Enter", "shift"), "Shift+Enter"],
  ["an arrow", event("ArrowLeft", "ArrowLeft", "alt"), "Alt+ArrowLeft"],
  ["a Cyrillic layout", event("и", "KeyB"), "b"],
  ["the left bracket on a German layout", event("ü", "BracketLeft"), "["],
  ["the tilde key", event("~", "Backquote", "shift"), "Backquote"],
  ["the tilde key as a dead key", event("Dead", "Backquote"), "Backquote"],
])("%s", (_, input, chord) => {
  expect(chordsOf(input)).toContain(chord);
});

it("takes latin letters at their word: on a German keyboard z is not y", () => {
  expect(chordsOf(event("z", "KeyY", "ctrl"))).toEqual(["Ctrl+z"]);
});
