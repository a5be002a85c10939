import { expect, it } from "vitest";
import { filtered } from "./fuzzy";

const titles = ["Draw boxes", "Brush", "All objects boxed", "Next picture to do", "Next picture", "Zoom in"];
const find = (query: string) => filtered(query, titles, (title) => title);

it.each([
  ["box", ["Draw boxes", "All objects boxed"]],
  ["np", ["Next picture", "Next picture to do"]],
  ["zin", ["Zoom in"]],
  ["NEXT PIC", ["Next picture", "Next picture to do"]],
  ["qq", []],
  ["", titles],
])("%s", (query, found) => {
  expect(find(query)).toEqual(found);
});
