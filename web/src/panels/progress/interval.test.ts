/** The interval against the roots of (n/all - q)^2 = z^2 q (1 - q) / all, which scipy's `brentq` found. */
import { expect, test } from "vitest";
import { wilson } from "./interval";

test.each([
  [0, 10, 0, 0.277533],
  [10, 10, 0.722467, 1],
  [81, 263, 0.255289, 0.36621],
  [-1, 10, 0, 0.277533], // as older logs can add up to
  [11, 10, 0.722467, 1],
])("%i of %i", (n, all, low, high) => {
  const found = wilson(n, all);
  expect(found[0]).toBeCloseTo(low, 5);
  expect(found[1]).toBeCloseTo(high, 5);
});
