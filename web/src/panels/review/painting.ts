/**
 * Draws masks into the images of cells, a few per frame, so that scrolling never waits for them. Images and no canvases: a
 * canvas is a layer of its own, and so is all that lies over it, which with dozens of cells took 5 ms of each frame.
 */
import { type Box, boxHeight, boxWidth } from "../../editor/geometry";
import { layerPixels, type MaskLook } from "../../editor/layers";
import type { MaskJson } from "../../editor/mask";

const PER_FRAME = 5; // ms spent on masks in one frame
const SIDE = 200; // pixels a side that a mask is drawn with, at most twice of it

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

/** How many picture pixels become one of the mask's image: a power of two, as layers have it. */
export function stepOf(rect: Box): number {
  const side = Math.max(boxWidth(rect), boxHeight(rect));
  return 2 ** Math.max(0, Math.floor(Math.log2(side / SIDE)));
}

async function paint(job: Job): Promise<void> {
  const { image, mask, look } = job;
  const step = stepOf(mask.rect);
  const canvas = new OffscreenCanvas(Math.ceil(boxWidth(mask.rect) / step), Math.ceil(boxHeight(mask.rect) / step));
  const words = layerPixels(mask, look, step);
  const pixels = new ImageData(new Uint8ClampedArray(words.buffer), canvas.width, canvas.height);
  canvas.getContext("2d")?.putImageData(pixels, 0, 0);
  const url = URL.createObjectURL(await canvas.convertToBlob());
  if (wanted.get(image) === job) image.src = url;
  await image.decode().catch(() => {}); // shown, or given up
  URL.revokeObjectURL(url);
}
