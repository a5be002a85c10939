/** Draws what is being drawn and not committed yet: boxes, the selecting rectangle, the polygon, the cut. */

import type { Box, ImagePoint, ScreenPoint } from "./geometry";
import { type Context, onScreen } from "./outlines";
import type { Theme } from "./theme";
import type { Draft } from "./tools/tool";
import { toScreen, type View } from "./view";

/** Side of a corner's square, in CSS pixels; the one under the pointer is larger. */
const CORNER = 6;
const HOT_CORNER = 10;

/** Draw in CSS pixels. Strokes are not lines: see strokeimage. */
export function drawDraft(context: Context, draft: Draft, view: View, theme: Theme): void {
  if (draft.kind === "box") drawBoxes(context, [...(draft.also ?? []), draft.box], view, theme);
  if (draft.kind === "marquee") drawMarquee(context, draft.box, view, theme);
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

function drawBoxes(context: Context, boxes: readonly Box[], view: View, theme: Theme): void {
  strokeTwice(context, theme, () => {
    for (const box of boxes) context.rect(...onScreen(box, view));
  });
}

function drawMarquee(context: Context, box: Box, view: View, theme: Theme): void {
  context.fillStyle = theme.draft;
  context.globalAlpha = 0.12;
  context.fillRect(...onScreen(box, view));
  context.globalAlpha = 1;
  context.setLineDash([4, 3]);
  drawBoxes(context, [box], view, theme);
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
