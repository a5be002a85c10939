import { expect, it } from "vitest";
import { stepOf } from "./painting";

it.each([
  [[10, 10, 11, 200], 1],
  [[0, 0, 399, 300], 1],
  [[0, 0, 400, 300], 2],
  [[5, 0, 100, 799], 2],
  [[0, 0, 5000, 90], 16],
] as const)("a mask over %j is drawn at a step that layers know", (rect, step) => expect(stepOf(rect)).toBe(step));
