/** How the picture and its objects are shown; nothing here changes what is saved. One immutable value, which the shell remembers. */

import { clamp } from "./geometry";

/** What is done to the picture's values for the eye: brightness and contrast -1 to 1, gamma 0.25 to 4; see tone.ts. */
export type Tone = { readonly brightness: number; readonly contrast: number; readonly gamma: number };

export type Display = {
  /** How strongly a mask tints its pixels, 0 to 1. */
  readonly opacity: number;
  /** Whether objects have their class's colour or one of their own. */
  readonly colors: "class" | "instance";
  readonly masks: "filled" | "outlined";
  readonly names: boolean;
  readonly rulers: boolean;
  readonly minimap: boolean;
  readonly tone: Tone;
};

export const plainTone: Tone = { brightness: 0, contrast: 0, gamma: 1 };

export const defaultDisplay: Display = {
  opacity: 0.45,
  colors: "class",
  masks: "filled",
  names: true,
  rulers: true,
  minimap: true,
  tone: plainTone,
};

/** The display with some of it changed, brought into its ranges. */
export function shown(display: Display, changes: Partial<Display>): Display {
  const changed = { ...display, ...changes };
  const { brightness, contrast, gamma } = changed.tone;
  const tone = { brightness: clamp(brightness, -1, 1), contrast: clamp(contrast, -1, 1), gamma: clamp(gamma, 0.25, 4) };
  return { ...changed, opacity: clamp(changed.opacity, 0, 1), tone };
}
