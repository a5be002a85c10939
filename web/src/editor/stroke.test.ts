import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { rowsOf } from "./driver";
import type { Box, ImagePoint } from "./geometry";
import { coverPolygon } from "./polygon";
import { coverSegment, snap } from "./stroke";

const IMAGE: Box = [0, 0, 40, 30];
const points = fc.record({ x: fc.integer({ min: -20, max: 60 }), y: fc.integer({ min: -20, max: 50 }) });

/** All pixels of the image for which the test holds, by brute force. */
function pixelsWhere(test: (x: number, y: number) => boolean): string[] {
  const all: string[] = [];
  for (let y = IMAGE[1]; y < IMAGE[3]; y++)
    for (let x = IMAGE[0]; x < IMAGE[2]; x++) if (test(x + 0.5, y + 0.5)) all.push(`${x},${y}`);
  return all;
}

function pixelsOf(region: ReturnType<typeof coverSegment>): string[] {
  if (region === null) return [];
  const [x0, y0, x1] = region.rect;
  return [...region.pixels].flatMap((value, i) =>
    value ? [`${x0 + (i % (x1 - x0))},${y0 + Math.floor(i / (x1 - x0))}`] : [],
  );
}

/** Distance to a segment by projecting on it: another formula than the one under test. */
function distanceToSegment(p: ImagePoint, a: ImagePoint, b: ImagePoint): number {
  const length = (b.x - a.x) ** 2 + (b.y - a.y) ** 2;
  const t = length === 0 ? 0 : ((p.x - a.x) * (b.x - a.x) + (p.y - a.y) * (b.y - a.y)) / length;
  const along = Math.min(Math.max(t, 0), 1);
  return Math.hypot(p.x - a.x - along * (b.x - a.x), p.y - a.y - along * (b.y - a.y));
}

describe("brush", () => {
  it("covers the pixels whose centre is within half its diameter of the segment", () => {
    fc.assert(
      fc.property(points, points, fc.integer({ min: 1, max: 25 }), (p, q, size) => {
        const [a, b] = [snap(p, size), snap(q, size)];
        const distance = (x: number, y: number) => distanceToSegment({ x, y }, a, b) - size / 2;
        const covered = new Set(pixelsOf(coverSegment(a, b, size, IMAGE)));
        expect(pixelsWhere((x, y) => distance(x, y) < -1e-9).filter((pixel) => !covered.has(pixel))).toEqual([]);
        expect(pixelsWhere((x, y) => distance(x, y) > 1e-9).filter((pixel) => covered.has(pixel))).toEqual([]);
      }),
    );
  });

  it("covers with its square shape what a square drawn along the segment does", () => {
    fc.assert(
      fc.property(points, points, fc.integer({ min: 1, max: 25 }), (p, q, size) => {
        const [a, b] = [snap(p, size), snap(q, size)];
        // A square around a point of the segment reaches the pixel: intersect the ranges of t that do in x and in y.
        const range = (from: number, to: number, at: number) => {
          const ends = [(at - size / 2 - from) / (to - from), (at + size / 2 - from) / (to - from)].sort(
            (s, t) => s - t,
          );
          return from === to ? [Math.abs(at - from) <= size / 2 ? 0 : 2, 1] : ends;
        };
        const slack = (x: number, y: number) => {
          const [[s0, s1], [t0, t1]] = [range(a.x, b.x, x), range(a.y, b.y, y)] as [number[], number[]];
          return Math.min(s1!, t1!, 1) - Math.max(s0!, t0!, 0);
        };
        const covered = new Set(pixelsOf(coverSegment(a, b, size, IMAGE, "square")));
        expect(pixelsWhere((x, y) => slack(x, y) > 1e-9).filter((pixel) => !covered.has(pixel))).toEqual([]);
        expect(pixelsWhere((x, y) => slack(x, y) < -1e-9).filter((pixel) => covered.has(pixel))).toEqual([]);
      }),
    );
  });

  it.each([
    [1, ["#"]],
    [2, ["##", "##"]],
    [3, ["###", "###", "###"]],
    [4, [".##.", "####", "####", ".##."]],
  ])("makes a symmetric dab of %i pixels", (size, rows) => {
    const middle = snap({ x: 10.2, y: 10.9 }, size);
    expect(rowsOf(coverSegment(middle, middle, size, IMAGE)!)).toEqual(rows);
  });

  it("paints under the pointer with the smallest brush", () => {
    for (const [x, y] of [
      [10.01, 10.99],
      [10.99, 10.01],
      [10.5, 10.5],
    ] as const) {
      const middle = snap({ x, y }, 1);
      expect(pixelsOf(coverSegment(middle, middle, 1, IMAGE))).toEqual(["10,10"]);
    }
  });

  it("covers nothing beside the picture", () => {
    expect(coverSegment({ x: -9, y: -9 }, { x: -8, y: 50 }, 4, IMAGE)).toBeNull();
  });
});

describe("polygon", () => {
  it("covers the pixels whose centre lies inside by the even-odd rule", () => {
    const corners = fc.array(
      fc.record({ x: fc.double({ min: -10, max: 50, noNaN: true }), y: fc.double({ min: -10, max: 40, noNaN: true }) }),
      {
        minLength: 3,
        maxLength: 8,
      },
    );
    fc.assert(
      fc.property(corners, (polygon) => {
        const covered = new Set(pixelsOf(coverPolygon(polygon, IMAGE)));
        const clear = pixelsWhere((x, y) => !isOnOutline(x, y, polygon)); // where rounding decides nothing
        const within = new Set(pixelsWhere((x, y) => inside(x, y, polygon)));
        expect(clear.filter((pixel) => covered.has(pixel))).toEqual(clear.filter((pixel) => within.has(pixel)));
      }),
    );
  });

  it("tiles: polygons that share an edge share no pixel and leave none out", () => {
    const [a, b, c, d] = [
      { x: 2, y: 2 },
      { x: 21.5, y: 3.5 },
      { x: 18, y: 20 },
      { x: 4.5, y: 15.5 },
    ] as const;
    const whole = pixelsOf(coverPolygon([a, b, c, d], IMAGE));
    const halves = [...pixelsOf(coverPolygon([a, b, c], IMAGE)), ...pixelsOf(coverPolygon([a, c, d], IMAGE))];
    expect(halves.toSorted()).toEqual(whole.toSorted());
  });

  it("needs three corners", () => {
    expect(
      coverPolygon(
        [
          { x: 1, y: 1 },
          { x: 9, y: 9 },
        ],
        IMAGE,
      ),
    ).toBeNull();
  });
});

const isOnOutline = (x: number, y: number, polygon: readonly ImagePoint[]): boolean =>
  polygon.some((corner, i) => distanceToSegment({ x, y }, corner, polygon[(i + 1) % polygon.length]!) < 1e-9);

/** Count crossings of a ray to the right. */
function inside(x: number, y: number, polygon: readonly ImagePoint[]): boolean {
  let odd = false;
  for (let i = 0, j = polygon.length - 1; i < polygon.length; j = i++) {
    const [p, q] = [polygon[i]!, polygon[j]!];
    if (p.y > y !== q.y > y && x < ((q.x - p.x) * (y - p.y)) / (q.y - p.y) + p.x) odd = !odd;
  }
  return odd;
}
