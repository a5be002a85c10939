/** Polygons as pixels: a pixel belongs to a polygon when its centre lies inside (even-odd rule). */

import { type Box, boxWidth, type ImagePoint, intersect, isEmpty } from "./geometry";
import { emptyMask, type Mask } from "./mask";

/** The region a polygon covers inside `image`, 1 where covered; null when nothing of it is inside or it has under 3 corners. */
export function coverPolygon(corners: readonly ImagePoint[], image: Box): Mask | null {
  if (corners.length < 3) return null;
  const [xs, ys] = [corners.map((p) => p.x), corners.map((p) => p.y)];
  const reach: Box = [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)];
  const rect = intersect([Math.floor(reach[0]), Math.floor(reach[1]), Math.ceil(reach[2]), Math.ceil(reach[3])], image);
  if (isEmpty(rect)) return null;
  const region = emptyMask(rect);
  for (let y = rect[1]; y < rect[3]; y++) {
    const crossings = crossingsAt(corners, y + 0.5);
    const row = (y - rect[1]) * boxWidth(rect) - rect[0];
    for (let i = 0; i + 1 < crossings.length; i += 2) {
      const from = Math.max(Math.ceil(crossings[i]! - 0.5), rect[0]);
      const to = Math.min(Math.ceil(crossings[i + 1]! - 0.5), rect[2]);
      if (from < to) region.pixels.fill(1, row + from, row + to);
    }
  }
  return region;
}

/** Where the outline crosses a horizontal line, ascending. An edge owns its upper end and not its lower one. */
function crossingsAt(corners: readonly ImagePoint[], y: number): number[] {
  const crossings: number[] = [];
  corners.forEach((a, i) => {
    const b = corners[(i + 1) % corners.length]!;
    if (a.y <= y === b.y <= y) return;
    crossings.push(a.x + ((y - a.y) / (b.y - a.y)) * (b.x - a.x));
  });
  return crossings.sort((p, q) => p - q);
}
