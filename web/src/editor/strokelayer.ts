/** The mask under the brush as an image: each pointer event repaints only the pixels it touched. */

import { type Box, boxHeight, boxWidth, intersect, isEmpty } from "./geometry";
import { parseColor, rgba } from "./layers";
import { FOREGROUND, type Mask } from "./mask";

const NOTHING: Box = [0, 0, 0, 0];

export class StrokeLayer {
  #mask: Mask | null = null;
  #canvas = new OffscreenCanvas(1, 1);

  /** The image of the mask in the colour; `area` is what was painted since the last call, null for nothing. */
  update(mask: Mask, color: string, area: Box | null): OffscreenCanvas {
    const before = this.#mask;
    if (before !== mask) this.#canvas = resized(this.#canvas, before, mask);
    this.#mask = mask;
    const changed = before === null ? mask.rect : intersect(area ?? NOTHING, mask.rect);
    if (!isEmpty(changed)) paintPart(this.#canvas, mask, changed, color);
    return this.#canvas;
  }

  /** The stroke ended. */
  clear(): void {
    this.#mask = null;
    this.#canvas = new OffscreenCanvas(1, 1);
  }
}

/** A growing stroke moves to a larger canvas and takes along what was painted. */
function resized(canvas: OffscreenCanvas, before: Mask | null, mask: Mask): OffscreenCanvas {
  const larger = new OffscreenCanvas(boxWidth(mask.rect), boxHeight(mask.rect));
  if (before) larger.getContext("2d")!.drawImage(canvas, before.rect[0] - mask.rect[0], before.rect[1] - mask.rect[1]);
  return larger;
}

function paintPart(canvas: OffscreenCanvas, mask: Mask, part: Box, color: string): void {
  const [width, height] = [boxWidth(part), boxHeight(part)];
  const image = new ImageData(width, height);
  const words = new Uint32Array(image.data.buffer);
  const opaque = rgba(parseColor(color), 255);
  const [left, top] = [part[0] - mask.rect[0], part[1] - mask.rect[1]];
  for (let y = 0, i = 0; y < height; y++) {
    const row = (top + y) * boxWidth(mask.rect) + left;
    for (let x = 0; x < width; x++, i++) if (mask.pixels[row + x]! & FOREGROUND) words[i] = opaque;
  }
  canvas.getContext("2d")!.putImageData(image, left, top);
}
