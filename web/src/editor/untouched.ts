/** Whether undo and redo may go on: what others made of an object since is not to be taken back unseen. */

import { type Change, type Document, type EditorObject, type Fields, find, type Patch } from "./document";
import { isSettled } from "./edits";
import { holds, sameBox } from "./geometry";
import { differing } from "./maskchange";

/** Whether all that the patch would replace is as its entry left it; a worker's suggestion is nobody's work. */
export const isUntouched = (document: Document, patch: Patch): boolean =>
  patch.every((change) => {
    const now = find(document, change.id);
    return now === undefined || change.kind === "add" || (isAsLeft(leftBy(change), now) && keepsMask(change, now));
  });

const leftBy = (change: Change): Fields => (change.kind === "set" ? change.before : change.object);

const PLAIN = ["class", "truncated", "difficult", "occluded"] as const;

function isAsLeft(left: Fields, now: EditorObject): boolean {
  const same = PLAIN.every((field) => left[field] === undefined || left[field] === now[field]);
  return same && (left.box === undefined || sameBox(left.box, now.box)) && isMaskAsLeft(left, now);
}

function isMaskAsLeft({ state, mask }: Fields, now: EditorObject): boolean {
  if (state === undefined || mask === undefined) return true;
  if (now.state === "suggested" && (state === "drawn" || state === "suggested")) return true;
  return state === now.state && (mask && now.mask ? differing(mask, now.mask) === null : mask === now.mask);
}

/** Whether the box to come back holds the mask that somebody settled meanwhile. */
function keepsMask(change: Change, now: EditorObject): boolean {
  if (change.kind !== "set" || !change.after.box || change.after.mask !== undefined) return true;
  return !isSettled(now) || holds(change.after.box, now.mask!.rect);
}
