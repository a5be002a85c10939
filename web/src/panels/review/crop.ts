/** Which part of a picture shows an object, and where its mask lies on that part. */

export type Sides = readonly [x0: number, y0: number, x1: number, y1: number];

const MARGIN = 0.12; // of the longer side of the box, on each side: what is around tells what is missing
const LEAST = 24; // pixels: tiny boxes need some ground around them to be told

/** The box with what is around it, squared as far as the picture allows, so that it fills a square cell. */
export function cropOf(box: Sides, width: number, height: number): Sides {
  const [x0, y0, x1, y1] = box;
  const side = Math.max(Math.max(x1 - x0, y1 - y0) * (1 + 2 * MARGIN), LEAST);
  const [left, right] = stretch(x0, x1, side, width);
  const [top, bottom] = stretch(y0, y1, side, height);
  return [left, top, right, bottom];
}

/** The interval grown to `length` around its middle, moved and clipped into 0 .. limit. */
function stretch(from: number, to: number, length: number, limit: number): [number, number] {
  const size = Math.min(Math.round(length), limit);
  const start = Math.round((from + to - size) / 2);
  const inside = Math.max(0, Math.min(start, limit - size));
  return [Math.min(inside, from), Math.max(inside + size, to)];
}

/** Where `part` lies on `whole`, as shares of it (for CSS: left, top, width, height in per cent). */
export function placeOn(part: Sides, whole: Sides): { left: string; top: string; width: string; height: string } {
  const [width, height] = [whole[2] - whole[0], whole[3] - whole[1]];
  const percent = (share: number) => `${(share * 100).toFixed(3)}%`;
  return {
    left: percent((part[0] - whole[0]) / width),
    top: percent((part[1] - whole[1]) / height),
    width: percent((part[2] - part[0]) / width),
    height: percent((part[3] - part[1]) / height),
  };
}
