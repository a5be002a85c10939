import { describe, expect, it } from "vitest";
import { rowsOf } from "./driver";
import { LevelsError, levelsOf, maskAt } from "./levels";

describe("tau", () => {
  // Probabilities 0.9, 0.9 (not foreground), 0.901 and 1.0, as ml.pseudo.as_levels writes them: see tests/ml/test_pseudo.py.
  const levels = levelsOf([2, 3, 6, 4], Uint8Array.from([90 + 128, 90, 91 + 128, 100 + 128]));

  it.each([
    [50, ["#.##"]],
    [89, ["#.##"]],
    [90, ["--##"]],
    [91, ["---#"]],
    [99, ["---#"]],
  ])("at %i hundredths keeps what is more probable, strictly", (tau, rows) => {
    expect(rowsOf(maskAt(levels, tau))).toEqual(rows);
  });

  it("wants one byte for each pixel", () => {
    expect(() => levelsOf([0, 0, 2, 2], new Uint8Array(3))).toThrow(LevelsError);
  });
});
