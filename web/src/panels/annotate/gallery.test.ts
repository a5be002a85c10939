import { expect, test } from "vitest";
import type { ImageObject, ImageOpened, Mask } from "../../api/types";
import { Gallery } from "./gallery";
import { Classes } from "./objects";

const mask = (id: number): Mask => ({
  id,
  origin: "human",
  round: null,
  rect: [0, 0, 2, 2],
  foreground: "04",
  uncertain: null,
  ignored: null,
  certainty: null,
  looks: null,
});

/** The same image as another answer of the server tells it. */
const answered = (id: number, maskId: number) =>
  ({ id, objects: [{ id: "a", class_id: 1, box: [0, 0, 2, 2], mask: mask(maskId) } as ImageObject] }) as ImageOpened;

test("a mask that comes again is the editor's same mask, a newer one is not", () => {
  const gallery = new Gallery(1);
  const seen = (image: ImageOpened) => gallery.keep(image).objects.map(new Classes([]).toEditor)[0]?.mask;
  const first = seen(answered(1, 7));
  expect(seen(answered(1, 7))).toBe(first);
  expect(seen(answered(1, 8))).not.toBe(first);
  expect(seen(answered(2, 8))).toEqual(first);
});
