/** Where two masks differ, told from their runs: costs what their outlines are long, not what they cover. */

import { type Box, boxHeight, isEmpty, NOWHERE, sameBox, union } from "./geometry";
import type { MaskJson } from "./mask";
import { parseCounts } from "./rle";

const PLANES = ["foreground", "uncertain", "ignored"] as const;

/** Tight bounds of the pixels that are not the same in both masks; null when all are. */
export function differing(a: MaskJson, b: MaskJson): Box | null {
  const within = union(a.rect, b.rect);
  let area = NOWHERE;
  for (const plane of PLANES) {
    if (a[plane] === b[plane] && sameBox(a.rect, b.rect)) continue;
    const changes = [a, b].flatMap((mask) => changesOf(mask[plane], mask.rect, within));
    area = union(area, boundsOfOdd(Int32Array.from(changes).sort(), within));
  }
  return isEmpty(area) ? null : area;
}

/** Where marked runs begin and end, counted down the columns of `within`; a column's end is the beginning of the next. */
function changesOf(counts: string | null, rect: Box, within: Box): number[] {
  const changes: number[] = [];
  const [height, whole] = [boxHeight(rect), boxHeight(within)];
  const corner = (rect[0] - within[0]) * whole + rect[1] - within[1];
  let start = 0;
  for (const [i, run] of parseCounts(counts ?? "").entries()) {
    for (let left = i % 2 ? run : 0, at = start; left > 0; ) {
      const [x, y] = [Math.floor(at / height), at % height];
      const length = Math.min(left, height - y);
      const from = corner + x * whole + y;
      changes.push(from, from + length);
      left -= length;
      at += length;
    }
    start += run;
  }
  return changes;
}

/** Bounds of the pixels that lie behind an odd number of these sorted places: those marked in one mask only. */
function boundsOfOdd(places: Int32Array, [x0, y0, x1, y1]: Box): Box {
  const height = y1 - y0;
  let area = NOWHERE;
  let odd = false;
  for (let i = 0; i < places.length; i++) {
    odd = !odd;
    const [from, to] = [places[i]!, places[i + 1] ?? 0];
    if (!odd || from === to) continue;
    const [first, last] = [Math.floor(from / height), Math.floor((to - 1) / height)];
    const [top, bottom] = first === last ? [from - first * height, to - first * height] : [0, height];
    area = union(area, [x0 + first, y0 + top, Math.min(x0 + last + 1, x1), y0 + bottom]);
  }
  return area;
}
