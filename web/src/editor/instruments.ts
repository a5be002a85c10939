/** Rulers and minimap: painted on the base over the picture and its objects, and copied once more over what moves. */

import { toCssSpace } from "./canvas";
import type { Size } from "./geometry";
import { drawSight, type Minimap, minimapOf } from "./minimap";
import type { Context } from "./outlines";
import type { Scene } from "./render";
import { drawPlace, drawRulers, rulerAreas } from "./rulers";

type BaseContext = OffscreenCanvasRenderingContext2D;

/** Paint them on the base. */
export function paintInstruments(base: BaseContext, scene: Scene): void {
  const { display, view, canvas, document, theme, picture } = scene;
  if (picture === null) return;
  const map = minimapIn(scene);
  if (map) paintMinimap(base, map, scene);
  toCssSpace(base, scene);
  if (display.rulers) drawRulers(base, view, canvas, document.size, theme);
}

/** Copy them from the base over crosshair and drafts, and mark the pointer on the rulers. */
export function copyInstruments(context: Context, base: OffscreenCanvas, scene: Scene): void {
  const { display, canvas, pointer, view, document, theme, dpr } = scene;
  const map = minimapIn(scene);
  context.setTransform(1, 0, 0, 1, 0, 0);
  for (const area of [...(display.rulers ? rulerAreas(canvas) : []), ...(map ? [framed(map)] : [])])
    copy(context, base, area, dpr);
  if (!display.rulers || !pointer) return;
  toCssSpace(context, scene);
  drawPlace(context, pointer, view, document.size, theme);
}

const minimapIn = ({ display, view, canvas, document }: Scene): Minimap | null =>
  display.minimap ? minimapOf(view, canvas, document.size) : null;

const framed = ({ x, y, width, height }: Minimap) => ({ x: x - 1, y: y - 1, width: width + 2, height: height + 2 });

function paintMinimap(base: BaseContext, map: Minimap, scene: Scene): void {
  const { picture, theme, dpr } = scene;
  toCssSpace(base, scene);
  base.fillStyle = theme.background;
  base.fillRect(map.x, map.y, map.width, map.height);
  const scale = map.scale * dpr;
  base.setTransform(scale, 0, 0, scale, map.x * dpr, map.y * dpr);
  picture?.draw(base, scale);
  toCssSpace(base, scene);
  drawSight(base, map, scene);
}

/** An area in CSS pixels, copied in whole device pixels. */
function copy(
  context: Context,
  base: OffscreenCanvas,
  area: Size & { readonly x: number; readonly y: number },
  dpr: number,
): void {
  const [x, y] = [Math.floor(area.x * dpr), Math.floor(area.y * dpr)];
  const width = Math.min(Math.ceil(area.width * dpr) + 1, base.width - x);
  const height = Math.min(Math.ceil(area.height * dpr) + 1, base.height - y);
  if (width > 0 && height > 0) context.drawImage(base, x, y, width, height, x, y, width, height);
}
