/** A small picture of the whole picture in a corner of the canvas, there while part of it is out of sight; dragging in it moves the view. */

import type { Display } from "./display";
import type { Document } from "./document";
import { type ImagePoint, intersect, type ScreenPoint, type Size, wholeImage } from "./geometry";
import type { Context } from "./outlines";
import type { Theme } from "./theme";
import type { Draft } from "./tools/tool";
import { type View, visibleBox } from "./view";

/** Where it lies on the canvas, in CSS pixels, and CSS pixels per picture pixel. */
export type Minimap = {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly scale: number;
};

const LONGEST = 168;
const MARGIN = 14;

/** The minimap of a view; null when all of the picture is in sight or the canvas is too small for one. */
export function minimapOf(view: View, canvas: Size, image: Size): Minimap | null {
  const [x0, y0, x1, y1] = visibleBox(view, canvas);
  const all = x0 <= 0 && y0 <= 0 && x1 >= image.width && y1 >= image.height;
  if (all || canvas.width < 3 * LONGEST || canvas.height < 2 * LONGEST) return null;
  const scale = LONGEST / Math.max(image.width, image.height);
  const [width, height] = [Math.max(image.width * scale, 8), Math.max(image.height * scale, 8)];
  return { x: canvas.width - width - MARGIN, y: canvas.height - height - MARGIN, width, height, scale };
}

/** What decides on the minimap. */
type Sight = {
  readonly display: Display;
  readonly draft: Draft | null;
  readonly view: View;
  readonly canvas: Size;
  readonly document: Document;
};

/** The minimap that is on the canvas now, if any; it steps aside while something is drawn. */
export const minimapIn = ({ display, draft, view, canvas, document }: Sight): Minimap | null =>
  display.minimap && !draft ? minimapOf(view, canvas, document.size) : null;

export const onMinimap = ({ x, y, width, height }: Minimap, at: ScreenPoint): boolean =>
  at.x >= x && at.y >= y && at.x < x + width && at.y < y + height;

/** The picture point shown at a place of the minimap. */
export const pointOn = ({ x, y, scale }: Minimap, at: ScreenPoint): ImagePoint => ({
  x: (at.x - x) / scale,
  y: (at.y - y) / scale,
});

/** Shade the small picture outside of what is in sight and frame it; the context is in CSS space. */
export function drawSight(
  context: Context,
  map: Minimap,
  { view, canvas, theme }: { view: View; canvas: Size; theme: Theme },
): void {
  const image = { width: map.width / map.scale, height: map.height / map.scale };
  const [x0, y0, x1, y1] = intersect(visibleBox(view, canvas), wholeImage(image)).map((side) => side * map.scale);
  const [left, top, width, height] = [map.x + x0!, map.y + y0!, Math.max(x1! - x0!, 2), Math.max(y1! - y0!, 2)];
  context.beginPath();
  context.rect(map.x, map.y, map.width, map.height);
  context.rect(left, top, width, height);
  context.fillStyle = "rgba(0, 0, 0, 0.5)";
  context.fill("evenodd");
  context.lineWidth = 1;
  context.strokeStyle = theme.rulerInk;
  context.strokeRect(map.x - 0.5, map.y - 0.5, map.width + 1, map.height + 1);
  context.lineWidth = 2;
  context.strokeStyle = theme.selection;
  context.strokeRect(left, top, width, height);
}
