/** How sure a model is of each pixel, and the mask that a tau makes of it: equation 3, as training has it. */

import { type Box, boxArea } from "./geometry";
import { FOREGROUND, type Mask, UNCERTAIN } from "./mask";

/** Row-major bytes over `box`: 128 where the model guesses foreground, plus how many hundredths lie below the guess's probability. */
export type Levels = { readonly box: Box; readonly bytes: Uint8Array };

const GUESSED = 128;

/** Thrown for bytes that are not one per pixel. */
export class LevelsError extends Error {}

export function levelsOf(box: Box, bytes: Uint8Array): Levels {
  if (bytes.length !== boxArea(box)) throw new LevelsError(`${bytes.length} bytes for a box of ${boxArea(box)} pixels`);
  return { box, bytes };
}

/**
 * The mask a person sees at tau, in hundredths: foreground where that guess is more probable than tau (strict), uncertain
 * and not foreground where no guess is.
 */
export function maskAt({ box, bytes }: Levels, tau: number): Mask {
  const table = Uint8Array.from({ length: 256 }, (_, level) => {
    if ((level & ~GUESSED) <= tau) return UNCERTAIN;
    return level & GUESSED ? FOREGROUND : 0;
  });
  const pixels = new Uint8Array(bytes.length);
  for (let i = 0; i < bytes.length; i++) pixels[i] = table[bytes[i]!]!;
  return { rect: box, pixels };
}
