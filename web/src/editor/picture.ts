/** The picture to draw on, with half-size copies so that a large one seen from afar costs no more than a small one. */

import type { Size } from "./geometry";

const SMALLEST = 512;

export class Picture {
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

  /** Draw into image coordinates; `scale` is device pixels per picture pixel. Above 100 % pixels stay square. */
  draw(context: OffscreenCanvasRenderingContext2D, scale: number): void {
    const wanted = Math.max(Math.floor(Math.log2(1 / scale)), 0);
    const level = this.#levels[Math.min(wanted, this.#levels.length - 1)]!;
    context.imageSmoothingEnabled = scale < 1;
    context.drawImage(level, 0, 0, this.size.width, this.size.height);
  }

  /** Free the copies; the source belongs to the shell. */
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
