/** Masks as images ready to draw: one per object, remade when its mask or colour changes or the zoom needs another resolution. */

import { decoded } from "./decoded";
import type { EditorObject } from "./document";
import { type Box, boxHeight, boxWidth } from "./geometry";
import { FOREGROUND, IGNORED, type Mask, type MaskJson, UNCERTAIN } from "./mask";

export type Rgb = readonly [red: number, green: number, blue: number];

/** `tint`: foreground in the class colour; `uncertain`, `ignored`: opaque where marked, to be filled with hatching. */
export type Layer = {
  readonly json: MaskJson;
  readonly color: string;
  readonly step: number;
  /** The part of the picture the images cover; multiples of `step` from the mask's corner. */
  readonly area: Box;
  readonly tint: OffscreenCanvas;
  readonly uncertain: OffscreenCanvas | null;
  readonly ignored: OffscreenCanvas | null;
};

const MOST_BYTES = 256 * 1024 * 1024;

export class Layers {
  readonly #layers = new Map<string, Layer>();

  /**
   * The object's layer at a resolution of one layer pixel per `step` picture pixels. When `mayMake` is false an outdated
   * resolution is returned, or null when there is nothing of the current mask yet.
   */
  get(object: EditorObject, color: string, step: number, mayMake: boolean): { layer: Layer | null; made: boolean } {
    const known = this.#layers.get(object.id);
    const current = known?.json === object.mask && known?.color === color ? known : null;
    if (current?.step === step || !mayMake || object.mask === null)
      return { layer: current, made: current?.step === step };
    const layer = makeLayer(object.mask, color, step);
    this.#layers.set(object.id, layer);
    return { layer, made: true };
  }

  /** Forget layers of objects that are gone, and those not seen right now when all together take too much memory. */
  keep(existing: ReadonlySet<string>, seen: ReadonlySet<string>): void {
    for (const id of this.#layers.keys()) if (!existing.has(id)) this.#layers.delete(id);
    let bytes = [...this.#layers.values()].reduce((sum, layer) => sum + bytesOf(layer), 0);
    for (const [id, layer] of this.#layers) {
      if (bytes <= MOST_BYTES) return;
      if (seen.has(id)) continue;
      this.#layers.delete(id);
      bytes -= bytesOf(layer);
    }
  }

  clear(): void {
    this.#layers.clear();
  }
}

const bytesOf = ({ tint, uncertain, ignored }: Layer): number =>
  4 * tint.width * tint.height * (1 + Number(uncertain !== null) + Number(ignored !== null));

function makeLayer(json: MaskJson, color: string, step: number): Layer {
  const mask = decoded(json);
  const [columns, rows] = [Math.ceil(boxWidth(mask.rect) / step), Math.ceil(boxHeight(mask.rect) / step)];
  const [x0, y0] = mask.rect;
  const image = (bit: number, rgb: Rgb) => coverageImage(mask, bit, step, columns, rows, rgb);
  return {
    json,
    color,
    step,
    area: [x0, y0, x0 + columns * step, y0 + rows * step],
    tint: image(FOREGROUND, parseColor(color)),
    uncertain: json.uncertain === null ? null : image(UNCERTAIN, [0, 0, 0]),
    ignored: json.ignored === null ? null : image(IGNORED, [0, 0, 0]),
  };
}

/** An image whose alpha is the share of each step x step block that has the bit. */
function coverageImage(
  mask: Mask,
  bit: number,
  step: number,
  columns: number,
  rows: number,
  rgb: Rgb,
): OffscreenCanvas {
  const shares = blockCounts(mask, bit, step, columns, rows);
  const pixels = new ImageData(columns, rows);
  const words = new Uint32Array(pixels.data.buffer);
  const opaque = rgba(rgb, 0);
  const full = 255 / (step * step);
  for (let i = 0; i < shares.length; i++) if (shares[i]) words[i] = opaque | (Math.round(shares[i]! * full) << 24);
  const canvas = new OffscreenCanvas(columns, rows);
  canvas.getContext("2d")!.putImageData(pixels, 0, 0);
  return canvas;
}

/** How many pixels of each step x step block have the bit. */
export function blockCounts(mask: Mask, bit: number, step: number, columns: number, rows: number): Uint32Array {
  const counts = new Uint32Array(columns * rows);
  const [width, height, shift] = [boxWidth(mask.rect), boxHeight(mask.rect), Math.log2(step)];
  for (let y = 0, i = 0; y < height; y++) {
    const row = (y >> shift) * columns;
    for (let x = 0; x < width; x++, i++) if (mask.pixels[i]! & bit) counts[row + (x >> shift)]!++;
  }
  return counts;
}

/** One pixel of ImageData as a word; browsers run on little-endian machines only. */
export const rgba = ([red, green, blue]: Rgb, alpha: number): number =>
  (alpha << 24) | (blue << 16) | (green << 8) | red;

/** Red, green, blue of "#rrggbb". */
export function parseColor(color: string): Rgb {
  const value = Number.parseInt(color.slice(1), 16);
  return [(value >> 16) & 255, (value >> 8) & 255, value & 255];
}
