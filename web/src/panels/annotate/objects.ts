/** Between the API's objects and the editor's, which knows classes by their ids: an index changes with the order of classes. */
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

/** The project's classes as they are now. */
export class Classes {
  all: readonly ObjectClass[];

  constructor(all: readonly ObjectClass[]) {
    this.all = all;
  }

  nameOf = (id: number): string => this.all.find((one) => one.id === id)?.name ?? "";
}

/** What the server has stored, for the editor. */
export const toEditor = ({ class_id, box, mask, ...object }: ImageObject): EditorObject => ({
  id: object.id,
  class: class_id,
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
export function toWanted({ box, state, mask, truncated, difficult, occluded, ...more }: EditorObject): Wanted {
  const wanted = mask && { ...mask, rect: [...mask.rect] };
  return {
    class_id: more.class,
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
export function withUnsent(stored: readonly EditorObject[], entries: readonly Entry[]): EditorObject[] {
  const byId = new Map(stored.map((object) => [object.id, object]));
  for (const entry of entries) {
    if (entry.kind === "delete") byId.delete(entry.object);
    else byId.set(entry.object, unsent(entry, byId.get(entry.object)));
  }
  return [...byId.values()];
}

function unsent(entry: Entry, stored: EditorObject | undefined): EditorObject {
  const mine = stored && entry.base ? pick(entry.wanted, changed(entry)) : entry.wanted;
  const { class_id, box, mask, ...wanted } = { ...(stored ? toWanted(stored) : entry.wanted), ...mine };
  const origin = mask === null ? null : wanted.state === "fixed" ? "human" : (stored?.origin ?? null);
  return {
    ...wanted,
    id: entry.object,
    class: class_id,
    box: asBox(box),
    mask: asMask(mask),
    origin,
    by: stored?.by ?? null,
    points: wanted.points as EditorObject["points"],
    version: stored?.version ?? 0,
  };
}
