/** A mask drawn straight from its pixels at screen resolution: costs what is seen, not what the picture holds. For strokes, and stripes when zoomed in. */

import { type DeviceRect, deviceRect, type Space } from "./canvas";
import { type Box, boxWidth, intersect, isEmpty } from "./geometry";
import { type MaskLook, rgba, STRIPE_ALPHA, stripeAt } from "./layers";
import { FOREGROUND, IGNORED, type Mask, UNCERTAIN } from "./mask";
import type { Context } from "./outlines";

/** The RGBA word of a device pixel with these flags, (x, y) device pixels from the picture's corner. */
type WordOf = (flags: number, x: number, y: number) => number;

/** Foreground tinted, ignored pixels crossed by stripes: the mask as it is while a stroke paints it. */
export function drawStroke(context: Context, mask: Mask, look: MaskLook, area: Box, space: Space): void {
  const tint = rgba(look.color, look.opacity);
  const stripes = stripesOf(look);
  drawOnScreen(context, mask, area, space, (flags, x, y) =>
    flags & IGNORED ? stripes(flags, x, y) : flags & FOREGROUND ? tint : 0,
  );
}

/** Stripes over uncertain pixels and crossed ones over ignored pixels, nothing else. */
export function drawStripes(context: Context, mask: Mask, look: MaskLook, area: Box, space: Space): void {
  drawOnScreen(context, mask, area, space, stripesOf(look));
}

function stripesOf(look: MaskLook): WordOf {
  const words = look.hatch.map((rgb) => rgba(rgb, STRIPE_ALPHA[look.style]));
  return (flags, x, y) => {
    if ((flags & (UNCERTAIN | IGNORED)) === 0) return 0;
    const stripe = stripeAt(x, y, (flags & IGNORED) !== 0);
    return stripe === null ? 0 : words[stripe]!;
  };
}

/** Draw what lies inside `area` (in picture pixels). Leaves the context in device pixels. */
function drawOnScreen(context: Context, mask: Mask, area: Box, space: Space, wordOf: WordOf): void {
  const shared = intersect(area, mask.rect);
  if (isEmpty(shared)) return;
  const rect = deviceRect(shared, space, context.canvas);
  if (rect.width < 1 || rect.height < 1) return;
  const words = screenPixels(mask, rect, space, wordOf);
  const image = new OffscreenCanvas(rect.width, rect.height);
  const pixels = new ImageData(new Uint8ClampedArray(words.buffer), rect.width, rect.height);
  image.getContext("2d")!.putImageData(pixels, 0, 0);
  context.setTransform(1, 0, 0, 1, 0, 0);
  context.drawImage(image, rect.x, rect.y);
}

/** A word for each device pixel of the rectangle, by the flags of the mask's pixel that its middle lies on; 0 beside the mask. */
export function screenPixels(
  mask: Mask,
  rect: DeviceRect,
  { view, dpr }: Space,
  wordOf: WordOf,
): Uint32Array<ArrayBuffer> {
  const words = new Uint32Array(rect.width * rect.height);
  const [x0, y0, x1, y1] = mask.rect;
  const [scale, width] = [view.scale * dpr, boxWidth(mask.rect)];
  const [left, top] = [rect.x - Math.round(view.x * dpr), rect.y - Math.round(view.y * dpr)];
  const columns = Int32Array.from({ length: rect.width }, (_, i) =>
    Math.floor((rect.x + i + 0.5 - view.x * dpr) / scale),
  );
  for (let j = 0; j < rect.height; j++) {
    const y = Math.floor((rect.y + j + 0.5 - view.y * dpr) / scale);
    if (y < y0 || y >= y1) continue;
    const row = (y - y0) * width - x0;
    for (let i = 0; i < rect.width; i++) {
      const x = columns[i]!;
      const flags = x >= x0 && x < x1 ? mask.pixels[row + x]! : 0;
      if (flags) words[j * rect.width + i] = wordOf(flags, left + i, top + j);
    }
  }
  return words;
}
