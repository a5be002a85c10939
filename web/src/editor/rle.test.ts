import fc from "fast-check";
import { describe, expect, it } from "vitest";
import golden from "../../../tests/golden/rle.json";
import { decodeInto, encode, formatCounts, marksInBlocks, parseCounts, RleError } from "./rle";

describe("golden vectors of pycocotools", () => {
  it.each(golden.cases)("$name", ({ width, height, rows, counts }) => {
    const pixels = Uint8Array.from([...rows.join("")], (character) => (character === "#" ? 1 : 0));
    expect(encode(pixels, width, 1, [0, 0, width, height])).toBe(counts);
    const decoded = new Uint8Array(width * height);
    decodeInto(decoded, counts, width, height, 1);
    expect(decoded).toEqual(pixels);
  });
});

describe("codec", () => {
  const bitmaps = fc
    .tuple(fc.integer({ min: 1, max: 150 }), fc.integer({ min: 1, max: 40 }))
    .chain(([width, height]) =>
      fc
        .uint8Array({ minLength: width * height, maxLength: width * height, max: 1 })
        .map((pixels) => ({ width, height, pixels })),
    );

  it("returns the bitmap it was given", () => {
    fc.assert(
      fc.property(bitmaps, ({ width, height, pixels }) => {
        const decoded = new Uint8Array(pixels.length);
        decodeInto(decoded, encode(pixels, width, 1, [0, 0, width, height]), width, height, 1);
        expect(decoded).toEqual(pixels);
      }),
    );
  });

  it("encodes a window as if it had been cut out", () => {
    fc.assert(
      fc.property(bitmaps, fc.nat(5), fc.nat(5), fc.nat(5), ({ width, height, pixels }, left, right, top) => {
        const stride = left + width + right;
        const source = new Uint8Array(stride * (top + height + 2));
        for (let y = 0; y < height; y++)
          source.set(pixels.subarray(y * width, (y + 1) * width), (top + y) * stride + left);
        const window = [left, top, left + width, top + height] as const;
        expect(encode(source, stride, 1, window)).toBe(encode(pixels, width, 1, [0, 0, width, height]));
      }),
    );
  });

  it("counts the marked pixels of blocks without decoding them", () => {
    fc.assert(
      fc.property(bitmaps, fc.constantFrom(1, 2, 4, 8, 64), ({ width, height, pixels }, step) => {
        const columns = Math.ceil(width / step);
        const counted = new Int32Array(columns * Math.ceil(height / step));
        for (let y = 0; y < height; y++)
          for (let x = 0; x < width; x++)
            counted[Math.floor(y / step) * columns + Math.floor(x / step)]! += pixels[y * width + x]!;
        const counts = encode(pixels, width, 1, [0, 0, width, height]);
        expect(marksInBlocks(counts, width, height, step)).toEqual(counted);
      }),
    );
  });

  it("keeps runs as long as a 100-megapixel picture", () => {
    const runs = [0, 100_000_000, 3, 1, 99_999_999, 0, 70_000_000];
    expect(parseCounts(formatCounts(runs))).toEqual(runs);
  });

  it("reads and writes only the bits asked for", () => {
    const pixels = Uint8Array.from([1, 2, 3, 0]);
    const decoded = Uint8Array.from([4, 4, 4, 4]);
    decodeInto(decoded, encode(pixels, 2, 2, [0, 0, 2, 2]), 2, 2, 1);
    expect([...decoded]).toEqual([4, 5, 5, 4]);
  });

  it.each([
    ["a character COCO does not use", "0!"],
    ["a number that does not end", "0P"],
    ["too few pixels", "3"],
    ["too many pixels", "05"],
    ["a negative run", "121M"],
  ])("refuses %s", (_, counts) => {
    expect(() => decodeInto(new Uint8Array(4), counts, 2, 2, 1)).toThrow(RleError);
  });
});
