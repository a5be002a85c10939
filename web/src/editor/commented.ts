/** Objects with an open comment are marked on the canvas, so that what was said of them is not only in the bar above it. */

import type { Space } from "./canvas";
import type { EditorObject } from "./document";
import { HEIGHT } from "./labels";
import { type Context, onScreen } from "./outlines";
import type { Theme } from "./theme";

const WIDTH = 20;

/** A speech bubble with three dots above the upper right corner of each box; on a narrow one over the end of its name. */
export function drawCommented(context: Context, objects: readonly EditorObject[], space: Space, theme: Theme): void {
  for (const { box } of objects) {
    const [x, y, width] = onScreen(box, space);
    drawBubble(context, Math.max(x + width + 1 - WIDTH, x - 1), y - HEIGHT - 2, theme);
  }
}

function drawBubble(context: Context, left: number, top: number, theme: Theme): void {
  context.fillStyle = theme.label;
  context.strokeStyle = theme.labelOnDark;
  context.lineWidth = 1;
  context.beginPath();
  context.roundRect(left, top, WIDTH, HEIGHT - 3, 3);
  context.moveTo(left + 4, top + HEIGHT - 4);
  context.lineTo(left + 4, top + HEIGHT);
  context.lineTo(left + 9, top + HEIGHT - 4);
  context.stroke();
  context.fill();
  context.fillStyle = theme.labelOnDark;
  for (const dot of [5, 10, 15]) context.fillRect(left + dot - 1, top + 5, 2, 2);
}
