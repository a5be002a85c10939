/** One unsent change of one object, as the journal keeps it: what was wanted, and what was known when it was made. */
import type { ImageObject } from "../api/types";

/** What a person did; the names are the editor's intents. */
export type EntryKind = "draw" | "edit" | "choose" | "accept" | "reject" | "fix" | "delete" | "restore" | "revert";

/** The parts of an object that people decide; `mask` without its provenance. */
export type Wanted = Pick<ImageObject, "class_id" | "box" | "state" | "truncated" | "difficult" | "occluded"> & {
  mask: { rect: number[]; foreground: string; uncertain: string | null; ignored: string | null } | null;
  /** The extreme points of the box; missing in journals of before they were known. */
  points?: number[][] | null;
  /** The candidate that was chosen or accepted; `seen`: as `mask` has it, not as the server does. */
  candidate?: { id: number; seen: boolean } | null;
  /** The suggestion that was looked at and accepted, where a worker has put another in its place. */
  offered?: Wanted["mask"];
};

/** The parts of a stored object that people decide. */
export function wantedOf({ class_id, box, state, mask, truncated, difficult, occluded, points }: ImageObject): Wanted {
  return { class_id, box, state, mask: mask && pixelsOf(mask), truncated, difficult, occluded, points };
}

const pixelsOf = ({ rect, foreground, uncertain, ignored }: NonNullable<ImageObject["mask"]>): Wanted["mask"] => ({
  rect,
  foreground,
  uncertain,
  ignored,
});

export type Entry = {
  /** The journal's number; entries are sent in its order. Missing until it is written down. */
  sequence?: number;
  /** The change's own UUID: the server knows by it whether it has arrived. */
  readonly id: string;
  /** The browser tab that made it. */
  readonly tab: string;
  readonly user: number;
  readonly project: number;
  readonly image: number;
  readonly object: string;
  readonly kind: EntryKind;
  /** The whole object as the person left it. */
  readonly wanted: Wanted;
  /** The whole object as the person found it; null: there was none. */
  readonly base: Wanted | null;
  /** The server's version of what they found; null: not stored yet. */
  readonly version: number | null;
  /** Seconds of active work it took, and seconds of waiting for a suggestion before it. */
  readonly seconds: number;
  readonly waiting?: number;
};

const flags = ["truncated", "difficult", "occluded"] as const;

/** The parts of an object that two people may change without meeting; state and mask are one. */
export const fields = ["class_id", "box", ...flags, "mask"] as const;

export type Field = (typeof fields)[number];

/** Whether one part is equal. */
export function sameField(field: Field, a: Wanted | ImageObject, b: Wanted | ImageObject): boolean {
  if (field === "mask") return sameMask(a, b);
  return field === "box" ? sameBox(a, b) : a[field] === b[field];
}

/** Whether the boxes and the extreme points they were drawn by are equal; points that an old journal does not know count as such. */
function sameBox(a: Wanted | ImageObject, b: Wanted | ImageObject): boolean {
  const known = a.points !== undefined && b.points !== undefined;
  return a.box.every((side, i) => side === b.box[i]) && !(known && String(a.points) !== String(b.points));
}

/** Whether all parts are equal. */
export const sameObject = (a: Wanted | ImageObject, b: Wanted | ImageObject) =>
  fields.every((field) => sameField(field, a, b));

/** The parts that the person changed. */
export const changed = ({ wanted, base }: Entry): Field[] =>
  fields.filter((field) => base === null || !sameField(field, wanted, base));

/** Whether state and mask are equal. */
export function sameMask(a: Wanted | ImageObject, b: Wanted | ImageObject): boolean {
  if (a.state !== b.state) return false;
  if (!a.mask || !b.mask) return a.mask === b.mask;
  const mask = b.mask;
  const planes = ["foreground", "uncertain", "ignored"] as const;
  return (
    a.mask.rect.every((side, i) => side === mask.rect[i]) && planes.every((plane) => a.mask?.[plane] === mask[plane])
  );
}

/** Some of the parts of an object; the points go with the box they span, state and candidate with the mask. */
export function pick(from: Wanted, parts: readonly Field[]): Partial<Wanted> {
  return {
    ...Object.fromEntries(parts.map((part) => [part, from[part]])),
    ...(parts.includes("box") && { points: from.points ?? null }),
    ...(parts.includes("mask") && { state: from.state, candidate: from.candidate ?? null }),
  };
}
