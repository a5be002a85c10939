/** Filter and place of the list of images in its address. */
import { expect, test } from "vitest";
import { addressOf, listAddress, placeOf } from "./image-list";

test.each([
  [{ filter: {}, at: 0 }, "/projects/3/images"],
  [{ filter: { state: "boxed", assignee: 0 }, at: 400_000 }, "/projects/3/images?state=boxed&assignee=0&at=400000"],
  [{ filter: { gold: true, name: "a&b c" }, at: 0 }, "/projects/3/images?gold=true&name=a%26b+c"],
] as const)("%o", (place, address) => {
  expect(addressOf(3, place)).toBe(address);
  expect(placeOf(address.split("?")[1] ?? "")).toEqual(place);
});

test("what is no place is the beginning, and so is the list that nobody was in", () => {
  expect(placeOf("at=x&other=1")).toEqual({ filter: {}, at: 0 });
  expect(listAddress(3)).toBe("/projects/3/images");
});
