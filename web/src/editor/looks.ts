/** How classes look: name, colour and mask tint, made once per class and theme so that layers can compare them by reference. */

import type { ClassInfo } from "./classes";
import { type MaskLook, parseColor } from "./layers";
import type { Theme } from "./theme";

export type Look = { readonly name: string; readonly color: string; readonly mask: MaskLook };

/** What a class looks like that the project does not know. */
const UNKNOWN = "#808080";

export class Looks {
  #classes: readonly ClassInfo[] | null = null;
  #theme: Theme | null = null;
  readonly #byClass = new Map<number, Look>();

  /** The look of a class index. */
  of(index: number, { classes, theme }: { classes: readonly ClassInfo[]; theme: Theme }): Look {
    if (classes !== this.#classes || theme !== this.#theme) this.#byClass.clear();
    [this.#classes, this.#theme] = [classes, theme];
    const known = this.#byClass.get(index);
    if (known) return known;
    const { name, color } = classes.find((one) => one.index === index) ?? { name: `class ${index}`, color: UNKNOWN };
    const hatch = [parseColor(theme.hatch[0]), parseColor(theme.hatch[1])] as const;
    const look = { name, color, mask: { color: parseColor(color), hatch, opacity: theme.maskOpacity } };
    this.#byClass.set(index, look);
    return look;
  }
}
