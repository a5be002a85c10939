/** Which object comes next: what lies under a pointer, the handles of a box, and walks through the list. */

import type { Document, EditorObject } from "./document";
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
import { toImage, toScreen, type View } from "./view";

/** How near, in CSS pixels, a pointer must be to a handle or a box to hit it. */
const HANDLE_REACH = 8;
const BOX_REACH = 3;

/** Objects whose box is at this point or just beside it, smallest first. */
export function objectsAt(document: Document, point: ImagePoint, view: View): readonly EditorObject[] {
  const reach = BOX_REACH / view.scale;
  const near = ([x0, y0, x1, y1]: Box): Box => [x0 - reach, y0 - reach, x1 + reach, y1 + reach];
  const there = document.objects.filter((object) => contains(near(object.box), point));
  return there.sort((a, b) => boxArea(a.box) - boxArea(b.box));
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
export function further(objects: readonly EditorObject[], id: string | null, by: number): EditorObject | undefined {
  const at = objects.findIndex((object) => object.id === id);
  return objects.at(at < 0 && by < 0 ? -1 : (at + by + objects.length) % objects.length);
}

/** The first suggestion after the object with this id, round and round. */
export function nextSuggestion(objects: readonly EditorObject[], id: string | null): EditorObject | undefined {
  const after = objects.findIndex((object) => object.id === id) + 1;
  return [...objects.slice(after), ...objects.slice(0, after)].find((object) => object.state === "suggested");
}
