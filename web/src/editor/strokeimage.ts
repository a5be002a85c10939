/** The mask under the brush, drawn straight from its pixels at screen resolution: costs what is seen, not what the picture holds. */

import { type DeviceRect, deviceRect, type Space } from "./canvas";
import { type Box, boxWidth, intersect, isEmpty } from "./geometry";
import { parseColor, rgba } from "./layers";
import { FOREGROUND, type Mask } from "./mask";
import type { Context } from "./outlines";

/** Tint the mask's foreground inside `area` (in picture pixels). Leaves the context in device pixels. */
export function drawStroke(
  context: Context,
  mask: Mask,
  color: string,
  opacity: number,
  area: Box,
  space: Space,
): void {
  const shared = intersect(area, mask.rect);
  if (isEmpty(shared)) return;
  const rect = deviceRect(shared, space, context.canvas);
  if (rect.width < 1 || rect.height < 1) return;
  const words = strokePixels(mask, rgba(parseColor(color), opacity), rect, space);
  const image = new OffscreenCanvas(rect.width, rect.height);
  const pixels = new ImageData(new Uint8ClampedArray(words.buffer), rect.width, rect.height);
  image.getContext("2d")!.putImageData(pixels, 0, 0);
  context.setTransform(1, 0, 0, 1, 0, 0);
  context.drawImage(image, rect.x, rect.y);
}

/** `word` for each device pixel of the rectangle whose middle lies on foreground, else 0. */
export function strokePixels(
  mask: Mask,
  word: number,
  rect: DeviceRect,
  { view, dpr }: Space,
): Uint32Array<ArrayBuffer> {
  const words = new Uint32Array(rect.width * rect.height);
  const [x0, y0, x1, y1] = mask.rect;
  const [scale, width] = [view.scale * dpr, boxWidth(mask.rect)];
  const columns = Int32Array.from({ length: rect.width }, (_, i) =>
    Math.floor((rect.x + i + 0.5 - view.x * dpr) / scale),
  );
  for (let j = 0; j < rect.height; j++) {
    const y = Math.floor((rect.y + j + 0.5 - view.y * dpr) / scale);
    if (y < y0 || y >= y1) continue;
    const row = (y - y0) * width - x0;
    for (let i = 0; i < rect.width; i++) {
      const x = columns[i]!;
      if (x >= x0 && x < x1 && mask.pixels[row + x]! & FOREGROUND) words[j * rect.width + i] = word;
    }
  }
  return words;
}
