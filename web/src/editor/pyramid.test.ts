import { expect, test } from "vitest";
import { levelCount, levelFor, tileBox, tilesIn } from "./pyramid";

const long = { width: 8704, height: 600 };

test("levels and tiles are those of the server (tests/server/test_levels.py)", () => {
  expect(levelCount(long)).toBe(6);
  expect(levelCount({ width: 512, height: 512 })).toBe(1);
  expect(levelCount({ width: 513, height: 2 })).toBe(2);
  const everything = [0, 0, long.width, long.height] as const;
  expect([0, 1, 2, 3, 4, 5].map((level) => tilesIn(everything, level, long).length)).toEqual([34, 9, 5, 3, 2, 1]);
  expect(tileBox({ level: 0, column: 16, row: 1 }, long)).toEqual([8192, 512, 8704, 600]);
  expect(tileBox({ level: 5, column: 0, row: 0 }, long)).toEqual([0, 0, 8704, 600]);
});

test("a level has a pixel for each device pixel, but not four", () => {
  expect([2, 1, 0.51, 0.5, 0.26, 0.25, 0.001].map((scale) => levelFor(scale, long))).toEqual([0, 0, 0, 1, 1, 2, 5]);
});

test("only tiles in sight are wanted, those in the middle first", () => {
  const tiles = tilesIn([1000, 100, 2600, 500], 0, long);
  expect(tiles.map(({ column }) => column)).toEqual([3, 4, 2, 5, 1]); // the middle is at 1800 / 512 = 3.52;
  expect(tiles.every(({ row }) => row === 0)).toBe(true);
  expect(tilesIn([-900, -900, -1, -1], 0, long)).toEqual([]);
  expect(tilesIn([9000, 0, 9900, 100], 0, long)).toEqual([]);
});
