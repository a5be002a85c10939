import { beforeEach, expect, test, vi } from "vitest";
import { OfflineError } from "../../api/errors";
import type { EditorObject } from "../../editor";
import { copyBoxes } from "./copied-boxes";

const said = vi.hoisted(() => [] as string[]);
vi.mock("../notices", () => ({
  showNews: (words: string) => said.push(words),
  showProblem: (problem: unknown) => said.push(String(problem)),
}));
beforeEach(() => void said.splice(0));

const two = [{ id: "a" }, { id: "b" }] as EditorObject[];

/** Image 5 is open; 4, before it, has two boxes. */
const options = (more: Partial<Parameters<typeof copyBoxes>[0]> = {}) => ({
  previous: async (image: number) => image - 1,
  objects: async () => two,
  open: () => 5,
  add: (boxes: readonly EditorObject[]) => boxes.length,
  ...more,
});

test("the boxes of the image before it in the list come, and how many is said", async () => {
  const [objects, add] = [vi.fn(async () => two), vi.fn(() => 2)];
  await copyBoxes(options({ objects, add }));
  expect([objects.mock.calls, add.mock.calls, said]).toEqual([[[4]], [[two]], ["2 boxes copied."]]);
});

test("that there is nothing to copy is said in words", async () => {
  await copyBoxes(options({ previous: async () => null }));
  await copyBoxes(options({ objects: async () => [] }));
  await copyBoxes(options({ add: vi.fn(() => 0) }));
  await copyBoxes(options({ add: vi.fn(() => 1) }));
  await copyBoxes(options({ previous: () => Promise.reject(new OfflineError()) }));
  expect(said).toEqual([
    "This is the first image.",
    "The previous image has no boxes.",
    "No boxes copied; 2 left out: here already, or outside the picture.",
    "1 box copied; 1 left out: here already, or outside the picture.",
    expect.stringContaining("The server does not answer."),
  ]);
});

test("boxes that come after the next image was opened go nowhere", async () => {
  let open: number | null = 5;
  let answer: (objects: readonly EditorObject[]) => void = () => {};
  const objects = () => new Promise<readonly EditorObject[]>((resolve) => (answer = resolve));
  const add = vi.fn(() => 2);
  const copying = copyBoxes(options({ open: () => open, objects, add }));
  await Promise.resolve();
  open = 6;
  answer(two);
  await copying;
  expect([add.mock.calls, said]).toEqual([[], []]);
});
