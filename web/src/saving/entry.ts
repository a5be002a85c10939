/** One unsent change of one object, as the journal keeps it: what was wanted, and what was known when it was made. */
import type { ImageObject } from "../api/types";

/** What a person did; the names are the editor's intents. */
export type EntryKind = "draw" | "edit" | "accept" | "reject" | "fix" | "delete" | "restore" | "revert";

/** The parts of an object that people decide; `mask` without its provenance. */
export type Wanted = Pick<ImageObject, "class_id" | "box" | "state" | "truncated" | "difficult" | "occluded"> & {
  mask: { rect: number[]; foreground: string; uncertain: string | null; ignored: string | null } | null;
};

export type Entry = {
  /** The journal's number; entries are sent in its order. Missing until it is written down. */
  sequence?: number;
  /** The browser tab that made it. */
  readonly tab: string;
  readonly user: number;
  readonly project: number;
  readonly image: number;
  readonly object: string;
  readonly kind: EntryKind;
  readonly wanted: Wanted;
  /** What the server had stored, as far as this browser knew; null for a new object. */
  readonly base: ImageObject | null;
  /** Seconds of active work it took. */
  readonly seconds: number;
};

/** Whether class, box and flags are equal. */
export function sameDrawing(a: Wanted | ImageObject, b: Wanted | ImageObject): boolean {
  const flags = ["truncated", "difficult", "occluded"] as const;
  return (
    a.class_id === b.class_id &&
    a.box.every((side, i) => side === b.box[i]) &&
    flags.every((flag) => a[flag] === b[flag])
  );
}

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
