/** Rulers and minimap, over all else; what stands still in them is kept, for numbers and small pictures take time to paint. */

import { toCssSpace } from "./canvas";
import type { Size } from "./geometry";
import { drawSight, type Minimap, minimapIn } from "./minimap";
import type { Context } from "./outlines";
import type { Picture } from "./picture";
import type { Scene } from "./render";
import { drawPlace, drawRuler, rulerSize, SIDES } from "./rulers";

export class Instruments {
  readonly #small = new Kept();
  readonly #rulers = { left: new Kept(), upper: new Kept() };

  /** Put them over crosshair and drafts, and mark the pointer on the rulers. */
  show(context: Context, base: OffscreenCanvas, scene: Scene): void {
    this.#showMinimap(context, base, scene);
    if (scene.picture && scene.display.rulers) this.#showRulers(context, base, scene);
  }

  /** The base comes under them, for their last row and column may be a part of a device pixel. */
  #showRulers(context: Context, base: OffscreenCanvas, scene: Scene): void {
    const { canvas, pointer, view, document, theme, dpr } = scene;
    for (const side of SIDES) copyArea(context, base, { x: 0, y: 0, ...rulerSize(side, canvas) }, dpr);
    for (const side of SIDES) {
      const size = rulerSize(side, canvas);
      const draw = (kept: Context) => drawRuler(kept, side, view, canvas, document.size, theme);
      context.drawImage(this.#rulers[side].of([view, canvas, document.size, theme], size, dpr, draw), 0, 0);
    }
    if (!pointer) return;
    toCssSpace(context, scene);
    drawPlace(context, pointer, view, document.size, theme);
  }

  /** The base comes under it, for its own frame may be there already. */
  #showMinimap(context: Context, base: OffscreenCanvas, scene: Scene): void {
    const { picture, theme, dpr } = scene;
    const map = minimapIn(scene);
    if (!map || !picture) return;
    copyArea(context, base, framed(map), dpr);
    toCssSpace(context, scene);
    const draw = (kept: OffscreenCanvasRenderingContext2D) => drawSmall(kept, picture, map, scene);
    const small = this.#small.of([picture, picture.levels, theme], map, dpr, draw);
    context.drawImage(small, map.x, map.y, map.width, map.height);
    drawSight(context, map, scene);
  }
}

/** Something on a canvas of its own that is drawn anew only when it shows something else. */
class Kept {
  readonly #context = new OffscreenCanvas(1, 1).getContext("2d")!;
  #shown: readonly unknown[] = [];

  /** The canvas, of a size in CSS pixels; `draw` is called, in CSS space, when one of `values` is not what it was. */
  of(
    values: readonly unknown[],
    { width, height }: Size,
    dpr: number,
    draw: (context: OffscreenCanvasRenderingContext2D) => void,
  ): OffscreenCanvas {
    const { canvas } = this.#context;
    const wanted = [...values, width, height, dpr];
    if (wanted.every((value, i) => value === this.#shown[i])) return canvas;
    this.#shown = wanted;
    Object.assign(canvas, { width: Math.ceil(width * dpr), height: Math.ceil(height * dpr) });
    toCssSpace(this.#context, { dpr });
    draw(this.#context);
    return canvas;
  }
}

function drawSmall(
  context: OffscreenCanvasRenderingContext2D,
  picture: Picture,
  { width, height, scale }: Minimap,
  { theme, dpr }: Scene,
): void {
  context.fillStyle = theme.background;
  context.fillRect(0, 0, width, height);
  context.setTransform(scale * dpr, 0, 0, scale * dpr, 0, 0);
  picture.draw(context, scale * dpr);
}

const framed = ({ x, y, width, height }: Minimap) => ({ x: x - 1, y: y - 1, width: width + 2, height: height + 2 });

/** An area in CSS pixels, copied with all device pixels that it touches; leaves the context in them. */
function copyArea(
  context: Context,
  base: OffscreenCanvas,
  area: Size & { readonly x: number; readonly y: number },
  dpr: number,
): void {
  const [x, y] = [Math.floor(area.x * dpr), Math.floor(area.y * dpr)];
  const width = Math.min(Math.ceil((area.x + area.width) * dpr), base.width) - x;
  const height = Math.min(Math.ceil((area.y + area.height) * dpr), base.height) - y;
  context.setTransform(1, 0, 0, 1, 0, 0);
  if (width > 0 && height > 0) context.drawImage(base, x, y, width, height, x, y, width, height);
}
