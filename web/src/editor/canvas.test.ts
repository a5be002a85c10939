import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { deviceRect, planeBox, wayBetween } from "./canvas";

const space = (x: number, y: number, scale = 1, dpr = 1) => ({ view: { scale, x, y }, dpr });

describe("the way between two views", () => {
  it.each([
    ["whole pixels", space(3, 4), space(8, 1), { dx: 5, dy: -3 }],
    ["none", space(3, 4), space(3, 4), { dx: 0, dy: 0 }],
    ["half a pixel", space(3, 4), space(3.5, 4), null],
    ["half a CSS pixel that is a device pixel", space(3, 4, 1, 2), space(3.5, 4, 1, 2), { dx: 1, dy: 0 }],
    ["a CSS pixel that is a quarter more", space(0, 0, 1, 1.25), space(1, 0, 1, 1.25), null],
    ["a device pixel of a quarter more", space(0, 0, 1, 1.25), space(0.8, -1.6, 1, 1.25), { dx: 1, dy: -2 }],
    ["a sum of tenths", space(0.1 + 0.2, 0), space(10.3, 0), { dx: 10, dy: 0 }],
    ["another zoom", space(0, 0), space(5, 5, 2), null],
    ["another screen", space(0, 0), space(5, 5, 1, 2), null],
    ["none that is a number", space(0, 0), space(Number.NaN, 0), null],
  ])("is %s", (_, before, after, way) => expect(wayBetween(before, after)).toEqual(way));
});

it("the part of the picture under device pixels covers them", () => {
  const rect = { x: 30, y: 200, width: 64, height: 300 };
  const number = (min: number, max: number) => fc.double({ min, max, noNaN: true });
  const views = fc.tuple(number(-3000, 3000), number(-3000, 3000), number(0.01, 64), fc.constantFrom(1, 1.1, 1.25, 2));
  fc.assert(
    fc.property(views, ([x, y, scale, dpr]) => {
      const seen = deviceRect(planeBox(rect, space(x, y, scale, dpr)), space(x, y, scale, dpr), {
        width: 800,
        height: 600,
      });
      expect(Math.max(seen.x, seen.y - 170)).toBeLessThanOrEqual(30);
      expect(seen.x + seen.width).toBeGreaterThanOrEqual(rect.x + rect.width);
      expect(seen.y + seen.height).toBeGreaterThanOrEqual(rect.y + rect.height);
      expect([seen.width - rect.width, seen.height - rect.height].every((more) => more <= 2)).toBe(true);
    }),
  );
});
