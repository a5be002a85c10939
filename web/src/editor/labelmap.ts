/** The label map of a picture from its objects: the same rule as training and export (shared golden vectors). */

import { boxWidth, type Size } from "./geometry";
import { FOREGROUND, IGNORED, type Mask, UNCERTAIN } from "./mask";

export const IGNORED_VALUE = 255;

/** What to do with uncertain pixels: count them as ignored, or trust their best guess. */
export type Uncertain = "ignore" | "best-guess";

/**
 * Row-major uint8 map: 0 background, the `class` of each object, 255 ignored (paper section 3.1).
 * Larger foreground first, smaller on top, of equal sizes the later object; ignored pixels lie below every foreground.
 */
export function composeLabelMap(
  size: Size,
  objects: readonly { mask: Mask; class: number }[],
  uncertain: Uncertain = "ignore",
): Uint8Array {
  const map = new Uint8Array(size.width * size.height);
  const isForeground = (flags: number) =>
    (flags & FOREGROUND) !== 0 && (uncertain === "best-guess" || !(flags & UNCERTAIN));
  const isIgnored = (flags: number) => (flags & (uncertain === "ignore" ? IGNORED | UNCERTAIN : IGNORED)) !== 0;
  for (const { mask } of objects) fill(map, size, mask, isIgnored, IGNORED_VALUE);
  const areas = objects.map(({ mask }) => mask.pixels.reduce((sum, flags) => sum + (isForeground(flags) ? 1 : 0), 0));
  const largestFirst = objects.map((_, i) => i).sort((a, b) => areas[b]! - areas[a]!);
  for (const i of largestFirst) fill(map, size, objects[i]!.mask, isForeground, objects[i]!.class);
  return map;
}

function fill(map: Uint8Array, size: Size, mask: Mask, test: (flags: number) => boolean, value: number): void {
  const width = boxWidth(mask.rect);
  for (let i = 0; i < mask.pixels.length; i++) {
    if (!test(mask.pixels[i]!)) continue;
    const [x, y] = [mask.rect[0] + (i % width), mask.rect[1] + Math.floor(i / width)];
    if (x < size.width && y < size.height) map[y * size.width + x] = value;
  }
}
