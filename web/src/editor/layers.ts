/** Masks as images ready to draw: one per mask, remade when its look changes or the zoom needs another resolution. */

import { decoded } from "./decoded";
import { type Box, boxHeight, boxWidth } from "./geometry";
import { FOREGROUND, IGNORED, type Mask, type MaskJson, UNCERTAIN } from "./mask";
import { marksInBlocks } from "./rle";

export type Rgb = readonly [red: number, green: number, blue: number];

/**
 * How a mask looks; compared by reference, so keep one per class. `hatch`: stripes that show on dark and on light pixels;
 * `striped`: whether the layer holds them, else they are drawn at screen resolution (screenmask.ts).
 * `bare` leaves the foreground out, for outlines that are drawn as lines (contour.ts).
 */
export type MaskLook = {
  readonly color: Rgb;
  readonly hatch: readonly [Rgb, Rgb];
  readonly opacity: number;
  readonly style: "filled" | "outlined" | "bare";
  readonly striped: boolean;
};

/** `image` covers `area` of the picture (multiples of `step` from the mask's corner), one pixel per `step` picture pixels. */
export type Layer = {
  readonly look: MaskLook;
  readonly step: number;
  readonly area: Box;
  readonly image: ImageBitmap;
};

const MOST_BYTES = 256 * 1024 * 1024;

/** So many layers of masks that are no longer there are kept, newest first: undo brings them back, of a long stroke dozens. */
const REMEMBERED = 64;

/** Making layers may take this long in a frame, and the last one longer; the rest follows in the next frames. */
const MOST_MILLISECONDS = 6;

export class Layers {
  /** By mask, the one used last at the end. */
  readonly #layers = new Map<MaskJson, Layer>();
  #left = 0;

  /** There is time again to make layers. What is spent on drawing them does not count, or those of many masks would never all be made. */
  beginFrame(): void {
    this.#left = MOST_MILLISECONDS;
  }

  /** Whether the mask has a layer, of whatever look and resolution. */
  has(mask: MaskJson): boolean {
    return this.#layers.has(mask);
  }

  /**
   * The layer of a mask. When `mayMake` is false or this frame's time is spent, an outdated one is returned, or null when
   * there is none yet; `exact` says whether it is what was asked for.
   */
  get(mask: MaskJson, look: MaskLook, step: number, mayMake: boolean): { layer: Layer | null; exact: boolean } {
    const known = this.#layers.get(mask);
    const exact = known?.look === look && known.step === step;
    if (!exact && !(mayMake && this.#left > 0)) return { layer: known ?? null, exact };
    const layer = exact ? known : this.#make(mask, look, step);
    if (!exact) this.#forget(mask);
    this.#layers.delete(mask);
    this.#layers.set(mask, layer);
    return { layer, exact: true };
  }

  /** Forget old layers of masks that are gone, and those not seen right now when all together take too much memory. */
  keep(existing: ReadonlySet<MaskJson>, seen: ReadonlySet<MaskJson>): void {
    const gone = [...this.#layers.keys()].filter((mask) => !existing.has(mask));
    for (const mask of gone.slice(0, -REMEMBERED)) this.#forget(mask);
    let bytes = [...this.#layers.values()].reduce((sum, layer) => sum + bytesOf(layer), 0);
    for (const [mask, layer] of this.#layers) {
      if (bytes <= MOST_BYTES) return;
      if (seen.has(mask)) continue;
      bytes -= bytesOf(layer); // of a closed image it would be nothing
      this.#forget(mask);
    }
  }

  clear(): void {
    for (const mask of this.#layers.keys()) this.#forget(mask);
  }

  #make(mask: MaskJson, look: MaskLook, step: number): Layer {
    const start = performance.now();
    const layer = makeLayer(mask, look, step);
    this.#left -= performance.now() - start;
    return layer;
  }

  #forget(mask: MaskJson): void {
    this.#layers.get(mask)?.image.close();
    this.#layers.delete(mask);
  }
}

const bytesOf = ({ image }: Layer): number => 4 * image.width * image.height;

function makeLayer(mask: MaskJson, look: MaskLook, step: number): Layer {
  const [x0, y0] = mask.rect;
  const words = layerPixels(mask, look, step);
  const [columns, rows] = blocksOf(mask.rect, step);
  const canvas = new OffscreenCanvas(columns, rows);
  canvas.getContext("2d")!.putImageData(new ImageData(new Uint8ClampedArray(words.buffer), columns, rows), 0, 0);
  const area: Box = [x0, y0, x0 + columns * step, y0 + rows * step];
  return { look, step, area, image: canvas.transferToImageBitmap() };
}

const blocksOf = (rect: Box, step: number): [columns: number, rows: number] => [
  Math.ceil(boxWidth(rect) / step),
  Math.ceil(boxHeight(rect) / step),
];

/** Stripes are this far apart, in layer pixels, and so wide. */
const PERIOD = 8;
const STRIPE = 2;
export const STRIPE_ALPHA = { filled: 0.8, outlined: 0.5, bare: 0.5 };

/**
 * RGBA words of a mask seen at one pixel per `step` x `step` block: foreground tinted by its share of the block (or only
 * its rim drawn), uncertain blocks striped over a weaker tint, ignored ones crossed.
 */
export function layerPixels(mask: MaskJson, look: MaskLook, step: number): Uint32Array<ArrayBuffer> {
  if (step === 1 && look.style === "filled") return tintedPixels(decoded(mask), look);
  const [columns, rows] = blocksOf(mask.rect, step);
  const marks = (counts: string | null) =>
    counts === null ? null : marksInBlocks(counts, boxWidth(mask.rect), boxHeight(mask.rect), step);
  const [uncertain, ignored] = [marks(mask.uncertain), marks(mask.ignored)];
  const half = (step * step) / 2;
  const words = new Uint32Array(columns * rows);
  const [left, top] = [Math.floor(mask.rect[0] / step), Math.floor(mask.rect[1] / step)];
  const stripes = look.hatch.map((rgb) => rgba(rgb, STRIPE_ALPHA[look.style]));
  const tint = tintOf(look, marks(mask.foreground)!, columns, step);
  for (let i = 0; i < words.length; i++) {
    const crossed = ignored !== null && ignored[i]! >= half;
    const doubtful = uncertain !== null && uncertain[i]! >= half;
    const stripe =
      look.striped && (crossed || doubtful)
        ? stripeAt(left + (i % columns), top + Math.floor(i / columns), crossed)
        : null;
    words[i] = stripe === null ? tint(i, doubtful) : stripes[stripe]!;
  }
  return words;
}

/** The same for single pixels, without counting shares: what a stroke waits for when it ends or is undone. */
function tintedPixels({ rect, pixels }: Mask, look: MaskLook): Uint32Array<ArrayBuffer> {
  const words = new Uint32Array(pixels.length);
  const [width, left, top] = [boxWidth(rect), rect[0], rect[1]];
  const stripes = look.hatch.map((rgb) => rgba(rgb, STRIPE_ALPHA.filled));
  const [sure, unsure] = [rgba(look.color, look.opacity), rgba(look.color, look.opacity / 2)];
  for (let i = 0; i < pixels.length; i++) {
    const flags = pixels[i]!;
    if (flags === 0) continue;
    const doubtful = (flags & UNCERTAIN) !== 0;
    const crossed = (flags & IGNORED) !== 0;
    const hatched = look.striped && (doubtful || crossed);
    const stripe = hatched ? stripeAt(left + (i % width), top + Math.floor(i / width), crossed) : null;
    if (stripe !== null) words[i] = stripes[stripe]!;
    else if (flags & FOREGROUND) words[i] = doubtful ? unsure : sure;
  }
  return words;
}

/** Which of the two stripe colours lies here, if any: rising stripes, and falling ones across them when `crossed`. */
export function stripeAt(x: number, y: number, crossed: boolean): 0 | 1 | null {
  const rising = modulo(x + y, PERIOD);
  const falling = modulo(x - y, PERIOD);
  if (rising < STRIPE || (crossed && falling < STRIPE)) return 0;
  return rising < 2 * STRIPE ? 1 : null;
}

const modulo = (value: number, by: number): number => ((value % by) + by) % by;

/** The word of each block that no stripe covers; `foreground`: how many of its pixels are. */
function tintOf(
  look: MaskLook,
  foreground: Int32Array,
  columns: number,
  step: number,
): (i: number, doubtful: boolean) => number {
  if (look.style === "bare") return () => 0;
  if (look.style === "filled") {
    const shades = (opacity: number) =>
      Uint32Array.from({ length: step * step + 1 }, (_, n) =>
        n ? rgba(look.color, (opacity * n) / (step * step)) : 0,
      );
    const [sure, unsure] = [shades(look.opacity), shades(look.opacity / 2)];
    return (i, doubtful) => (doubtful ? unsure : sure)[foreground[i]!]!;
  }
  const rings = ringsOf(foreground, columns, (step * step) / 2);
  const words = [0, rgba(look.color, 1), rgba([0, 0, 0], 0.55), 0];
  return (i) => words[rings[i]!]!;
}

/** How deep a block lies inside the foreground: 0 outside, 1 at its rim, 2 next to the rim, 3 deeper. Blocks of at least `half` are inside. */
function ringsOf(foreground: Int32Array, columns: number, half: number): Uint8Array {
  const rings = Uint8Array.from(foreground, (marks) => (marks >= half ? 3 : 0));
  for (const ring of [1, 2]) {
    const outer = rings.slice();
    for (let i = 0; i < rings.length; i++)
      if (rings[i] === 3 && besideRing(outer, i, columns, ring - 1)) rings[i] = ring;
  }
  return rings;
}

/** Whether one of the four neighbours belongs to the ring; beyond the mask's rectangle everything is outside, ring 0. */
function besideRing(rings: Uint8Array, i: number, columns: number, ring: number): boolean {
  const x = i % columns;
  const neighbours = [x > 0 ? i - 1 : -1, x < columns - 1 ? i + 1 : -1, i - columns, i + columns];
  return neighbours.some((at) => (rings[at] ?? 0) === ring);
}

/** One pixel of ImageData as a word, alpha 0 to 1; browsers run on little-endian machines only. */
export const rgba = ([red, green, blue]: Rgb, alpha: number): number =>
  ((Math.round(alpha * 255) << 24) | (blue << 16) | (green << 8) | red) >>> 0;

/** Red, green, blue of "#rrggbb". */
export function parseColor(color: string): Rgb {
  const value = Number.parseInt(color.slice(1), 16);
  return [(value >> 16) & 255, (value >> 8) & 255, value & 255];
}
