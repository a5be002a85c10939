import { expect, test } from "vitest";
import { ScrollMap } from "./scroll-map";

const map = (full: number, view = 800): ScrollMap => {
  const made = new ScrollMap();
  made.resize(full, view);
  return made;
};

test("a list that fits is scrolled as it is", () => {
  const short = map(5000);
  expect(short.height).toBe(5000);
  expect(short.moved(1234)).toBe(1234);
  expect(short.moved(4200)).toBe(4200);
  expect(short.placed(3000)).toBe(3000);
  expect(short.settle(2000)).toBe(2000);
});

test("of a huge list both ends and everything between are within reach", () => {
  const huge = map(40_000_000);
  expect(huge.height).toBe(8_000_000);
  expect(huge.moved(0)).toBe(0);
  expect(huge.moved(7_999_200)).toBe(39_999_200);
  expect(huge.moved(3_999_600)).toBe(19_999_600);
});

test("small steps move a huge list by as many pixels, and settling shows the same place", () => {
  const huge = map(40_000_000);
  const place = huge.moved(1_000_000);
  expect(huge.moved(1_000_120)).toBe(place + 120);
  expect(huge.placed(place + 120)).toBeCloseTo(1_000_120);
  const position = huge.settle(place + 120);
  expect(huge.moved(position)).toBeCloseTo(place + 120);
});

test("a step by step way to the beginning ends at the beginning", () => {
  const huge = map(40_000_000);
  let position = huge.settle(5000);
  let place = 5000;
  while (place > 0) {
    const next = huge.moved(Math.max(position - 100, 0));
    expect(place - next).toBeLessThanOrEqual(2100);
    place = next;
    position = huge.settle(place);
  }
  expect(position).toBe(0);
});
