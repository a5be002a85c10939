/** Brush strokes as pixels: which ones a round or square brush covers between two pointer positions. */

import { type Box, boxWidth, type ImagePoint, intersect, isEmpty } from "./geometry";
import { emptyMask, type Mask } from "./mask";

export type BrushShape = "round" | "square";

/** Brush centres sit on pixel centres for odd diameters and on pixel corners for even ones, so that dabs are symmetric. */
export function snap(point: ImagePoint, size: number): ImagePoint {
  const place = size % 2 ? (value: number) => Math.floor(value) + 0.5 : Math.round;
  return { x: place(point.x), y: place(point.y) };
}

/**
 * Pixels whose centre lies within `size` / 2 of the segment from a to b (both snapped), or in a square of that side drawn
 * along it, inside `image`: a region with 1 where covered. Null when nothing of it is inside. All coordinates are multiples
 * of 1/2, so the test is exact.
 */
export function coverSegment(
  a: ImagePoint,
  b: ImagePoint,
  size: number,
  image: Box,
  shape: BrushShape = "round",
): Mask | null {
  const radius = size / 2;
  const reach: Box = [
    Math.floor(Math.min(a.x, b.x) - radius),
    Math.floor(Math.min(a.y, b.y) - radius),
    Math.ceil(Math.max(a.x, b.x) + radius),
    Math.ceil(Math.max(a.y, b.y) + radius),
  ];
  const rect = intersect(reach, image);
  if (isEmpty(rect)) return null;
  const region = emptyMask(rect);
  const within = (shape === "round" ? segmentTest : sweepTest)(a, b, radius);
  for (let y = rect[1]; y < rect[3]; y++) {
    const [from, to] = rowRange(a, b, radius, y + 0.5, rect);
    const row = (y - rect[1]) * boxWidth(rect) - rect[0];
    for (let x = from; x < to; x++) if (within(x + 0.5, y + 0.5)) region.pixels[row + x] = 1;
  }
  return region;
}

/** Distance to a segment without division: before a, after b, or beside it. */
function segmentTest(a: ImagePoint, b: ImagePoint, radius: number): (x: number, y: number) => boolean {
  const [dx, dy, square] = [b.x - a.x, b.y - a.y, radius * radius];
  const length = dx * dx + dy * dy;
  return (x, y) => {
    const [px, py] = [x - a.x, y - a.y];
    const along = px * dx + py * dy;
    if (along <= 0) return px * px + py * py <= square;
    if (along >= length) return (x - b.x) ** 2 + (y - b.y) ** 2 <= square;
    return (px * dy - py * dx) ** 2 <= square * length;
  };
}

/** Whether a square drawn along a segment covers a point of its bounding box: the box less the corners beside the sweep. */
function sweepTest(a: ImagePoint, b: ImagePoint, radius: number): (x: number, y: number) => boolean {
  const [dx, dy] = [b.x - a.x, b.y - a.y];
  const [left, right] = [Math.min(a.x, b.x) - radius, Math.max(a.x, b.x) + radius];
  const reach = radius * (Math.abs(dx) + Math.abs(dy));
  return (x, y) => x > left && x < right && Math.abs((x - a.x) * dy - (y - a.y) * dx) <= reach;
}

/** Columns of one row worth testing: around the part of the segment that is near enough in y. */
function rowRange(a: ImagePoint, b: ImagePoint, radius: number, y: number, rect: Box): [number, number] {
  const dy = b.y - a.y;
  const at = (wanted: number) => Math.min(Math.max((wanted - a.y) / dy, 0), 1);
  const [s, t] = dy === 0 ? [0, 1] : [at(y - radius), at(y + radius)];
  const [p, q] = [a.x + s * (b.x - a.x), a.x + t * (b.x - a.x)];
  return [
    Math.max(Math.floor(Math.min(p, q) - radius) - 1, rect[0]),
    Math.min(Math.ceil(Math.max(p, q) + radius) + 1, rect[2]),
  ];
}
