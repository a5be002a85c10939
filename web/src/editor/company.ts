/** Which objects others have selected: seen on the canvas, so that two people do not work on one. */

import type { Space } from "./canvas";
import type { EditorObject } from "./document";
import { FONT, HEIGHT, inkOn } from "./labels";
import { type Context, onScreen } from "./outlines";
import type { Theme } from "./theme";

/** Somebody else, and the object selected there. */
export type Companion = { readonly objectId: string; readonly name: string };

const GAP = 4;

/** A dashed frame around what each has selected, in a colour no class has, with the name under its lower right corner. */
export function drawCompany(
  context: Context,
  companions: readonly Companion[],
  objects: readonly EditorObject[],
  space: Space,
  theme: Theme,
): void {
  for (const id of new Set(companions.map(({ objectId }) => objectId))) {
    const object = objects.find((one) => one.id === id);
    const names = companions.filter(({ objectId }) => objectId === id).map(({ name }) => name);
    if (object) drawFrame(context, names.join(", "), onScreen(object.box, space), theme);
  }
}

function drawFrame(
  context: Context,
  words: string,
  [x, y, width, height]: readonly [number, number, number, number],
  theme: Theme,
): void {
  const [right, bottom] = [x + width + GAP, y + height + GAP];
  for (const [style, line, dash] of [
    [theme.halo, 5, []],
    [theme.company, 2, [9, 4]],
  ] as const) {
    context.strokeStyle = style;
    context.lineWidth = line;
    context.setLineDash([...dash]);
    context.strokeRect(x - GAP, y - GAP, width + 2 * GAP, height + 2 * GAP);
  }
  context.setLineDash([]);
  context.font = FONT;
  context.textBaseline = "top";
  const room = context.measureText(words).width + 8;
  context.fillStyle = theme.company;
  context.fillRect(right - room + 1, bottom, room, HEIGHT);
  context.fillStyle = inkOn(theme.company, theme);
  context.fillText(words, right - room + 5, bottom + 2);
}
