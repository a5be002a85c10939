/** Hatching in screen space: uncertain pixels get diagonal stripes, ignored ones are crossed, at every zoom alike. */

import type { Theme } from "./theme";

export type HatchKind = "uncertain" | "ignored";

const PERIOD = 8;

/** A tile that repeats to stripes of both hatch colours; `dpr` keeps the stripes the same width on dense screens. */
export function hatchTile(kind: HatchKind, theme: Theme, dpr: number): OffscreenCanvas {
  const side = Math.round(PERIOD * dpr);
  const tile = new OffscreenCanvas(side, side);
  const context = tile.getContext("2d")!;
  context.lineWidth = dpr;
  stripes(context, side, theme.hatch[0], 0, 1);
  stripes(context, side, theme.hatch[1], Math.max(Math.round(1.5 * dpr), 1), 1);
  if (kind === "ignored") stripes(context, side, theme.hatch[0], 0, -1);
  return tile;
}

function stripes(
  context: OffscreenCanvasRenderingContext2D,
  side: number,
  color: string,
  shift: number,
  slope: number,
): void {
  context.strokeStyle = color;
  context.beginPath();
  for (const start of [-side, 0, side]) {
    context.moveTo(start + shift, slope > 0 ? side : 0);
    context.lineTo(start + shift + side, slope > 0 ? 0 : side);
  }
  context.stroke();
}
