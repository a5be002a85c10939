/** Brightness, contrast and gamma: a table of 256 values, applied to the pixels on the screen and to no others. */

import type { DeviceRect } from "./canvas";
import type { Tone } from "./display";
import type { Context } from "./outlines";

/** Whether the tone leaves every value as it is. */
export const isPlain = ({ brightness, contrast, gamma }: Tone): boolean =>
  brightness === 0 && contrast === 0 && gamma === 1;

/** What each value 0..255 becomes: gamma first, then contrast around the middle (4^contrast steep), then brightness added. */
export function toneTable({ brightness, contrast, gamma }: Tone): Uint8ClampedArray {
  const steepness = 4 ** contrast;
  return Uint8ClampedArray.from({ length: 256 }, (_, value) => {
    const lifted = (value / 255) ** (1 / gamma);
    return 255 * ((lifted - 0.5) * steepness + 0.5 + brightness);
  });
}

/** Put the pixels of a rectangle through the table. */
export function applyTone(context: Context, { x, y, width, height }: DeviceRect, table: Uint8ClampedArray): void {
  if (width < 1 || height < 1) return;
  const image = context.getImageData(x, y, width, height);
  const pixels = new Uint32Array(image.data.buffer);
  for (let i = 0; i < pixels.length; i++) {
    const pixel = pixels[i]!;
    pixels[i] =
      (pixel & 0xff000000) |
      (table[(pixel >>> 16) & 255]! << 16) |
      (table[(pixel >>> 8) & 255]! << 8) |
      table[pixel & 255]!;
  }
  context.putImageData(image, x, y);
}
