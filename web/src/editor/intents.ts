/** Intents: what the shell has to save after a patch. Derived from the objects before and after, so that undo needs no rules of its own. */

import { type Document, type EditorObject, find, type Patch, samePoints } from "./document";
import { sameBox, union } from "./geometry";
import { sameGuess } from "./mask";

export type IntentKind = "draw" | "edit" | "choose" | "accept" | "reject" | "fix" | "delete" | "restore" | "revert";

/** `object`: as it is now; for `delete`, as it was. `before`: as the person found it; null: it was not there. */
export type Intent = { readonly kind: IntentKind; readonly object: EditorObject; readonly before: EditorObject | null };

export type Source = "user" | "undo" | "redo";

/** The intents of a patch that turned `before` into `after`, in the patch's order. */
export function intentsOf(patch: Patch, before: Document, after: Document, source: Source): Intent[] {
  const ids = [...new Set(patch.map((change) => change.id))];
  return ids.flatMap((id) => intentsOfObject(find(before, id), find(after, id), source));
}

function intentsOfObject(before: EditorObject | undefined, after: EditorObject | undefined, source: Source): Intent[] {
  if (!after) return before ? [{ kind: "delete", object: before, before }] : [];
  if (!before) return appeared(after, source);
  const kind = kindOfChange(before, after, source);
  return kind ? [{ kind, object: after, before }] : [];
}

function appeared(object: EditorObject, source: Source): Intent[] {
  if (source !== "user") return [{ kind: "restore", object, before: null }];
  const draw: Intent = { kind: "draw", object, before: null };
  const unpainted: EditorObject = { ...object, state: "drawn", mask: null, origin: null };
  return object.mask === null ? [draw] : [draw, { kind: "fix", object, before: unpainted }];
}

function kindOfChange(before: EditorObject, after: EditorObject, source: Source): IntentKind | null {
  if (before.state === after.state && before.mask === after.mask) return sameFields(before, after) ? null : "edit";
  if (source === "undo") return "revert";
  if (after.candidate && after.candidate !== before.candidate) return after.state === "accepted" ? "accept" : "choose";
  if (after.state === "fixed") return isPainted(before, after) ? "fix" : "revert";
  if (after.state === "drawn") return sameBox(before.box, after.box) ? "reject" : "edit";
  return after.state === "accepted" && isOffered(before, after, source) ? "accept" : "revert";
}

/** Whether accepting what the object has gives this mask: a redo may find a newer suggestion, which nobody looked at. */
function isOffered(before: EditorObject, after: EditorObject, source: Source): boolean {
  if (before.state !== "suggested" || before.mask === null || after.mask === null) return false;
  return source === "user" || sameGuess(before.mask, after.mask);
}

/** Whether nothing but the mask changed, the box growing with it: other changes cannot be told from the mask alone. */
function isPainted(before: EditorObject, after: EditorObject): boolean {
  if (after.mask === null) return false;
  const box = union(before.box, after.mask.rect);
  return sameFields({ ...before, box, points: sameBox(box, before.box) ? before.points : null }, after);
}

function sameFields(a: EditorObject, b: EditorObject): boolean {
  const keys = ["class", "truncated", "difficult", "occluded"] as const;
  return sameBox(a.box, b.box) && samePoints(a.points, b.points) && keys.every((key) => a[key] === b[key]);
}
