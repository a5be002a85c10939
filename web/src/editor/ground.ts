/** The picture as it lies under everything else: drawn at the zoom of the view and, when asked for, in another tone. */

import { clipToRect, type DeviceRect, deviceRect, overlap, type Space, toImageSpace } from "./canvas";
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
  /** Holds the toned picture for as long as the view stays, so that changing masks does not tone it again. */
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
    const { canvas } = this.#context;
    const { width, height } = canvas;
    const way = this.#toned && wayBetween(this.#toned, wanted);
    if (!way) return [{ x: 0, y: 0, width, height }];
    const { dx, dy } = way;
    if (dx !== 0 || dy !== 0) {
      this.#context.setTransform(1, 0, 0, 1, 0, 0);
      this.#context.drawImage(canvas, dx, dy);
    }
    const strips = [
      { x: dx > 0 ? 0 : width + dx, y: 0, width: Math.abs(dx), height },
      { x: 0, y: dy > 0 ? 0 : height + dy, width, height: Math.abs(dy) },
    ];
    return strips.filter((strip) => strip.width > 0 && strip.height > 0);
  }
}

/** Of adding up places on the screen; in pixels. */
const ROUNDING = 1e-6;

/** By how many whole device pixels the picture moved, nothing else having changed; null when something else did. */
function wayBetween(before: Toned, after: Toned): { dx: number; dy: number } | null {
  const same = (["picture", "levels", "dpr", "tone", "background"] as const).every((key) => before[key] === after[key]);
  if (!same || before.view.scale !== after.view.scale) return null;
  const [x, y] = [(after.view.x - before.view.x) * after.dpr, (after.view.y - before.view.y) * after.dpr];
  const [dx, dy] = [Math.round(x), Math.round(y)];
  return Math.abs(x - dx) + Math.abs(y - dy) < ROUNDING ? { dx, dy } : null;
}

function place(context: OffscreenCanvasRenderingContext2D, shown: Shown, background: string): void {
  context.setTransform(1, 0, 0, 1, 0, 0);
  context.fillStyle = background;
  context.fillRect(0, 0, context.canvas.width, context.canvas.height);
  toImageSpace(context, shown);
  shown.picture?.draw(context, shown.view.scale * shown.dpr);
}
