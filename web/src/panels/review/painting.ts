/** Draws masks onto the canvases of cells, a few per frame, so that scrolling never waits for them. */
import { decoded } from "../../editor/decoded";
import { layerPixels, type MaskLook } from "../../editor/layers";
import type { MaskJson } from "../../editor/mask";

const PER_FRAME = 5; // ms spent on masks in one frame
const SIDE = 200; // pixels a side that a mask is drawn with, at most about twice of it

type Job = { canvas: HTMLCanvasElement; mask: MaskJson; look: MaskLook };

const waiting = new Map<HTMLCanvasElement, Job>();
let scheduled = false;

/** Draws the mask soon; a later call for the same canvas replaces this one. Returns how to give it up. */
export function paintSoon(canvas: HTMLCanvasElement, mask: MaskJson, look: MaskLook): () => void {
  waiting.set(canvas, { canvas, mask, look });
  if (!scheduled) requestAnimationFrame(paintSome);
  scheduled = true;
  return () => waiting.delete(canvas);
}

function paintSome(): void {
  const end = performance.now() + PER_FRAME;
  for (const [canvas, job] of waiting) {
    waiting.delete(canvas);
    paint(job);
    if (performance.now() > end) break;
  }
  scheduled = waiting.size > 0;
  if (scheduled) requestAnimationFrame(paintSome);
}

/** How many picture pixels become one of the canvas. */
export function stepOf([x0, y0, x1, y1]: readonly number[]): number {
  return Math.max(1, Math.floor(Math.max((x1 ?? 0) - (x0 ?? 0), (y1 ?? 0) - (y0 ?? 0)) / SIDE));
}

function paint({ canvas, mask, look }: Job): void {
  const step = stepOf(mask.rect);
  const [x0, y0, x1, y1] = mask.rect;
  const [width, height] = [Math.ceil((x1 - x0) / step), Math.ceil((y1 - y0) / step)];
  const words = layerPixels(decoded(mask), look, step);
  canvas.width = width;
  canvas.height = height;
  canvas.getContext("2d")?.putImageData(new ImageData(new Uint8ClampedArray(words.buffer), width, height), 0, 0);
}
