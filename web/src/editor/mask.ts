/** Masks as pixels: one byte of flags per pixel of a rectangle, and the way from and to the API's Mask JSON. */

import { type Box, boxArea, boxHeight, boxWidth, holds, intersect, isEmpty, union } from "./geometry";
import { decodeInto, encode, wordsOf } from "./rle";

/** Mask JSON of the API: COCO compressed RLEs over `rect`. */
export type MaskJson = {
  readonly rect: Box;
  readonly foreground: string;
  readonly uncertain: string | null;
  readonly ignored: string | null;
};

/** Flags of one pixel. UNCERTAIN qualifies FOREGROUND or its absence (best guess); IGNORED excludes both. TOUCHED lives during a stroke only. */
export const FOREGROUND = 1;
export const UNCERTAIN = 2;
export const IGNORED = 4;
export const TOUCHED = 8;

/** Row-major bytes of flags over `rect` (which lies inside the image); everything outside is 0. */
export type Mask = { readonly rect: Box; readonly pixels: Uint8Array };

export const emptyMask = (rect: Box): Mask => ({ rect, pixels: new Uint8Array(boxArea(rect)) });

export const copy = (mask: Mask): Mask => ({ rect: mask.rect, pixels: mask.pixels.slice() });

/** Pixels of Mask JSON; throws RleError when an RLE does not fit the rectangle. */
export function fromJson(json: MaskJson): Mask {
  const mask = emptyMask(json.rect);
  const [width, height] = [boxWidth(json.rect), boxHeight(json.rect)];
  decodeInto(mask.pixels, json.foreground, width, height, FOREGROUND);
  if (json.uncertain !== null) decodeInto(mask.pixels, json.uncertain, width, height, UNCERTAIN);
  if (json.ignored !== null) decodeInto(mask.pixels, json.ignored, width, height, IGNORED);
  return mask;
}

/** Mask JSON over the tight bounds of all marked pixels; null when nothing is marked. */
export function toJson(mask: Mask): MaskJson | null {
  const rect = bounds(mask, FOREGROUND | UNCERTAIN | IGNORED);
  return rect && { rect, ...planesOf(mask, rect) };
}

/** The RLEs of a mask over `rect`, beyond which nothing is marked. */
export function planesOf({ rect: [left, top, right], pixels }: Mask, rect: Box): Omit<MaskJson, "rect"> {
  const present = allFlags(pixels);
  const window = [rect[0] - left, rect[1] - top, rect[2] - left, rect[3] - top] as const;
  const plane = (bit: number) => encode(pixels, right - left, bit, window);
  return {
    foreground: plane(FOREGROUND),
    uncertain: present & UNCERTAIN ? plane(UNCERTAIN) : null,
    ignored: present & IGNORED ? plane(IGNORED) : null,
  };
}

/** Every flag that any pixel has. */
export function allFlags(pixels: Uint8Array): number {
  const words = wordsOf(pixels);
  let four = 0;
  for (let i = 0; i < words.length; i++) four |= words[i]!;
  let flags = four | (four >> 8) | (four >> 16) | (four >> 24);
  for (let i = 4 * words.length; i < pixels.length; i++) flags |= pixels[i]!;
  return flags & 0xff;
}

/** Tight bounds of the pixels that have any of the bits; null when there is none. Reads only what lies outside of them. */
export function bounds({ rect, pixels }: Mask, bits: number): Box | null {
  const width = boxWidth(rect);
  let first = 0;
  while (first < pixels.length && !(pixels[first]! & bits)) first++;
  if (first === pixels.length) return null;
  let last = pixels.length - 1;
  while (!(pixels[last]! & bits)) last--;
  const [y0, y1] = [Math.floor(first / width), Math.floor(last / width) + 1];
  let [x0, x1] = [width, 0];
  for (let row = y0 * width; row < y1 * width; row += width) {
    let x = 0;
    while (x < x0 && !(pixels[row + x]! & bits)) x++;
    x0 = x;
    for (x = width; x > x1 && !(pixels[row + x - 1]! & bits); ) x--;
    x1 = x;
  }
  return [rect[0] + x0, rect[1] + y0, rect[0] + x1, rect[1] + y1];
}

/** The same marks over another rectangle; what lies outside of it is lost. Returns the mask itself when nothing changes. */
export function crop(mask: Mask, rect: Box): Mask {
  if (rect.every((value, i) => value === mask.rect[i])) return mask;
  const result = emptyMask(rect);
  const [width, from] = [boxWidth(rect), boxWidth(mask.rect)];
  const shared = intersect(rect, mask.rect);
  if (isEmpty(shared)) return result;
  for (let y = shared[1]; y < shared[3]; y++) {
    const start = (y - mask.rect[1]) * from + shared[0] - mask.rect[0];
    const row = mask.pixels.subarray(start, start + boxWidth(shared));
    result.pixels.set(row, (y - rect[1]) * width + shared[0] - rect[0]);
  }
  return result;
}

/** The mask over a rectangle that holds `rect` too, with slack where it grew so that a long stroke seldom copies; inside `image`. */
export function grow(mask: Mask, rect: Box, image: Box): Mask {
  if (holds(mask.rect, rect)) return mask;
  const both = union(mask.rect, rect);
  const slack = Math.ceil(Math.max(boxWidth(both), boxHeight(both), 64) / 4);
  const room = both.map((side, i) => (side === mask.rect[i] ? side : side + (i < 2 ? -slack : slack)));
  return crop(mask, intersect(room as unknown as Box, image));
}

/** The same mask somewhere else. */
export const shifted = (json: MaskJson, dx: number, dy: number): MaskJson => {
  const [x0, y0, x1, y1] = json.rect;
  return { ...json, rect: [x0 + dx, y0 + dy, x1 + dx, y1 + dy] };
};

/** A person looked: every best guess becomes certain. Uncertain marks vanish, ignored ones stay. */
export const commit = (mask: Mask): Mask => mapFlags(mask, (flags) => flags & (flags & IGNORED ? IGNORED : FOREGROUND));

/** Whether both come to the same mask once a person accepts them, whatever rectangles they are written in. */
export function sameGuess(a: MaskJson, b: MaskJson): boolean {
  const [one, other] = [a, b].map((json) => toJson(commit(fromJson(json))));
  return (
    one?.rect.join() === other?.rect.join() && one?.foreground === other?.foreground && one?.ignored === other?.ignored
  );
}

/** A copy with each pixel's flags replaced. */
export function mapFlags(mask: Mask, change: (flags: number) => number): Mask {
  const table = Uint8Array.from({ length: 16 }, (_, flags) => change(flags));
  const pixels = new Uint8Array(mask.pixels.length);
  for (let i = 0; i < pixels.length; i++) pixels[i] = table[mask.pixels[i]!]!;
  return { rect: mask.rect, pixels };
}

/**
 * In place: give the marked pixels of `region` the flags `value` (0 erases) and TOUCHED in `mask`, whose rect must hold
 * the region's. Returns how many pixels it changed.
 */
export function paint(mask: Mask, region: Mask, value: number): number {
  const [width, to] = [boxWidth(region.rect), boxWidth(mask.rect)];
  let changed = 0;
  for (let y = region.rect[1], i = 0; y < region.rect[3]; y++) {
    let target = (y - mask.rect[1]) * to + region.rect[0] - mask.rect[0];
    for (const end = i + width; i < end; i++, target++) {
      if (!region.pixels[i]) continue;
      if ((mask.pixels[target]! & ~TOUCHED) !== value) changed++;
      mask.pixels[target] = value | TOUCHED;
    }
  }
  return changed;
}

/** In place: clear the pixels of `region` that have any `own` bits where `mask` has all of `bits`. Returns how many it cleared. */
export function subtract(region: Mask, mask: Mask, bits: number, own = 0xff): number {
  const shared = intersect(region.rect, mask.rect);
  if (isEmpty(shared)) return 0;
  const [width, from] = [boxWidth(region.rect), boxWidth(mask.rect)];
  let cleared = 0;
  for (let y = shared[1]; y < shared[3]; y++) {
    let i = (y - region.rect[1]) * width + shared[0] - region.rect[0];
    let j = (y - mask.rect[1]) * from + shared[0] - mask.rect[0];
    for (const end = i + boxWidth(shared); i < end; i++, j++) {
      if ((mask.pixels[j]! & bits) === bits && region.pixels[i]! & own) {
        region.pixels[i] = 0;
        cleared++;
      }
    }
  }
  return cleared;
}
