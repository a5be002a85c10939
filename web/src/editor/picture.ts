/** The picture to draw on, with half-size copies so that a large one seen from afar costs no more than a small one. */

import type { Size } from "./geometry";

const SMALLEST = 512;

/** What the renderer draws on: a picture held whole, or one seen through its tiles. */
export interface Picture {
  readonly size: Size;
  /** Changes when there is something better to see than at the last drawing. */
  readonly levels: number;
  /** Draw into image coordinates; `scale` is device pixels per picture pixel. Above 100 % pixels stay square. */
  draw(context: OffscreenCanvasRenderingContext2D, scale: number): void;
  /** Free what was made here; the source belongs to the shell. */
  close(): void;
}

export class WholePicture implements Picture {
  /** levels[n] has 2^-n of the picture's width; they come one after the other, made off the main thread. */
  readonly #levels: CanvasImageSource[];
  #closed = false;

  constructor(
    source: ImageBitmap | HTMLImageElement | HTMLCanvasElement | OffscreenCanvas,
    readonly size: Size,
    ready: () => void,
  ) {
    this.#levels = [source];
    void this.#shrink(source, ready);
  }

  /** How many copies there are; changes when a better one arrived. */
  get levels(): number {
    return this.#levels.length;
  }

  draw(context: OffscreenCanvasRenderingContext2D, scale: number): void {
    const wanted = Math.max(Math.floor(Math.log2(1 / scale)), 0);
    const level = this.#levels[Math.min(wanted, this.#levels.length - 1)]!;
    context.imageSmoothingEnabled = scale < 1;
    context.drawImage(level, 0, 0, this.size.width, this.size.height);
  }

  close(): void {
    this.#closed = true;
    for (const level of this.#levels.slice(1)) if (level instanceof ImageBitmap) level.close();
  }

  async #shrink(source: ImageBitmapSource, ready: () => void): Promise<void> {
    let [width, height] = [this.size.width, this.size.height];
    let last = source;
    while (Math.max(width, height) > 2 * SMALLEST) {
      [width, height] = [Math.ceil(width / 2), Math.ceil(height / 2)];
      const half = await createImageBitmap(last, { resizeWidth: width, resizeHeight: height, resizeQuality: "medium" });
      if (this.#closed) return half.close();
      this.#levels.push(half);
      last = half;
      ready();
    }
  }
}
