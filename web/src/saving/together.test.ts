import { expect, test } from "vitest";
import { together } from "./together";

test("calls of one breath are one, each with its own result; later ones begin anew", async () => {
  const taken: number[][] = [];
  const double = together(async (items: readonly number[]) => {
    taken.push([...items]);
    return items.map((item) => 2 * item);
  });
  expect(await Promise.all([double(1), double(2), double(3)])).toEqual([2, 4, 6]);
  const first = double(4);
  await Promise.resolve();
  expect(await Promise.all([first, double(5)])).toEqual([8, 10]);
  expect(taken).toEqual([[1, 2, 3], [4], [5]]);
});

test("what fails fails for each of its calls, and for no later one", async () => {
  let fails = true;
  const keep = together(async (items: readonly number[]) => {
    if (fails) throw new Error("The disk is full.");
    return items;
  });
  const kept = await Promise.allSettled([keep(1), keep(2)]);
  expect(kept.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
  fails = false;
  expect(await keep(3)).toBe(3);
});
