import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { maskOf, rowsOf } from "./driver";
import { components, cutAlong, filled, islandsOf, joined, smoothed, withoutSpecks } from "./islands";
import { FOREGROUND, type Mask } from "./mask";

const BLOB = [
  "........", //
  ".#####..",
  ".#...#..",
  ".#.#.#..",
  ".#...#x.",
  ".#####..",
  ".......#",
  "......##",
];

describe("components", () => {
  it("touch at corners or not, and are numbered in reading order", () => {
    const pixels = Uint8Array.from([1, 0, 0, 0, 1, 0, 1, 0, 1]);
    expect([...components(pixels, 3, 4).labels]).toEqual([1, 0, 0, 0, 2, 0, 3, 0, 4]);
    expect(components(pixels, 3, 8).areas).toEqual([4]);
  });

  it("partition the pixels as flooding from each of them would", () => {
    fc.assert(
      fc.property(
        fc.array(fc.nat(1), { minLength: 64, maxLength: 64 }),
        fc.constantFrom(4 as const, 8 as const),
        (bits, touching) => {
          const { labels, areas } = components(Uint8Array.from(bits), 8, touching);
          const reach = touching === 4 ? 1 : 2;
          for (let i = 0; i < 64; i++) {
            expect(labels[i]! > 0).toBe(bits[i] === 1);
            for (let j = 0; j < 64; j++) {
              const [dx, dy] = [Math.abs((i % 8) - (j % 8)), Math.abs((i >> 3) - (j >> 3))];
              if (bits[i] && bits[j] && Math.max(dx, dy) === 1 && dx + dy <= reach) expect(labels[i]).toBe(labels[j]);
            }
          }
          expect(areas.reduce((sum, area) => sum + area, 0)).toBe(bits.filter((bit) => bit).length);
          for (const [i, area] of areas.entries()) expect(labels.filter((label) => label === i + 1).length).toBe(area);
        },
      ),
    );
  });
});

describe("filled", () => {
  it("fills what cannot be reached from outside", () => {
    expect(rowsOf(filled(maskOf(BLOB)))).toEqual([
      "........",
      ".#####..",
      ".#####..",
      ".#####..",
      ".#####x.",
      ".#####..",
      ".......#",
      "......##",
    ]);
  });

  it("leaves bays open, closes rings that touch at corners, and keeps ignored pixels", () => {
    expect(rowsOf(filled(maskOf(["###", "#.#", "#.#"])))).toEqual(["###", "#.#", "#.#"]);
    expect(rowsOf(filled(maskOf([".#.", "#.#", ".#."])))).toEqual([".#.", "###", ".#."]);
    expect(rowsOf(filled(maskOf(["####", "#x.#", "####"])))).toEqual(["####", "#x##", "####"]);
  });
});

describe("withoutSpecks", () => {
  it("removes islands below a share of the area, never the largest", () => {
    expect(rowsOf(withoutSpecks(maskOf(BLOB), 0.18))).toEqual([
      "........",
      ".#####..",
      ".#...#..",
      ".#...#..",
      ".#...#x.",
      ".#####..",
      "........",
      "........",
    ]);
    expect(rowsOf(withoutSpecks(maskOf(["#.#"]), 0.9))).toEqual(["#.#"]);
    expect(rowsOf(withoutSpecks(maskOf(["..x"])))).toEqual(["..x"]);
  });
});

describe("smoothed", () => {
  it("takes spikes off and fills notches", () => {
    const rough = ["..#.....", ".#####..", ".##.###.", ".#####..", ".#####..", "........"];
    expect(rowsOf(smoothed(maskOf(rough, 10, 10), { width: 100, height: 100 }))).toEqual([
      "........",
      ".#####..",
      ".#####..",
      ".#####..",
      "..###...",
      "........",
    ]);
  });

  it("takes nothing off at the picture's border, where one does not see how it goes on", () => {
    const corner = maskOf(["###", "###", "###"]);
    const rounded = [".##", "###", "###"];
    expect(rowsOf(smoothed(corner, { width: 3, height: 3 }))).toEqual(["###", "###", "###"]);
    expect(rowsOf(smoothed({ ...corner, rect: [7, 4, 10, 7] }, { width: 10, height: 7 }))).toEqual(rounded);
  });

  it("leaves a mask that is thin everywhere", () => {
    const line = maskOf(["....", "####", "...."], 10, 10);
    expect(smoothed(line, { width: 100, height: 100 })).toEqual(line);
  });
});

describe("islandsOf", () => {
  it("gives each island a mask of its own, largest first; specks and ignored pixels stay with the largest", () => {
    const [largest, ...others] = islandsOf(maskOf(BLOB, 10, 20), 0.1);
    expect(rowsOf(largest!).slice(2, 7)).toEqual([".#...#..", ".#.#.#..", ".#...#x.", ".#####..", "........"]);
    expect(others.map((mask) => [mask.rect, rowsOf(mask)])).toEqual([
      [
        [16, 26, 18, 28],
        [".#", "##"],
      ],
    ]);
  });
});

describe("cutAlong", () => {
  const bar = maskOf(["########", "########"]);

  it("cuts the smaller side off; the line's pixels go to the nearest side", () => {
    const [rest, off] = cutAlong(bar, maskOf(["..#.....", "...#...."]));
    expect(rowsOf(rest!)).toEqual(["...#####", "...#####"]);
    expect([off!.rect, rowsOf(off!)]).toEqual([
      [0, 0, 3, 2],
      ["###", "###"],
    ]);
  });

  it("does nothing unless the line goes all the way through", () => {
    expect(cutAlong(bar, maskOf(["..#.....", "........"]))).toHaveLength(1);
    expect(cutAlong(bar, maskOf(["########", "########"]))).toHaveLength(1);
  });

  it("leaves islands that the line does not touch where they are", () => {
    const [rest, off] = cutAlong(maskOf(["##.#####"]), maskOf([".....#.."]));
    expect([rowsOf(rest!), rowsOf(off!)]).toEqual([["##.###.."], ["##"]]);
  });
});

describe("shapes of any mask", () => {
  const masks = fc
    .array(fc.constantFrom(0, 0, 1, 1, 1, 4), { minLength: 64, maxLength: 64 })
    .map((pixels): Mask => ({ rect: [3, 5, 11, 13], pixels: Uint8Array.from(pixels) }));
  const count = (mask: Mask) => mask.pixels.filter((flags) => flags & FOREGROUND).length;

  it("fills and cleans once and for all, adding or taking only", () => {
    fc.assert(
      fc.property(masks, fc.double({ min: 0, max: 1, noNaN: true }), (mask, share) => {
        const full = filled(mask);
        expect(filled(full)).toEqual(full);
        expect(full.pixels.every((flags, i) => flags === mask.pixels[i] || (flags === 1 && mask.pixels[i] === 0))).toBe(
          true,
        );
        const clean = withoutSpecks(mask, share);
        expect(
          clean.pixels.every((flags, i) => flags === mask.pixels[i] || (flags === 0 && mask.pixels[i] === 1)),
        ).toBe(true);
        expect(count(clean) > 0).toBe(count(mask) > 0);
      }),
    );
  });

  it("parts that lose no pixel and share none, and join to the whole again", () => {
    fc.assert(
      fc.property(masks, masks, fc.boolean(), (mask, line, cuts) => {
        const parts = cuts ? cutAlong(mask, line) : islandsOf(mask, 0);
        expect(parts.reduce((sum, part) => sum + count(part), 0)).toBe(count(mask));
        expect(rowsOf(joined(parts))).toEqual(rowsOf(mask));
      }),
    );
  });
});
