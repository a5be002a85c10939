/** Coordinate spaces of a canvas: picture pixels and CSS pixels on top of device pixels. */

import type { Box } from "./geometry";
import type { Context } from "./outlines";
import { toScreen, type View } from "./view";

type Space = { readonly view: View; readonly dpr: number };

/** From now on coordinates are picture pixels. */
export function toImageSpace(context: Context, { view, dpr }: Space): void {
  context.setTransform(view.scale * dpr, 0, 0, view.scale * dpr, view.x * dpr, view.y * dpr);
}

/** From now on coordinates are CSS pixels of the canvas. */
export function toCssSpace(context: Context, { dpr }: Space): void {
  context.setTransform(dpr, 0, 0, dpr, 0, 0);
}

/** Paint nothing outside this part of the picture's plane, rounded outwards to whole device pixels. */
export function clipTo(context: Context, area: Box, { view, dpr }: Space): void {
  const a = toScreen(view, { x: area[0], y: area[1] });
  const b = toScreen(view, { x: area[2], y: area[3] });
  const [x, y] = [Math.floor(a.x * dpr) - 1, Math.floor(a.y * dpr) - 1];
  context.setTransform(1, 0, 0, 1, 0, 0);
  context.beginPath();
  context.rect(x, y, Math.ceil(b.x * dpr) + 1 - x, Math.ceil(b.y * dpr) + 1 - y);
  context.clip();
}

/** Arguments of drawImage that put an image over a box. */
export const placed = ([x0, y0, x1, y1]: Box): [number, number, number, number] => [x0, y0, x1 - x0, y1 - y0];
