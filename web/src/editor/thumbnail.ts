/** A mask as small pictures beside the canvas show it: what it leaves out is darkened, what it is not sure of a little. */

import { decoded } from "./decoded";
import { type Box, boxArea, boxWidth } from "./geometry";
import { crop, FOREGROUND, type MaskJson, UNCERTAIN } from "./mask";

const DARK = 170; // of 255
const DIM = 90;

/** Row-major RGBA over `box`, black of more or less alpha. */
export function maskPixels(json: MaskJson, box: Box): Uint8ClampedArray<ArrayBuffer> {
  const { pixels, rect } = crop(decoded(json), box);
  const rgba = new Uint8ClampedArray(4 * boxArea(rect));
  const width = boxWidth(rect);
  for (let i = 0; i < pixels.length; i++) {
    const flags = pixels[i]!;
    const striped = flags & UNCERTAIN && (Math.floor(i / width) + (i % width)) % 6 < 3;
    rgba[4 * i + 3] = flags & FOREGROUND ? (striped ? DIM : 0) : DARK;
  }
  return rgba;
}
