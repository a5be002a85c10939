/** What differs between two masks, and writing only that anew. */

import { type Box, intersect, isEmpty, NOWHERE, sameBox, union } from "./geometry";
import { crop, type Mask, type MaskJson, planesOf } from "./mask";
import { boundsOf, countsIn, type Places, Runs } from "./runs";

const PLANES = ["foreground", "uncertain", "ignored"] as const;

/** Tight bounds of the pixels that are not the same in both masks; null when all are. */
export function differing(a: MaskJson, b: MaskJson): Box | null {
  const within = union(a.rect, b.rect);
  let area = NOWHERE;
  for (const plane of PLANES) {
    if (a[plane] === b[plane] && sameBox(a.rect, b.rect)) continue;
    const { places } = new Runs(within).addCounts(a[plane], a.rect).addCounts(b[plane], b.rect);
    area = union(area, boundsOf(places, within));
  }
  return isEmpty(area) ? null : area;
}

/**
 * What toJson makes of a mask that differs from `before` only inside `area`: reads no pixel outside of it, and is as quick
 * for a stroke on a whole picture's mask as on a small one.
 */
export function rewritten(before: MaskJson, after: Mask, area: Box): MaskJson | null {
  const window = intersect(area, after.rect);
  if (isEmpty(window)) return before;
  const within = union(before.rect, window);
  const inside = planesOf(crop(after, window), window);
  const [foreground, uncertain, ignored] = PLANES.map(
    (plane) => new Runs(within).addCounts(before[plane], before.rect, window).addCounts(inside[plane], window).places,
  ) as [Places, Places, Places];
  const rect = [foreground, uncertain, ignored].map((places) => boundsOf(places, within)).reduce(union);
  if (isEmpty(rect)) return null;
  const marks = (places: Places) => (places.length > 0 ? countsIn(places, within, rect) : null);
  return { rect, foreground: countsIn(foreground, within, rect), uncertain: marks(uncertain), ignored: marks(ignored) };
}
