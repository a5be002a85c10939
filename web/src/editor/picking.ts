/** Which object comes next: what lies under a pointer, the handles of a box, and walks through the list. */

import { decoded } from "./decoded";
import type { EditorObject } from "./document";
import {
  type Box,
  boxArea,
  boxHeight,
  boxWidth,
  contains,
  distance,
  HANDLES,
  type Handle,
  handlePoint,
  type ImagePoint,
  type ScreenPoint,
} from "./geometry";
import { FOREGROUND } from "./mask";
import { toImage, toScreen, type View } from "./view";

/** How near, in CSS pixels, a pointer must be to a handle or a box to hit it; boxes smaller than TINY are hit from further away. */
const HANDLE_REACH = 8;
const BOX_REACH = 3;
const TINY = 16;
const TINY_REACH = 6;

/**
 * Objects at this point or just beside it, best first: what shows its pixels there goes before masks that only have their
 * box there, and small before large.
 */
export function objectsAt(objects: readonly EditorObject[], point: ImagePoint, view: View): readonly EditorObject[] {
  return objects
    .filter(({ box }) => isNear(box, point, view))
    .map((object) => ({ object, missed: missesMask(object, point, view), area: boxArea(object.box) }))
    .sort((a, b) => Number(a.missed) - Number(b.missed) || a.area - b.area)
    .map(({ object }) => object);
}

const isTiny = (box: Box, view: View): boolean => Math.min(boxWidth(box), boxHeight(box)) * view.scale < TINY;

function isNear(box: Box, point: ImagePoint, view: View): boolean {
  const reach = (isTiny(box, view) ? TINY_REACH : BOX_REACH) / view.scale;
  return contains([box[0] - reach, box[1] - reach, box[2] + reach, box[3] + reach], point);
}

/** Whether the object has a mask whose pixels are elsewhere. A tiny one is not aimed at that closely. */
function missesMask({ mask, box }: EditorObject, { x, y }: ImagePoint, view: View): boolean {
  if (mask === null || isTiny(box, view)) return false;
  if (!contains(mask.rect, { x, y })) return true;
  const [x0, y0] = mask.rect;
  const at = (Math.floor(y) - y0) * boxWidth(mask.rect) + Math.floor(x) - x0;
  return (decoded(mask).pixels[at]! & FOREGROUND) === 0;
}

/**
 * The nearest handle of the box within reach of a point on the canvas; null when there is none. Inside a small box the
 * reach is less, so that its middle can still be taken hold of.
 */
export function handleAt(box: Box, point: ScreenPoint, view: View): Handle | null {
  const away = (handle: Handle) => distance(toScreen(view, handlePoint(box, handle)), point);
  const nearest = HANDLES.reduce((best, handle) => (away(handle) < away(best) ? handle : best));
  const side = Math.min(boxWidth(box), boxHeight(box)) * view.scale;
  const reach = contains(box, toImage(view, point)) ? Math.min(HANDLE_REACH, side / 4) : HANDLE_REACH;
  return away(nearest) <= reach ? nearest : null;
}

/** The object `by` places after the one with this id, round and round; from nowhere the first or the last one. */
export function further(
  objects: readonly EditorObject[],
  id: string | undefined,
  by: number,
): EditorObject | undefined {
  const at = objects.findIndex((object) => object.id === id);
  return objects.at(at < 0 && by < 0 ? -1 : (at + by + objects.length) % objects.length);
}

/** The first suggestion after the object with this id, round and round. */
export function nextSuggestion(objects: readonly EditorObject[], id: string | undefined): EditorObject | undefined {
  const after = objects.findIndex((object) => object.id === id) + 1;
  return [...objects.slice(after), ...objects.slice(0, after)].find((object) => object.state === "suggested");
}
