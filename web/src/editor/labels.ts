/** Words on the canvas: class names with letters for flags and locks, and the size of the box being drawn. */

import type { Space } from "./canvas";
import type { Display } from "./display";
import type { EditorObject } from "./document";
import { type Box, boxHeight, boxWidth, type Size } from "./geometry";
import type { Look } from "./looks";
import { type Context, onScreen } from "./outlines";
import type { Theme } from "./theme";

/** Names are written while there are no more boxes than this, on boxes at least so wide. */
export const MOST_NAMES = 100;
const NARROWEST_NAMED = 48;
export const FONT = "11px system-ui, sans-serif";
export const HEIGHT = 14;
/** Nothing that is drawn for an object reaches further beyond its box and mask, in CSS pixels. */
export const REACH = HEIGHT + 4;

/** Letters after the name, so that flags are seen on the picture too; the object list says them in full. */
const LETTERS = { occluded: "O", truncated: "T", difficult: "D" } as const;

const lettersOf = (object: EditorObject, locked: boolean): string =>
  [
    ...(Object.keys(LETTERS) as (keyof typeof LETTERS)[]).filter((flag) => object[flag]).map((flag) => LETTERS[flag]),
    ...(locked ? ["L"] : []),
  ].join(" ");

/** Class names (when wanted) and the letters of flags and locks at the upper left corner, when there is room for them. */
export function drawNames(
  context: Context,
  objects: readonly EditorObject[],
  lookOf: (object: EditorObject) => Look,
  { view, dpr, theme, display, locked }: Space & { theme: Theme; display: Display; locked: ReadonlySet<string> },
): void {
  context.font = FONT;
  context.textBaseline = "bottom";
  for (const object of objects) {
    const [x, y, width] = onScreen(object.box, { view, dpr });
    const { name, color } = lookOf(object);
    const words = [display.names ? name : "", lettersOf(object, locked.has(object.id))].filter(Boolean).join(" · ");
    if (words === "" || width < NARROWEST_NAMED) continue;
    context.fillStyle = color;
    context.fillRect(x - 1, y - HEIGHT - 1, Math.min(context.measureText(words).width + 8, width + 1), HEIGHT);
    context.fillStyle = inkOn(color, theme);
    context.fillText(words, x + 3, y - 2, width - 6);
  }
}

/** The darker or the lighter ink, whichever reads better on a colour (WCAG relative luminance). */
export function inkOn(color: string, theme: Theme): string {
  const channels = [1, 3, 5].map((at) => Number.parseInt(color.slice(at, at + 2), 16) / 255);
  const [red, green, blue] = channels.map((v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4));
  return 0.2126 * red! + 0.7152 * green! + 0.0722 * blue! > 0.179 ? theme.label : theme.labelOnDark;
}

/** "120 × 80" under the lower left corner of the box being drawn, or inside it at the canvas' lower edge. */
export function drawSize(context: Context, box: Box, space: Space, canvas: Size): void {
  const [x, y, , height] = onScreen(box, space);
  const words = `${boxWidth(box)} × ${boxHeight(box)}`;
  context.font = FONT;
  context.textBaseline = "top";
  const room = context.measureText(words).width + 10;
  const left = Math.min(Math.max(x + 6, 0), canvas.width - room);
  const below = y + height + 6;
  const top = below + HEIGHT + 2 > canvas.height ? canvas.height - HEIGHT - 8 : below;
  context.fillStyle = "rgba(0, 0, 0, 0.75)";
  context.fillRect(left, top, room, HEIGHT + 2);
  context.fillStyle = "#ffffff";
  context.fillText(words, left + 5, top + 3);
}
