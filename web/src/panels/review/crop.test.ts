/** The part of a picture that shows an object. */
import { expect, test } from "vitest";
import { cropOf, placeOn } from "./crop";

test("a box in the middle gets a square with a margin", () => {
  expect(cropOf([100, 100, 200, 150], 500, 375)).toEqual([88, 63, 212, 187]);
});

test("at the edge the square moves inside the picture", () => {
  expect(cropOf([0, 0, 100, 50], 500, 375)).toEqual([0, 0, 124, 124]);
  expect(cropOf([400, 300, 500, 375], 500, 375)).toEqual([376, 251, 500, 375]);
});

test("a box as large as the picture shows all of it, and a tiny one some ground", () => {
  expect(cropOf([0, 0, 500, 375], 500, 375)).toEqual([0, 0, 500, 375]);
  expect(cropOf([50, 50, 52, 52], 500, 375)).toEqual([39, 39, 63, 63]);
});

test("where a mask lies on the crop", () => {
  expect(placeOn([10, 20, 30, 40], [0, 0, 40, 80])).toEqual({
    left: "25.000%",
    top: "25.000%",
    width: "50.000%",
    height: "25.000%",
  });
});
