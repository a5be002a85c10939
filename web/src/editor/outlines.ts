/** Draws boxes: a line style per state, so that colour is never the only cue, and handles and the pointer. */

import type { Space } from "./canvas";
import type { EditorObject, ObjectState } from "./document";
import { type Box, HANDLES, handlePoint, NOWHERE, type ScreenPoint, type Size } from "./geometry";
import type { Look } from "./looks";
import type { Settings } from "./settings";
import { snap } from "./stroke";
import type { Theme } from "./theme";
import type { ToolKind } from "./tools/tool";
import { toImage, toScreen, type View } from "./view";

export type Context = CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D;

/** Dash patterns in CSS pixels: drawn dashed, suggested dotted, accepted and fixed solid (fixed has a corner mark too). */
const LINE_STYLES: Record<ObjectState, readonly number[]> = {
  drawn: [7, 5],
  suggested: [2, 3],
  accepted: [],
  fixed: [],
};

const MARK = 14;
const HANDLE = 7;

/** A box in CSS pixels of the canvas, half a pixel beside whole device pixels, so that its lines are alike wherever it is. */
export function onScreen(box: Box, { view, dpr }: Space): [x: number, y: number, width: number, height: number] {
  const a = toScreen(view, { x: box[0], y: box[1] });
  const b = toScreen(view, { x: box[2], y: box[3] });
  const [x, y, right, bottom] = [a.x, a.y, b.x, b.y].map((place) => Math.round(place * dpr) / dpr) as unknown as Box;
  return [x + 0.5, y + 0.5, right - x, bottom - y];
}

/**
 * Outlines of many objects. Software canvases draw thin rectangles fast and anything wider or dashed slowly, so the dark
 * halo is one rectangle each and the coloured line on it a single device pixel or two, in one path per colour and state.
 * The order of the paths does not depend on which objects there are, so that a part of the canvas looks as the whole does.
 */
export function drawOutlines(
  context: Context,
  objects: readonly EditorObject[],
  lookOf: (object: EditorObject) => Look,
  space: Space,
  theme: Theme,
): void {
  context.strokeStyle = theme.halo;
  context.lineWidth = 3;
  for (const { box } of objects) context.strokeRect(...onScreen(box, space));
  const groupOf = (object: EditorObject) => `${object.state} ${lookOf(object).color}`;
  for (const name of [...new Set(objects.map(groupOf))].sort()) {
    const group = objects.filter((object) => groupOf(object) === name);
    strokeRects(context, group, space, lookOf(group[0]!).color, 1, LINE_STYLES[group[0]!.state]);
  }
  for (const object of objects)
    if (object.state === "fixed") drawMark(context, object.box, lookOf(object).color, theme.halo, space);
}

function strokeRects(
  context: Context,
  objects: readonly EditorObject[],
  space: Space,
  color: string,
  width: number,
  dash: readonly number[],
): void {
  context.beginPath();
  for (const { box } of objects) context.rect(...onScreen(box, space));
  context.setLineDash([...dash]);
  context.lineWidth = width;
  context.strokeStyle = color;
  context.stroke();
  context.setLineDash([]);
}

/** A filled corner, on the lower right so that the class name does not cover it. */
function drawMark(context: Context, box: Box, color: string, halo: string, space: Space): void {
  const [x, y, width, height] = onScreen(box, space);
  const side = Math.min(MARK, width, height);
  context.beginPath();
  context.moveTo(x + width, y + height);
  context.lineTo(x + width - side, y + height);
  context.lineTo(x + width, y + height - side);
  context.closePath();
  context.fillStyle = color;
  context.fill();
  context.strokeStyle = halo;
  context.lineWidth = 1;
  context.stroke();
}

/** The selected object: a strong outline in its own line style, and handles when it may be edited. */
export function drawSelection(
  context: Context,
  object: EditorObject,
  space: Space,
  theme: Theme,
  handles: boolean,
): void {
  strokeRects(context, [object], space, theme.halo, 5, []);
  strokeRects(context, [object], space, theme.selection, 2, LINE_STYLES[object.state]);
  if (!handles) return;
  context.strokeStyle = "#000000";
  context.fillStyle = theme.selection;
  context.lineWidth = 1;
  for (const handle of HANDLES) {
    const { x, y } = toScreen(space.view, handlePoint(object.box, handle));
    const [left, top] = [Math.round(x - HANDLE / 2) + 0.5, Math.round(y - HANDLE / 2) + 0.5];
    context.fillRect(left, top, HANDLE, HANDLE);
    context.strokeRect(left, top, HANDLE, HANDLE);
  }
}

/** Crosshair of the box tool, outline of the brush. */
export function drawPointer(
  context: Context,
  pointer: ScreenPoint,
  aim: ToolKind["aim"],
  { settings, view, canvas, theme }: { settings: Settings; view: View; canvas: Size; theme: Theme },
): void {
  context.beginPath();
  if (aim === "crosshair") {
    const [x, y] = [Math.round(pointer.x) + 0.5, Math.round(pointer.y) + 0.5];
    context.moveTo(x, 0);
    context.lineTo(x, canvas.height);
    context.moveTo(0, y);
    context.lineTo(canvas.width, y);
  } else if (aim === "brush") {
    const { brushSize } = settings;
    const middle = toScreen(view, snap(toImage(view, pointer), brushSize));
    const radius = Math.max((brushSize / 2) * view.scale, 1);
    if (settings.brushShape === "round") context.arc(middle.x, middle.y, radius, 0, 2 * Math.PI);
    else context.rect(middle.x - radius, middle.y - radius, 2 * radius, 2 * radius);
  }
  for (const [style, width] of [
    [theme.halo, 3],
    [theme.draft, 1],
  ] as const) {
    context.strokeStyle = style;
    context.lineWidth = width;
    context.stroke();
  }
}

/** The part of the picture that the pointer is drawn on; undefined: lines across the canvas. */
export function pointerArea(
  pointer: ScreenPoint | null,
  aim: ToolKind["aim"],
  { brushSize }: Settings,
  view: View,
): Box | undefined {
  if (aim === "crosshair") return undefined;
  if (aim !== "brush" || pointer === null) return NOWHERE;
  const { x, y } = toImage(view, pointer);
  const reach = brushSize / 2 + 1 + 4 / view.scale;
  return [x - reach, y - reach, x + reach, y + reach];
}
