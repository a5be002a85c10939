/** Between the API's objects and the editor's: class ids there, class indices here. */
import type { ImageObject, ObjectClass } from "../../api/types";
import type { Box, EditorObject, MaskJson } from "../../editor";
import { changed, type Entry, pick, type Wanted } from "../../saving/entry";

const asBox = (sides: readonly number[]) => sides as Box;

type Stored = NonNullable<Wanted["mask"]>;

/** The editor's masks by the API's: the same one stays the same, so that the editor decodes and paints it once. */
const masks = new WeakMap<Stored, MaskJson>();

function asMask(mask: Stored | null): MaskJson | null {
  if (mask === null) return null;
  const { rect, foreground, uncertain, ignored } = mask;
  const made = masks.get(mask) ?? { rect: asBox(rect), foreground, uncertain, ignored };
  masks.set(mask, made);
  return made;
}

/** A project's classes, by id and by index. */
export class Classes {
  readonly all: readonly ObjectClass[];

  constructor(all: readonly ObjectClass[]) {
    this.all = all;
  }

  byIndex = (index: number) => this.all.find((c) => c.index === index);

  #indexOf(id: number): number {
    return this.all.find((c) => c.id === id)?.index ?? 0;
  }

  /** What the server has stored, for the editor. */
  toEditor = ({ class_id, box, mask, ...object }: ImageObject): EditorObject => ({
    id: object.id,
    class: this.#indexOf(class_id),
    box: asBox(box),
    state: object.state,
    mask: asMask(mask),
    origin: mask?.origin ?? null,
    by: mask?.by ?? null,
    version: object.version,
    truncated: object.truncated,
    difficult: object.difficult,
    occluded: object.occluded,
    points: object.points as EditorObject["points"],
  });

  /** What the person wants, for the server. */
  toWanted({ class: index, box, state, mask, truncated, difficult, occluded, ...more }: EditorObject): Wanted {
    const wanted = mask && { ...mask, rect: [...mask.rect] };
    return {
      class_id: this.byIndex(index)?.id ?? 0,
      box: [...box],
      state,
      mask: wanted,
      truncated,
      difficult,
      occluded,
      points: more.points?.map(([x, y]) => [x, y]) ?? null,
      candidate: more.candidate ?? null,
    };
  }

  /** The stored objects with the changes on top that are still on their way. */
  withUnsent(stored: readonly EditorObject[], entries: readonly Entry[]): EditorObject[] {
    const byId = new Map(stored.map((object) => [object.id, object]));
    for (const entry of entries) {
      if (entry.kind === "delete") byId.delete(entry.object);
      else byId.set(entry.object, this.#unsent(entry, byId.get(entry.object)));
    }
    return [...byId.values()];
  }

  #unsent(entry: Entry, stored: EditorObject | undefined): EditorObject {
    const mine = stored && entry.base ? pick(entry.wanted, changed(entry)) : entry.wanted;
    const { class_id, box, mask, ...wanted } = { ...(stored ? this.toWanted(stored) : entry.wanted), ...mine };
    const origin = mask === null ? null : wanted.state === "fixed" ? "human" : (stored?.origin ?? null);
    return {
      ...wanted,
      id: entry.object,
      class: this.#indexOf(class_id),
      box: asBox(box),
      mask: asMask(mask),
      origin,
      by: stored?.by ?? null,
      points: wanted.points as EditorObject["points"],
      version: stored?.version ?? 0,
    };
  }
}
