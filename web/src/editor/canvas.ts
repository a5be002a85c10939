/** Coordinate spaces of a canvas: picture pixels and CSS pixels on top of device pixels. */

import type { Box, Size } from "./geometry";
import type { Context } from "./outlines";
import { toImage, toScreen, type View } from "./view";

export type Space = { readonly view: View; readonly dpr: number };

/** From now on coordinates are picture pixels. */
export function toImageSpace(context: Context, { view, dpr }: Space): void {
  context.setTransform(view.scale * dpr, 0, 0, view.scale * dpr, view.x * dpr, view.y * dpr);
}

/** From now on coordinates are CSS pixels of the canvas. */
export function toCssSpace(context: Context, { dpr }: Pick<Space, "dpr">): void {
  context.setTransform(dpr, 0, 0, dpr, 0, 0);
}

/** Whole device pixels of the canvas. */
export type DeviceRect = { readonly x: number; readonly y: number; readonly width: number; readonly height: number };

/** The device pixels that show any of this part of the picture's plane, as far as they are on the canvas. */
export function deviceRect(area: Box, { view, dpr }: Space, canvas: Size): DeviceRect {
  const a = toScreen(view, { x: area[0], y: area[1] });
  const b = toScreen(view, { x: area[2], y: area[3] });
  const [x, y] = [Math.max(Math.floor(a.x * dpr), 0), Math.max(Math.floor(a.y * dpr), 0)];
  const [right, bottom] = [Math.min(Math.ceil(b.x * dpr), canvas.width), Math.min(Math.ceil(b.y * dpr), canvas.height)];
  return { x, y, width: Math.max(right - x, 0), height: Math.max(bottom - y, 0) };
}

/** The part of the picture's plane that lies under device pixels. */
export function planeBox({ x, y, width, height }: DeviceRect, { view, dpr }: Space): Box {
  const a = toImage(view, { x: x / dpr, y: y / dpr });
  const b = toImage(view, { x: (x + width) / dpr, y: (y + height) / dpr });
  return [a.x, a.y, b.x, b.y];
}

/** What both rectangles cover. */
export function overlap(a: DeviceRect, b: DeviceRect): DeviceRect {
  const [x, y] = [Math.max(a.x, b.x), Math.max(a.y, b.y)];
  const width = Math.max(Math.min(a.x + a.width, b.x + b.width) - x, 0);
  const height = Math.max(Math.min(a.y + a.height, b.y + b.height) - y, 0);
  return { x, y, width, height };
}

/** Paint nothing outside this part of the picture's plane. */
export function clipTo(context: Context, area: Box, space: Space): void {
  clipToRect(context, deviceRect(area, space, context.canvas));
}

/** Paint nothing outside these device pixels. */
export function clipToRect(context: Context, { x, y, width, height }: DeviceRect): void {
  context.setTransform(1, 0, 0, 1, 0, 0);
  context.beginPath();
  context.rect(x, y, width, height);
  context.clip();
}

/** A way on the canvas, in whole device pixels. */
export type Way = { readonly dx: number; readonly dy: number };

/** Of adding up places on the screen; in pixels. */
const ROUNDING = 1e-6;

/** The way the picture went from one view to another; null when it is not whole pixels, or the zoom is another. */
export function wayBetween(before: Space, after: Space): Way | null {
  if (before.dpr !== after.dpr || before.view.scale !== after.view.scale) return null;
  const [x, y] = [(after.view.x - before.view.x) * after.dpr, (after.view.y - before.view.y) * after.dpr];
  const [dx, dy] = [Math.round(x), Math.round(y)];
  return Math.abs(x - dx) + Math.abs(y - dy) < ROUNDING ? { dx, dy } : null;
}

/** Move what is painted, and return the strips along the edges that came into sight and are left to paint. */
export function shift(context: OffscreenCanvasRenderingContext2D, { dx, dy }: Way): DeviceRect[] {
  if (dx === 0 && dy === 0) return [];
  const { width, height } = context.canvas;
  context.setTransform(1, 0, 0, 1, 0, 0);
  context.drawImage(context.canvas, dx, dy);
  const strips = [
    { x: dx > 0 ? 0 : Math.max(width + dx, 0), y: 0, width: Math.min(Math.abs(dx), width), height },
    { x: 0, y: dy > 0 ? 0 : Math.max(height + dy, 0), width, height: Math.min(Math.abs(dy), height) },
  ];
  return strips.filter((strip) => strip.width > 0 && strip.height > 0);
}

/** Arguments of drawImage that put an image over a box. */
export const placed = ([x0, y0, x1, y1]: Box): [number, number, number, number] => [x0, y0, x1 - x0, y1 - y0];
