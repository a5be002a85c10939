/** Copies of objects: beside their originals, or at another place or on another picture. */

import type { Document, EditorObject } from "./document";
import { drawnObject, isSettled } from "./edits";
import { type Box, boxFromCorners, clamp, moveBox, type Size, sameBox, touchesImage, union } from "./geometry";
import { shifted } from "./mask";

/** Where the copies go: their middle at a point, or moved from where the originals are. */
export type Place = { readonly x: number; readonly y: number };

/** The way from the middle of the objects to a point of the picture. */
export function wayTo(objects: readonly EditorObject[], { x, y }: Place): Place {
  const [x0, y0, x1, y1] = objects.map(({ box }) => box).reduce(union);
  return { x: x - (x0 + x1) / 2, y: y - (y0 + y1) / 2 };
}

/**
 * New objects like these, moved together by `way` and held inside the picture. Masks that a person decided come along; for
 * the others a suggestion is made anew. What does not fit into a smaller picture is drawn as large as it can be.
 */
export function copies(objects: readonly EditorObject[], way: Place, size: Size, newId: () => string): EditorObject[] {
  if (objects.length === 0) return [];
  const all = fitted(objects.map(({ box }) => box).reduce(union), size);
  const moved = moveBox(all, way.x, way.y, size);
  const [dx, dy] = [moved[0] - all[0], moved[1] - all[1]];
  return objects.map((object) => {
    const box = fitted(object.box, size);
    const place = moveBox(box, dx, dy, size);
    return copied(object, place, [place[0] - object.box[0], place[1] - object.box[1]], newId());
  });
}

/** New objects with the boxes, classes and flags of others, as far as they are on this picture and no such box is there. */
export function boxesLike(
  others: readonly EditorObject[],
  { size, objects }: Document,
  newId: () => string,
): EditorObject[] {
  return others.flatMap((other) => {
    const [a, b] = [
      { x: other.box[0], y: other.box[1] },
      { x: other.box[2], y: other.box[3] },
    ];
    if (!touchesImage(a, b, size)) return [];
    const box = boxFromCorners(a, b, size);
    const isThere = objects.some((one) => one.class === other.class && sameBox(one.box, box));
    return isThere ? [] : [drawnLike(other, box, newId())];
  });
}

/** A drawn object with another one's class and flags. */
function drawnLike({ class: index, truncated, difficult, occluded }: EditorObject, box: Box, id: string): EditorObject {
  return { ...drawnObject(id, box, index), truncated, difficult, occluded };
}

/** The box pushed, and if it must be shrunk, into the picture. */
function fitted([x0, y0, x1, y1]: Box, { width, height }: Size): Box {
  const [w, h] = [Math.min(x1 - x0, width), Math.min(y1 - y0, height)];
  const [x, y] = [clamp(x0, 0, width - w), clamp(y0, 0, height - h)];
  return [x, y, x + w, y + h];
}

function copied(object: EditorObject, box: Box, [dx, dy]: readonly [number, number], id: string): EditorObject {
  const copy = drawnLike(object, box, id);
  const whole = box[2] - box[0] === object.box[2] - object.box[0] && box[3] - box[1] === object.box[3] - object.box[1];
  if (object.mask === null || !isSettled(object) || !whole) return copy;
  return { ...copy, state: "fixed", origin: "human", mask: shifted(object.mask, dx, dy) };
}
