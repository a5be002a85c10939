/** Decoded masks, kept while they are in use: the least recently used ones go when they take too much memory. */

import { fromJson, type Mask, type MaskJson } from "./mask";

const MOST_BYTES = 64 * 1024 * 1024;

const cache = new Map<MaskJson, Mask>();
let bytes = 0;

/** The pixels of a mask; shared, so copy before changing them. */
export function decoded(json: MaskJson): Mask {
  const mask = cache.get(json) ?? fromJson(json);
  if (!cache.delete(json)) bytes += mask.pixels.length;
  cache.set(json, mask);
  for (const [oldest, { pixels }] of cache) {
    if (bytes <= MOST_BYTES || oldest === json) break;
    cache.delete(oldest);
    bytes -= pixels.length;
  }
  return mask;
}
