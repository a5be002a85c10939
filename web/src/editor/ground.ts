/** The picture as it lies under everything else: drawn at the zoom of the view and, when asked for, in another tone. */

import {
  clipToRect,
  type DeviceRect,
  deviceRect,
  overlap,
  type Space,
  shift,
  toImageSpace,
  type Way,
  wayBetween,
} from "./canvas";
import type { Tone } from "./display";
import { wholeImage } from "./geometry";
import type { Picture } from "./picture";
import { applyTone, isPlain, toneTable } from "./tone";

type Shown = Space & { readonly picture: Picture | null };

/** A picture as it was toned; `levels` are those it had then. */
type Toned = Space & {
  readonly picture: Picture;
  readonly levels: number;
  readonly tone: Tone;
  readonly background: string;
};

export class Ground {
  /** Holds the toned picture and moves with the view, so that neither masks nor panning tone it again. */
  readonly #context = new OffscreenCanvas(1, 1).getContext("2d", { alpha: false, willReadFrequently: true })!;
  #toned: Toned | null = null;

  /** Paint the picture on a context of the viewport's size. */
  draw(context: OffscreenCanvasRenderingContext2D, shown: Shown, tone: Tone, background: string): void {
    const { picture, view, dpr } = shown;
    if (isPlain(tone) || picture === null) {
      place(context, shown, background);
      return;
    }
    this.#fit(context.canvas);
    this.#paint({ picture, levels: picture.levels, view, dpr, tone, background });
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.drawImage(this.#context.canvas, 0, 0);
  }

  clear(): void {
    this.#toned = null;
  }

  #fit({ width, height }: OffscreenCanvas): void {
    const { canvas } = this.#context;
    if (canvas.width === width && canvas.height === height) return;
    Object.assign(canvas, { width, height });
    this.#toned = null;
  }

  #paint(wanted: Toned): void {
    const context = this.#context;
    const picture = deviceRect(wholeImage(wanted.picture.size), wanted, context.canvas);
    const table = toneTable(wanted.tone);
    for (const part of this.#move(wanted)) {
      context.save();
      clipToRect(context, part);
      place(context, wanted, wanted.background);
      context.restore();
      applyTone(context, overlap(part, picture), table);
    }
    this.#toned = wanted;
  }

  /** Move what is toned already to where it is wanted, and return what is left to paint: everything when it cannot be moved. */
  #move(wanted: Toned): DeviceRect[] {
    const { width, height } = this.#context.canvas;
    const way = this.#toned && wayOf(this.#toned, wanted);
    return way ? shift(this.#context, way) : [{ x: 0, y: 0, width, height }];
  }
}

/** How what is toned may be moved; null when it cannot be. */
function wayOf(before: Toned, after: Toned): Way | null {
  const same = (["picture", "levels", "tone", "background"] as const).every((key) => before[key] === after[key]);
  return same ? wayBetween(before, after) : null;
}

function place(context: OffscreenCanvasRenderingContext2D, shown: Shown, background: string): void {
  context.setTransform(1, 0, 0, 1, 0, 0);
  context.fillStyle = background;
  context.fillRect(0, 0, context.canvas.width, context.canvas.height);
  toImageSpace(context, shown);
  shown.picture?.draw(context, shown.view.scale * shown.dpr);
}
