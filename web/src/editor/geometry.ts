/** Points, boxes and handles. Coordinates are branded so that picture pixels and screen pixels cannot be mixed up. */

declare const space: unique symbol;

/** A point in pixels of the upright picture; x = 2.5 is the middle of column 2. */
export type ImagePoint = { readonly x: number; readonly y: number; readonly [space]?: "image" };

/** A point in CSS pixels relative to the canvas' top left corner. */
export type ScreenPoint = { readonly x: number; readonly y: number; readonly [space]?: "screen" };

/** Half-open pixels [x0, x1) x [y0, y1) of the upright image. */
export type Box = readonly [x0: number, y0: number, x1: number, y1: number];

/** Width and height in pixels. */
export type Size = { readonly width: number; readonly height: number };

/** The eight places a box can be pulled at, by compass direction. */
export type Handle = "nw" | "n" | "ne" | "e" | "se" | "s" | "sw" | "w";

export const HANDLES: readonly Handle[] = ["nw", "ne", "se", "sw", "n", "e", "s", "w"];

/** The empty box: the union with it changes nothing. */
export const NOWHERE: Box = [
  Number.POSITIVE_INFINITY,
  Number.POSITIVE_INFINITY,
  Number.NEGATIVE_INFINITY,
  Number.NEGATIVE_INFINITY,
];

export const boxWidth = (box: Box): number => box[2] - box[0];
export const boxHeight = (box: Box): number => box[3] - box[1];
export const boxArea = (box: Box): number => boxWidth(box) * boxHeight(box);
/** The box with so much more on each side. */
export const grown = ([x0, y0, x1, y1]: Box, by: number): Box => [x0 - by, y0 - by, x1 + by, y1 + by];

export const sameBox = (a: Box, b: Box): boolean => a.every((value, i) => value === b[i]);
export const isEmpty = (box: Box): boolean => box[0] >= box[2] || box[1] >= box[3];
export const contains = (box: Box, point: ImagePoint): boolean =>
  point.x >= box[0] && point.x < box[2] && point.y >= box[1] && point.y < box[3];
export const holds = (outer: Box, inner: Box): boolean =>
  outer[0] <= inner[0] && outer[1] <= inner[1] && outer[2] >= inner[2] && outer[3] >= inner[3];
export const union = (a: Box, b: Box): Box => [
  Math.min(a[0], b[0]),
  Math.min(a[1], b[1]),
  Math.max(a[2], b[2]),
  Math.max(a[3], b[3]),
];
/** The shared part of two boxes; may be empty (see isEmpty). */
export const intersect = (a: Box, b: Box): Box => [
  Math.max(a[0], b[0]),
  Math.max(a[1], b[1]),
  Math.min(a[2], b[2]),
  Math.min(a[3], b[3]),
];
export const wholeImage = (size: Size): Box => [0, 0, size.width, size.height];
export const distance = (a: ScreenPoint, b: ScreenPoint): number => Math.hypot(a.x - b.x, a.y - b.y);

/** How far a point is from the segment between two others. */
export function distanceToSegment(point: ImagePoint, a: ImagePoint, b: ImagePoint): number {
  const [dx, dy] = [b.x - a.x, b.y - a.y];
  const along = ((point.x - a.x) * dx + (point.y - a.y) * dy) / (dx * dx + dy * dy || 1);
  const t = clamp(along, 0, 1);
  return Math.hypot(point.x - a.x - t * dx, point.y - a.y - t * dy);
}

export const clamp = (value: number, low: number, high: number): number => Math.min(Math.max(value, low), high);

/** The pixel edges nearest to two opposite corners, clipped to the image and at least one pixel each way. */
export function boxFromCorners(a: ImagePoint, b: ImagePoint, size: Size): Box {
  const [x0, x1] = span(a.x, b.x, size.width);
  const [y0, y1] = span(a.y, b.y, size.height);
  return [x0, y0, x1, y1];
}

function span(a: number, b: number, length: number): [number, number] {
  const low = clamp(Math.round(Math.min(a, b)), 0, length);
  const high = clamp(Math.round(Math.max(a, b)), 0, length);
  if (low < high) return [low, high];
  const pixel = clamp(Math.floor((a + b) / 2), 0, length - 1);
  return [pixel, pixel + 1];
}

/** Whether two corners span anything inside the image; a drag wholly beside the picture does not. */
export function touchesImage(a: ImagePoint, b: ImagePoint, size: Size): boolean {
  const overlaps = (p: number, q: number, length: number) => Math.max(p, q) > 0 && Math.min(p, q) < length;
  return overlaps(a.x, b.x, size.width) && overlaps(a.y, b.y, size.height);
}

/** The box moved by whole pixels, stopped by the borders of the image. */
export function moveBox(box: Box, dx: number, dy: number, size: Size): Box {
  const x = clamp(Math.round(dx), -box[0], size.width - box[2]);
  const y = clamp(Math.round(dy), -box[1], size.height - box[3]);
  return [box[0] + x, box[1] + y, box[2] + x, box[3] + y];
}

/** The boxes moved as one by whole pixels: what stops one of them at a border stops all. */
export function movedTogether(boxes: readonly Box[], dx: number, dy: number, size: Size): Box[] {
  if (boxes.length === 0) return [];
  const all = boxes.reduce(union);
  const [x, y] = moveBox(all, dx, dy, size);
  return boxes.map((box) => moveBox(box, x - all[0], y - all[1], size));
}

/** The box with the sides of `handle` moved by (dx, dy); sides may cross, the result is clipped and at least 1 px each way. */
export function resizeBox(box: Box, handle: Handle, dx: number, dy: number, size: Size): Box {
  const x0 = box[0] + (handle.includes("w") ? dx : 0);
  const x1 = box[2] + (handle.includes("e") ? dx : 0);
  const y0 = box[1] + (handle.includes("n") ? dy : 0);
  const y1 = box[3] + (handle.includes("s") ? dy : 0);
  return boxFromCorners({ x: x0, y: y0 }, { x: x1, y: y1 }, size);
}

/** Where a handle sits on the outline of a box. */
export function handlePoint(box: Box, handle: Handle): ImagePoint {
  const x = handle.includes("w") ? box[0] : handle.includes("e") ? box[2] : (box[0] + box[2]) / 2;
  const y = handle.includes("n") ? box[1] : handle.includes("s") ? box[3] : (box[1] + box[3]) / 2;
  return { x, y };
}
