import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decoded } from "./decoded";
import { maskOf, rowsOf } from "./driver";
import type { Box } from "./geometry";
import {
  bounds,
  commit,
  crop,
  emptyMask,
  FOREGROUND,
  fromJson,
  grow,
  IGNORED,
  type Mask,
  paint,
  subtract,
  toJson,
} from "./mask";

const ALLOWED = [0, 1, 2, 3, 4];
const masks: fc.Arbitrary<Mask> = fc
  .tuple(
    fc.integer({ min: 0, max: 20 }),
    fc.integer({ min: 0, max: 20 }),
    fc.integer({ min: 1, max: 20 }),
    fc.integer({ min: 1, max: 20 }),
  )
  .chain(([x, y, width, height]) =>
    fc
      .array(fc.constantFrom(...ALLOWED), { minLength: width * height, maxLength: width * height })
      .map((flags) => ({ rect: [x, y, x + width, y + height] as Box, pixels: Uint8Array.from(flags) })),
  );

describe("Mask JSON", () => {
  it("holds every pixel of the mask over tight bounds", () => {
    fc.assert(
      fc.property(masks, (mask) => {
        const json = toJson(mask);
        expect(json?.rect ?? null).toEqual(bounds(mask, 7));
        expect(json ? crop(fromJson(json), mask.rect) : emptyMask(mask.rect)).toEqual(mask);
      }),
    );
  });

  it("leaves planes without a pixel out", () => {
    const json = toJson(maskOf([".#", "??"]))!;
    expect(json.uncertain).not.toBeNull();
    expect(json.ignored).toBeNull();
    expect(toJson(maskOf(["..", ".."]))).toBeNull();
  });

  it("decodes once and shares the pixels", () => {
    const json = toJson(maskOf(["##"]))!;
    expect(decoded(json)).toBe(decoded(json));
  });
});

describe("pixels", () => {
  it("commit turns best guesses into certainties and keeps ignored pixels", () => {
    expect(rowsOf(commit(maskOf(["#?-x."])))).toEqual(["##.x."]);
  });

  it("paint sets flags where the region is marked, at its place, and counts what changed", () => {
    const mask = maskOf(["....", "....", "...."], 10, 20);
    expect(paint(mask, maskOf(["#.", "##"], 11, 21), IGNORED)).toBe(3);
    expect(paint(mask, maskOf(["##"], 12, 22), IGNORED)).toBe(1);
    expect(rowsOf(commit(mask))).toEqual(["....", ".x..", ".xxx"]);
  });

  it("subtract clears what the other mask has and counts it", () => {
    const region = maskOf(["###", "###"]);
    expect(subtract(region, maskOf(["#x", "#."], 1, 0), FOREGROUND)).toBe(2);
    expect(rowsOf(region)).toEqual(["#.#", "#.#"]);
    expect(subtract(region, maskOf(["#"], 50, 50), FOREGROUND)).toBe(0);
  });

  it("grow keeps the marks and never leaves the image", () => {
    const grown = grow(maskOf(["#"], 5, 5), [9, 9, 12, 12], [0, 0, 12, 12]);
    expect(grown.rect).toEqual([5, 5, 12, 12]);
    expect(bounds(grown, FOREGROUND)).toEqual([5, 5, 6, 6]);
    expect(grow(grown, [6, 6, 8, 8], [0, 0, 12, 12])).toBe(grown);
  });
});
