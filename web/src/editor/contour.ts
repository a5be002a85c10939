/** The rim of a mask as lines between pixels, for outlines that stay thin when zoomed in. */

import { decoded } from "./decoded";
import { type Box, boxHeight, boxWidth, grown } from "./geometry";
import { FOREGROUND, type Mask, type MaskJson } from "./mask";
import type { Context } from "./outlines";

/** Four numbers a line, x0 y0 x1 y1 in picture pixels; each is horizontal or vertical. */
export type Contour = readonly number[];

const known = new WeakMap<MaskJson, Contour>();

/** The mask's contour; made once per mask. */
export function contourOf(json: MaskJson): Contour {
  const contour = known.get(json) ?? trace(decoded(json));
  known.set(json, contour);
  return contour;
}

/** Lines between foreground and everything else, neighbouring ones joined. */
export function trace(mask: Mask): Contour {
  const [x0, y0] = mask.rect;
  const [width, height] = [boxWidth(mask.rect), boxHeight(mask.rect)];
  const inside = (x: number, y: number) =>
    x >= 0 && y >= 0 && x < width && y < height && (mask.pixels[y * width + x]! & FOREGROUND) !== 0;
  const rows = runs(height, width, (y, x) => inside(x, y) !== inside(x, y - 1));
  const columns = runs(width, height, (x, y) => inside(x, y) !== inside(x - 1, y));
  return [
    ...rows.flatMap(([y, from, to]) => [x0 + from, y0 + y, x0 + to, y0 + y]),
    ...columns.flatMap(([x, from, to]) => [x0 + x, y0 + from, x0 + x, y0 + to]),
  ];
}

/** On each of the lines 0..`lines`: stretches of places 0..`length` where `isRim` holds. */
function runs(lines: number, length: number, isRim: (line: number, place: number) => boolean) {
  const found: [line: number, from: number, to: number][] = [];
  for (let line = 0; line <= lines; line++) {
    for (let place = 0, from = -1; place <= length; place++) {
      const rim = place < length && isRim(line, place);
      if (rim && from < 0) from = place;
      if (rim || from < 0) continue;
      found.push([line, from, place]);
      from = -1;
    }
  }
  return found;
}

/** Width of the widest line, in CSS pixels. */
const HALO = 4;

/** Draw the part of a contour that is in sight; the context is in picture space, `pixel` is the size of a CSS pixel there. */
export function drawContour(
  context: Context,
  contour: Contour,
  color: string,
  halo: string,
  visible: Box,
  pixel: number,
): void {
  const [left, top, right, bottom] = grown(visible, (HALO / 2) * pixel);
  context.beginPath();
  for (let i = 0; i < contour.length; i += 4) {
    const [x0, y0, x1, y1] = [contour[i]!, contour[i + 1]!, contour[i + 2]!, contour[i + 3]!];
    if (x1 < left || y1 < top || x0 > right || y0 > bottom) continue;
    context.moveTo(x0, y0);
    context.lineTo(x1, y1);
  }
  context.lineCap = "square";
  for (const [style, width] of [
    [halo, HALO],
    [color, 2],
  ] as const) {
    context.strokeStyle = style;
    context.lineWidth = width * pixel;
    context.stroke();
  }
  context.lineCap = "butt";
}
