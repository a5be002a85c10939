/** Rulers and minimap, over all else. Rulers stand on the base, for numbers take time to paint; the minimap comes and goes with drafts. */

import { toCssSpace } from "./canvas";
import type { Size } from "./geometry";
import { drawSight, type Minimap, minimapIn } from "./minimap";
import type { Context } from "./outlines";
import type { Picture } from "./picture";
import type { Scene } from "./render";
import { drawPlace, drawRulers, rulerAreas } from "./rulers";

type BaseContext = OffscreenCanvasRenderingContext2D;

export class Instruments {
  readonly #small = new SmallPicture();

  /** Paint on the base what stands still. */
  paint(base: BaseContext, scene: Scene): void {
    const { display, view, canvas, document, theme, picture } = scene;
    if (picture === null || !display.rulers) return;
    toCssSpace(base, scene);
    drawRulers(base, view, canvas, document.size, theme);
  }

  /** Put them over crosshair and drafts, and mark the pointer on the rulers. */
  show(context: Context, base: OffscreenCanvas, scene: Scene): void {
    const { display, canvas, pointer, view, document, theme, dpr } = scene;
    this.#showMinimap(context, base, scene);
    if (!display.rulers) return;
    for (const area of rulerAreas(canvas)) copyArea(context, base, area, dpr);
    if (!pointer) return;
    toCssSpace(context, scene);
    drawPlace(context, pointer, view, document.size, theme);
  }

  /** The base comes under it, for its own frame may be there already. */
  #showMinimap(context: Context, base: OffscreenCanvas, scene: Scene): void {
    const map = minimapIn(scene);
    if (!map || !scene.picture) return;
    copyArea(context, base, framed(map), scene.dpr);
    toCssSpace(context, scene);
    context.drawImage(this.#small.of(scene.picture, map, scene), map.x, map.y, map.width, map.height);
    drawSight(context, map, scene);
  }
}

/** The picture as small as the minimap, drawn once and not in every frame. */
class SmallPicture {
  readonly #context = new OffscreenCanvas(1, 1).getContext("2d")!;
  #drawn: readonly unknown[] = [];

  of(picture: Picture, { width, height, scale }: Minimap, { theme, dpr }: Scene): OffscreenCanvas {
    const { canvas } = this.#context;
    const wanted = [picture, picture.levels, theme, dpr, width, height];
    if (wanted.every((value, i) => value === this.#drawn[i])) return canvas;
    this.#drawn = wanted;
    Object.assign(canvas, { width: Math.ceil(width * dpr), height: Math.ceil(height * dpr) });
    this.#context.fillStyle = theme.background;
    this.#context.fillRect(0, 0, canvas.width, canvas.height);
    this.#context.setTransform(scale * dpr, 0, 0, scale * dpr, 0, 0);
    picture.draw(this.#context, scale * dpr);
    return canvas;
  }
}

const framed = ({ x, y, width, height }: Minimap) => ({ x: x - 1, y: y - 1, width: width + 2, height: height + 2 });

/** An area in CSS pixels, copied in whole device pixels. */
function copyArea(
  context: Context,
  base: OffscreenCanvas,
  area: Size & { readonly x: number; readonly y: number },
  dpr: number,
): void {
  const [x, y] = [Math.floor(area.x * dpr), Math.floor(area.y * dpr)];
  const width = Math.min(Math.ceil(area.width * dpr) + 1, base.width - x);
  const height = Math.min(Math.ceil(area.height * dpr) + 1, base.height - y);
  context.setTransform(1, 0, 0, 1, 0, 0);
  if (width > 0 && height > 0) context.drawImage(base, x, y, width, height, x, y, width, height);
}
