/** The picture as it lies under everything else: drawn at the zoom of the view and, when asked for, in another tone. */

import { deviceRect, type Space, toImageSpace } from "./canvas";
import type { Tone } from "./display";
import { type Size, wholeImage } from "./geometry";
import type { Picture } from "./picture";
import { applyTone, isPlain, toneTable } from "./tone";

type Shown = Space & { readonly picture: Picture | null };

type Toned = Space & { readonly picture: Picture };

export class Ground {
  /** Holds the toned picture for as long as the view stays, so that changing masks does not tone it again. */
  readonly #context = new OffscreenCanvas(1, 1).getContext("2d", { alpha: false, willReadFrequently: true })!;
  #painted: readonly unknown[] = [];

  /** Paint the picture on a context of the viewport's size. */
  draw(context: OffscreenCanvasRenderingContext2D, shown: Shown, tone: Tone, background: string): void {
    const { picture } = shown;
    if (isPlain(tone) || picture === null) place(context, shown, background);
    else this.#drawToned(context, { ...shown, picture }, tone, background);
  }

  clear(): void {
    this.#painted = [];
  }

  #drawToned(context: OffscreenCanvasRenderingContext2D, shown: Toned, tone: Tone, background: string): void {
    const { width, height } = context.canvas;
    const wanted = [shown.picture, shown.picture.levels, shown.view, shown.dpr, width, height, tone, background];
    if (!wanted.every((value, i) => value === this.#painted[i]))
      this.#paint(shown, tone, background, { width, height });
    this.#painted = wanted;
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.drawImage(this.#context.canvas, 0, 0);
  }

  #paint(shown: Toned, tone: Tone, background: string, size: Size): void {
    const { canvas } = this.#context;
    if (canvas.width !== size.width || canvas.height !== size.height) Object.assign(canvas, size);
    place(this.#context, shown, background);
    applyTone(this.#context, deviceRect(wholeImage(shown.picture.size), shown, canvas), toneTable(tone));
  }
}

function place(context: OffscreenCanvasRenderingContext2D, shown: Shown, background: string): void {
  context.setTransform(1, 0, 0, 1, 0, 0);
  context.fillStyle = background;
  context.fillRect(0, 0, context.canvas.width, context.canvas.height);
  toImageSpace(context, shown);
  shown.picture?.draw(context, shown.view.scale * shown.dpr);
}
