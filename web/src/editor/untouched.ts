/** Whether undo and redo may go on: what others made of an object since is not to be taken back unseen. */

import { type Change, type Document, type EditorObject, type Fields, find, type Patch } from "./document";
import { isSettled } from "./edits";
import { holds, sameBox } from "./geometry";
import { differing } from "./maskchange";

/**
 * What of the patch may go on: all that would replace what is as its entry left it; a worker's suggestion that nobody chose is nobody's work.
 * Where pixels or objects come and go, one change may need the other: then it is all or nothing.
 */
export function untouched(document: Document, patch: Patch): Patch {
  const rest = patch.filter((change) => isUntouched(document, change));
  return rest.length === patch.length || patch.every(standsAlone) ? rest : [];
}

function isUntouched(document: Document, change: Change): boolean {
  const now = find(document, change.id);
  return now === undefined || change.kind === "add" || (isAsLeft(leftBy(change), now) && keepsMask(change, now));
}

/** Class, flags and box of one object have to do with no other one. */
const standsAlone = (change: Change): boolean => change.kind === "set" && !("mask" in change.after);

const leftBy = (change: Change): Fields => (change.kind === "set" ? change.before : change.object);

const PLAIN = ["class", "truncated", "difficult", "occluded"] as const;

function isAsLeft(left: Fields, now: EditorObject): boolean {
  const same = PLAIN.every((field) => left[field] === undefined || left[field] === now[field]);
  return same && (left.box === undefined || sameBox(left.box, now.box)) && isMaskAsLeft(left, now);
}

function isMaskAsLeft({ state, mask }: Fields, now: EditorObject): boolean {
  if (state === undefined || mask === undefined) return true;
  if (now.state === "suggested" && now.by == null && (state === "drawn" || state === "suggested")) return true;
  return state === now.state && (mask && now.mask ? differing(mask, now.mask) === null : mask === now.mask);
}

/** Whether the box to come back holds the mask that somebody settled meanwhile. */
function keepsMask(change: Change, now: EditorObject): boolean {
  if (change.kind !== "set" || !change.after.box || change.after.mask !== undefined) return true;
  return !isSettled(now) || holds(change.after.box, now.mask!.rect);
}
