/** How objects look: name, colour and mask style, made once per class (or object) so that layers can compare them by reference. */

import type { ClassInfo } from "./classes";
import type { Display } from "./display";
import { type MaskLook, parseColor } from "./layers";
import { instanceColor } from "./palette";
import type { Theme } from "./theme";

export type Look = { readonly name: string; readonly color: string; readonly mask: MaskLook };

/** What looks depend on; `style` overrides the display's for what the zoom asks for. */
export type Style = {
  readonly classes: readonly ClassInfo[];
  readonly theme: Theme;
  readonly display: Display;
  readonly style: MaskLook["style"];
  readonly striped: boolean;
};

/** What a class looks like that the project does not know. */
const UNKNOWN = "#808080";

export class Looks {
  #style: Style | null = null;
  readonly #known = new Map<string | number, Look>();
  /** Objects in the order they were first seen on this picture, which settles their own colours. */
  readonly #places = new Map<string, number>();

  /** The look of an object. */
  of(object: { readonly id: string; readonly class: number }, style: Style): Look {
    if (!this.#style || !sameStyle(this.#style, style)) this.#known.clear();
    this.#style = style;
    const key = style.display.colors === "class" ? object.class : object.id;
    const known = this.#known.get(key);
    if (known && known.name === nameOf(object.class, style)) return known;
    const look = makeLook(object.class, style, this.#ownColor(object.id, style));
    this.#known.set(key, look);
    return look;
  }

  /** Another picture: colours of objects start anew. */
  clear(): void {
    this.#known.clear();
    this.#places.clear();
  }

  #ownColor(id: string, { display }: Style): string | null {
    if (display.colors === "class") return null;
    const place = this.#places.get(id) ?? this.#places.size;
    this.#places.set(id, place);
    return instanceColor(place);
  }
}

/** The tone and what lies around the picture do not matter here. */
const sameStyle = (a: Style, b: Style): boolean =>
  a.classes === b.classes &&
  a.theme === b.theme &&
  a.style === b.style &&
  a.striped === b.striped &&
  a.display.opacity === b.display.opacity &&
  a.display.colors === b.display.colors;

const nameOf = (id: number, { classes }: Style): string => classes.find((one) => one.id === id)?.name ?? `class ${id}`;

function makeLook(id: number, style: Style, ownColor: string | null): Look {
  const color = ownColor ?? style.classes.find((one) => one.id === id)?.color ?? UNKNOWN;
  const hatch = [parseColor(style.theme.hatch[0]), parseColor(style.theme.hatch[1])] as const;
  const { opacity } = style.display;
  const mask = { color: parseColor(color), hatch, opacity, style: style.style, striped: style.striped };
  return { name: nameOf(id, style), color, mask };
}
