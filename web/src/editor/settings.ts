/** How the tools are set: everything a person chooses before drawing. One immutable value; adding a setting is a line here. */

import type { Neighbours } from "./fixes";
import { clamp } from "./geometry";
import type { BrushShape } from "./stroke";

export type Settings = {
  /** The class of new objects, by its id. */
  readonly class: number;
  /** Brush diameter in picture pixels. */
  readonly brushSize: number;
  readonly brushShape: BrushShape;
  /** What the brush and the polygon write: pixels of the object, or pixels that nobody is to learn from. */
  readonly paints: "foreground" | "ignored";
  readonly polygon: "add" | "cut";
  /** What pins say of their pixels: that they are the object's, or not. */
  readonly pins: "foreground" | "background";
  /** What happens to settled neighbours wherever pixels are written. */
  readonly neighbours: Neighbours;
  /** Whether a pen pressed lightly paints with less than the whole brush. */
  readonly penPressure: boolean;
};

export const defaultSettings: Settings = {
  class: 1,
  brushSize: 20,
  brushShape: "round",
  paints: "foreground",
  polygon: "add",
  pins: "foreground",
  neighbours: "overwrite",
  penPressure: true,
};

const LARGEST_BRUSH = 2000;

/** The settings with some of them changed; sizes are brought into their range. */
export function withChanges(settings: Settings, changes: Partial<Settings>): Settings {
  const changed = { ...settings, ...changes };
  return { ...changed, brushSize: clamp(Math.round(changed.brushSize), 1, LARGEST_BRUSH) };
}
