/** Rulers and minimap: painted on the base over the picture and its objects, and copied once more over what moves. */

import { toCssSpace } from "./canvas";
import type { Size } from "./geometry";
import { drawSight, type Minimap, minimapOf } from "./minimap";
import type { Context } from "./outlines";
import type { Picture } from "./picture";
import type { Scene } from "./render";
import { drawPlace, drawRulers, rulerAreas } from "./rulers";

type BaseContext = OffscreenCanvasRenderingContext2D;

export class Instruments {
  readonly #small = new SmallPicture();

  /** Paint them on the base. */
  paint(base: BaseContext, scene: Scene): void {
    const { display, view, canvas, document, theme, picture } = scene;
    if (picture === null) return;
    const map = minimapIn(scene);
    if (map) {
      toCssSpace(base, scene);
      base.drawImage(this.#small.of(picture, map, scene), map.x, map.y, map.width, map.height);
      drawSight(base, map, scene);
    }
    toCssSpace(base, scene);
    if (display.rulers) drawRulers(base, view, canvas, document.size, theme);
  }

  /** Copy them from the base over crosshair and drafts, and mark the pointer on the rulers. */
  copy(context: Context, base: OffscreenCanvas, scene: Scene): void {
    const { display, canvas, pointer, view, document, theme, dpr } = scene;
    const map = minimapIn(scene);
    context.setTransform(1, 0, 0, 1, 0, 0);
    for (const area of [...(display.rulers ? rulerAreas(canvas) : []), ...(map ? [framed(map)] : [])])
      copyArea(context, base, area, dpr);
    if (!display.rulers || !pointer) return;
    toCssSpace(context, scene);
    drawPlace(context, pointer, view, document.size, theme);
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

/** As the engine's. */
const minimapIn = ({ display, draft, view, canvas, document }: Scene): Minimap | null =>
  display.minimap && !draft ? minimapOf(view, canvas, document.size) : null;

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
  if (width > 0 && height > 0) context.drawImage(base, x, y, width, height, x, y, width, height);
}
