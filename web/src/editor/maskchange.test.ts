import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Box } from "./geometry";
import { bounds, FOREGROUND, IGNORED, type Mask, toJson, UNCERTAIN } from "./mask";
import { differing, rewritten } from "./maskchange";
import { formatCounts } from "./rle";

const SIDE = 24;

/** Few flags in large blocks, so that most pixels are the same and runs go through whole columns. */
const masks: fc.Arbitrary<Mask> = fc
  .array(fc.tuple(fc.nat(SIDE - 1), fc.nat(SIDE - 1), fc.nat(SIDE), fc.nat(SIDE), fc.constantFrom(0, 1, 2, 3, 4)), {
    minLength: 1,
    maxLength: 4,
  })
  .map((blocks) => {
    const pixels = new Uint8Array(SIDE * SIDE);
    for (const [left, top, width, height, flags] of blocks)
      for (let y = top; y < Math.min(top + height, SIDE); y++)
        pixels.fill(flags, y * SIDE + left, y * SIDE + Math.min(left + width, SIDE));
    return { rect: [5, 7, 5 + SIDE, 7 + SIDE] as Box, pixels };
  });

describe("differing", () => {
  it("bounds the pixels that are not the same in both masks, whatever rectangles they are written in", () => {
    const property = fc.property(masks, masks, (a, b) => {
      const [one, other] = [toJson(a), toJson(b)];
      fc.pre(one !== null && other !== null);
      const either = { rect: a.rect, pixels: a.pixels.map((flags, i) => flags ^ b.pixels[i]!) };
      expect(differing(one, other)).toEqual(bounds(either, FOREGROUND | UNCERTAIN | IGNORED));
    });
    fc.assert(property, { numRuns: 1_000 });
  });

  it("is nothing for the same pixels in a wider rectangle", () => {
    const tight = { rect: [3, 4, 5, 6] as Box, foreground: formatCounts([0, 4]), uncertain: null, ignored: null };
    const wide = { ...tight, rect: [2, 4, 5, 7] as Box, foreground: formatCounts([3, 2, 1, 2, 1]) };
    expect(differing(tight, wide)).toBeNull();
  });
});

describe("rewritten", () => {
  it("is what writing all of the mask gives, whatever was changed in the area", () => {
    const areas = fc.tuple(fc.nat(SIDE), fc.nat(SIDE), fc.nat(SIDE), fc.nat(SIDE));
    const property = fc.property(masks, masks, areas, (a, b, [x, y, width, height]) => {
      const before = toJson(a);
      fc.pre(before !== null);
      const area: Box = [a.rect[0] + x, a.rect[1] + y, a.rect[0] + x + width, a.rect[1] + y + height];
      const inside = (i: number) => {
        const [column, row] = [i % SIDE, Math.floor(i / SIDE)];
        return column >= x && column < x + width && row >= y && row < y + height;
      };
      const after = { rect: a.rect, pixels: a.pixels.map((flags, i) => (inside(i) ? b.pixels[i]! : flags)) };
      expect(rewritten(before, after, area)).toEqual(toJson(after));
    });
    fc.assert(property, { numRuns: 2_000 });
  });
});
