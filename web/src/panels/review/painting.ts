/**
 * Draws masks into the images of cells, a few per frame, so that scrolling never waits for them. Images and no canvases: a
 * canvas is a layer of its own, and so is all that lies over it, which with dozens of cells took 5 ms of each frame.
 */
import { decoded } from "../../editor/decoded";
import { layerPixels, type MaskLook } from "../../editor/layers";
import type { MaskJson } from "../../editor/mask";

const PER_FRAME = 5; // ms spent on masks in one frame
const SIDE = 200; // pixels a side that a mask is drawn with, at most about twice of it

type Job = { image: HTMLImageElement; mask: MaskJson; look: MaskLook };

/** What each image is to show; turning pixels into a picture takes a moment, and then it may be something else. */
const wanted = new WeakMap<HTMLImageElement, Job>();
const waiting = new Map<HTMLImageElement, Job>();
let scheduled = false;

/** Draws the mask soon; a later call for the same image replaces this one. Returns how to give it up. */
export function paintSoon(image: HTMLImageElement, mask: MaskJson, look: MaskLook): () => void {
  const job = { image, mask, look };
  wanted.set(image, job);
  waiting.set(image, job);
  if (!scheduled) requestAnimationFrame(paintSome);
  scheduled = true;
  return () => {
    if (wanted.get(image) !== job) return;
    wanted.delete(image);
    waiting.delete(image);
  };
}

function paintSome(): void {
  const end = performance.now() + PER_FRAME;
  for (const [image, job] of waiting) {
    waiting.delete(image);
    paint(job).catch((problem) => console.error("This mask cannot be shown.", problem));
    if (performance.now() > end) break;
  }
  scheduled = waiting.size > 0;
  if (scheduled) requestAnimationFrame(paintSome);
}

/** How many picture pixels become one of the mask's image. */
export function stepOf([x0, y0, x1, y1]: readonly number[]): number {
  return Math.max(1, Math.floor(Math.max((x1 ?? 0) - (x0 ?? 0), (y1 ?? 0) - (y0 ?? 0)) / SIDE));
}

async function paint(job: Job): Promise<void> {
  const { image, mask, look } = job;
  const step = stepOf(mask.rect);
  const [x0, y0, x1, y1] = mask.rect;
  const canvas = new OffscreenCanvas(Math.ceil((x1 - x0) / step), Math.ceil((y1 - y0) / step));
  const words = layerPixels(decoded(mask), look, step);
  const pixels = new ImageData(new Uint8ClampedArray(words.buffer), canvas.width, canvas.height);
  canvas.getContext("2d")?.putImageData(pixels, 0, 0);
  const url = URL.createObjectURL(await canvas.convertToBlob());
  if (wanted.get(image) === job) image.src = url;
  await image.decode().catch(() => {}); // shown, or given up
  URL.revokeObjectURL(url);
}
