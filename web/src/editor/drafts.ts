/** Draws what is being drawn and not committed yet: boxes, the selecting rectangle, the polygon, the cut. */

import type { Space } from "./canvas";
import type { Box, ImagePoint, ScreenPoint } from "./geometry";
import { type Context, onScreen } from "./outlines";
import type { Theme } from "./theme";
import type { Draft } from "./tools/tool";
import { toScreen, type View } from "./view";

/** Side of a corner's square, in CSS pixels; the one under the pointer is larger. */
const CORNER = 6;
const HOT_CORNER = 10;

/** Draw in CSS pixels. Strokes are pixels, no lines: see screenmask. */
export function drawDraft(context: Context, draft: Draft, space: Space, theme: Theme): void {
  const { view } = space;
  if (draft.kind === "box") drawBoxes(context, [...(draft.also ?? []), draft.box], space, theme);
  if (draft.kind === "extremes") drawExtremes(context, draft, space, theme);
  if (draft.kind === "pins") drawPins(context, draft, view, theme);
  if (draft.kind === "marquee") drawMarquee(context, draft.box, space, theme);
  if (draft.kind === "cut") strokeTwice(context, theme, () => trace(context, draft.points, view));
  if (draft.kind === "polygon") drawPolygon(context, draft, view, theme);
}

/** A thin line in the draft's colour on a dark one, so that it shows on any picture. */
function strokeTwice(context: Context, theme: Theme, path: () => void): void {
  for (const [style, width] of [
    [theme.halo, 4],
    [theme.draft, 1.5],
  ] as const) {
    context.beginPath();
    path();
    context.strokeStyle = style;
    context.lineWidth = width;
    context.stroke();
  }
}

function trace(context: Context, points: readonly ImagePoint[], view: View): void {
  for (const point of points) {
    const { x, y } = toScreen(view, point);
    context.lineTo(x, y);
  }
}

function drawBoxes(context: Context, boxes: readonly Box[], space: Space, theme: Theme): void {
  strokeTwice(context, theme, () => {
    for (const box of boxes) context.rect(...onScreen(box, space));
  });
}

/** The box so far, and a dot where each end was clicked. */
function drawExtremes(
  context: Context,
  { points, box }: Draft & { kind: "extremes" },
  space: Space,
  theme: Theme,
): void {
  context.setLineDash([4, 3]);
  drawBoxes(context, [box], space, theme);
  context.setLineDash([]);
  for (const [x, y] of points) drawCorner(context, toScreen(space.view, { x: x + 0.5, y: y + 0.5 }), true, theme);
}

/** Half the length of the sign at a pin's beginning, in CSS pixels. */
const SIGN = 4;

/** Each pin as a line with a sign at its beginning: plus for the object, minus for what is not. */
function drawPins(context: Context, { strokes }: Draft & { kind: "pins" }, view: View, theme: Theme): void {
  context.lineCap = "round";
  for (const { path, out } of strokes) {
    const [color, halo] = out ? [theme.pins.out, theme.pins.halo] : [theme.pins.in, theme.pins.halo];
    const { x, y } = toScreen(view, path[0]!);
    for (const [style, width] of [
      [halo, 9],
      [color, 6],
    ] as const) {
      context.beginPath();
      trace(context, path, view);
      context.lineTo(toScreen(view, path.at(-1)!).x, toScreen(view, path.at(-1)!).y);
      context.strokeStyle = style;
      context.lineWidth = width;
      context.stroke();
    }
    drawSign(context, x, y, out, color, halo);
  }
  context.lineCap = "butt";
}

function drawSign(context: Context, x: number, y: number, out: boolean, color: string, halo: string): void {
  context.beginPath();
  context.arc(x, y, 2 * SIGN, 0, 2 * Math.PI);
  context.fillStyle = color;
  context.fill();
  context.strokeStyle = halo;
  context.lineWidth = 1.5;
  context.stroke();
  context.beginPath();
  context.moveTo(x - SIGN, y);
  context.lineTo(x + SIGN, y);
  if (!out) {
    context.moveTo(x, y - SIGN);
    context.lineTo(x, y + SIGN);
  }
  context.lineWidth = 2;
  context.stroke();
}

function drawMarquee(context: Context, box: Box, space: Space, theme: Theme): void {
  context.fillStyle = theme.draft;
  context.globalAlpha = 0.12;
  context.fillRect(...onScreen(box, space));
  context.globalAlpha = 1;
  context.setLineDash([4, 3]);
  drawBoxes(context, [box], space, theme);
  context.setLineDash([]);
}

/** The line back to the first corner is dashed, a polygon that cuts out is dashed all round. */
function drawPolygon(
  context: Context,
  { corners, next, hot, subtract }: Draft & { kind: "polygon" },
  view: View,
  theme: Theme,
): void {
  const outline = next ? [...corners, next] : corners;
  context.setLineDash(subtract ? [6, 4] : []);
  strokeTwice(context, theme, () => trace(context, outline, view));
  context.setLineDash([3, 4]);
  strokeTwice(context, theme, () => trace(context, [outline.at(-1)!, outline[0]!], view));
  context.setLineDash([]);
  for (const [i, corner] of corners.entries()) drawCorner(context, toScreen(view, corner), i === hot, theme);
}

function drawCorner(context: Context, { x, y }: ScreenPoint, hot: boolean, theme: Theme): void {
  const side = hot ? HOT_CORNER : CORNER;
  context.fillStyle = theme.draft;
  context.strokeStyle = theme.halo;
  context.lineWidth = 1;
  context.fillRect(x - side / 2, y - side / 2, side, side);
  context.strokeRect(x - side / 2, y - side / 2, side, side);
}
