/** Rulers along the upper and left edge of the canvas, in picture pixels, with marks where the pointer is. */

import type { ScreenPoint, Size } from "./geometry";
import type { Context } from "./outlines";
import type { Theme } from "./theme";
import { toImage, type View } from "./view";

/** How wide rulers are, in CSS pixels: as wide as the margin of a fitted picture. */
const RULER = 16;

export const SIDES = ["left", "upper"] as const;
export type Side = (typeof SIDES)[number];

/** Labels are at least this far apart, in CSS pixels. */
const APART = 56;
const FONT = "9.5px system-ui, sans-serif";

/** Picture pixels between two labels: 1, 2 or 5 times a power of ten, and how many parts the ticks between make of it. */
export function spacing(scale: number): { step: number; parts: number } {
  const least = Math.max(APART / scale, 1);
  const ten = 10 ** Math.floor(Math.log10(least));
  const factor = [1, 2, 5, 10].find((one) => one * ten >= least)!;
  return { step: factor * ten, parts: Math.min(factor === 2 ? 4 : 5, factor * ten) };
}

/** The left or the upper ruler; the context is in CSS space. */
export function drawRuler(context: Context, side: Side, view: View, canvas: Size, image: Size, theme: Theme): void {
  const { width, height } = rulerSize(side, canvas);
  context.fillStyle = theme.ruler;
  context.fillRect(0, 0, width, height);
  context.fillStyle = theme.rulerInk;
  context.font = FONT;
  context.textBaseline = "top";
  const upright = side === "left";
  if (upright) context.transform(0, 1, 1, 0, 0, 0); // the left ruler is the upper one with x and y exchanged
  const [origin, length, pixels] = upright ? [view.y, height, image.height] : [view.x, width, image.width];
  drawScale(context, view.scale, origin, length, pixels, upright);
}

/** Ticks and labels of one ruler, along x; `origin` is where the picture begins. */
function drawScale(
  context: Context,
  scale: number,
  origin: number,
  length: number,
  pixels: number,
  upright: boolean,
): void {
  const { step, parts } = spacing(scale);
  const first = Math.max(Math.ceil(-origin / scale / step) - 1, 0) * parts;
  const last = Math.min(((length - origin) / scale / step) * parts, (pixels / step) * parts);
  for (let i = first; i <= last; i++) {
    const at = Math.round(origin + (i / parts) * step * scale);
    const labelled = i % parts === 0;
    if (at < RULER) continue;
    context.fillRect(at, labelled ? 0 : RULER - 4, 1, labelled ? RULER : 4);
    if (labelled) drawLabel(context, String((i / parts) * step), at + 3, upright);
  }
}

/** On the left ruler the exchanged axes mirror the text, so it is turned back to read upwards. */
function drawLabel(context: Context, label: string, at: number, upright: boolean): void {
  context.save();
  context.translate(upright ? at + context.measureText(label).width : at, 2);
  context.scale(upright ? -1 : 1, 1);
  context.fillText(label, 0, 0);
  context.restore();
}

/** The pointer's column and row on the rulers. */
export function drawPlace(context: Context, pointer: ScreenPoint, view: View, image: Size, theme: Theme): void {
  const { x, y } = toImage(view, pointer);
  if (x < 0 || y < 0 || x >= image.width || y >= image.height) return;
  context.font = FONT;
  context.textBaseline = "top";
  drawTag(context, String(Math.floor(x)), pointer.x, theme, false);
  context.save();
  context.transform(0, 1, 1, 0, 0, 0);
  drawTag(context, String(Math.floor(y)), pointer.y, theme, true);
  context.restore();
}

function drawTag(context: Context, label: string, at: number, theme: Theme, upright: boolean): void {
  const width = context.measureText(label).width;
  const left = Math.max(Math.round(at - width / 2 - 4), RULER);
  context.fillStyle = theme.rulerInk;
  context.fillRect(left, 0, width + 8, RULER);
  context.fillStyle = theme.ruler;
  drawLabel(context, label, left + 4, upright);
}

/** How much of the canvas a ruler covers from its upper left corner on, in CSS pixels. */
export const rulerSize = (side: Side, { width, height }: Size): Size =>
  side === "left" ? { width: RULER, height } : { width, height: RULER };
