/** What people can do to objects as wholes, each as one patch; what they do to pixels is in fixes. Nothing here knows pointers or keys. */

import { type Document, type EditorObject, type Flag, type Patch, set } from "./document";
import { type Box, boxHeight, boxWidth, holds, sameBox } from "./geometry";
import { commit, fromJson, shifted, toJson } from "./mask";

/** A new object without a mask. */
export function drawnObject(id: string, box: Box, classId: number): EditorObject {
  const flags = { truncated: false, difficult: false, occluded: false };
  return { id, box, class: classId, state: "drawn", mask: null, origin: null, by: null, version: 0, ...flags };
}

/** Add objects after the existing ones. */
export function add(document: Document, objects: readonly EditorObject[]): Patch {
  const first = document.objects.length;
  return objects.map((object, i) => ({ kind: "add", id: object.id, object, index: first + i }));
}

/** Take objects out, the last ones first, so that taking it back puts each at its place. */
export function remove(document: Document, objects: readonly EditorObject[]): Patch {
  const places = objects.map((object) => ({ object, index: document.objects.indexOf(object) }));
  return places
    .sort((a, b) => b.index - a.index)
    .map(({ object, index }) => ({ kind: "remove", id: object.id, object, index }));
}

/** Whether a person decided this mask, so that others must respect it. */
export const isSettled = (object: EditorObject): boolean =>
  object.mask !== null && (object.state === "accepted" || object.state === "fixed");

/**
 * Give the object another box, with the extreme points it has there. A mask that no longer fits it is dropped: the object
 * is drawn again, as on the server.
 */
export function reshape(object: EditorObject, box: Box, points: EditorObject["points"] = null): Patch {
  if (sameBox(object.box, box)) return [];
  const place = object.points ? { box, points } : { box };
  if (object.mask === null || holds(box, object.mask.rect)) return [set(object, place)];
  return [set(object, { ...place, state: "drawn", mask: null, origin: null })];
}

/** Put the object where `box` (of its size) is: extreme points and a mask that a person decided move along, a suggestion is dropped. */
export function move(object: EditorObject, box: Box): Patch {
  const whole = boxWidth(box) === boxWidth(object.box) && boxHeight(box) === boxHeight(object.box);
  if (!whole || sameBox(object.box, box)) return reshape(object, box);
  const [dx, dy] = [box[0] - object.box[0], box[1] - object.box[1]];
  const points = object.points?.map(([x, y]) => [x + dx, y + dy] as const) ?? null;
  if (!isSettled(object)) return reshape(object, box, points);
  return [set(object, { box, points, state: "fixed", origin: "human", mask: shifted(object.mask!, dx, dy) })];
}

export function reclass(object: EditorObject, classId: number): Patch {
  return object.class === classId ? [] : [set(object, { class: classId })];
}

export function setFlag(object: EditorObject, flag: Flag, value: boolean): Patch {
  return object[flag] === value ? [] : [set(object, { [flag]: value })];
}

/** A mask that is shown on an object. */
export type Seen = Pick<EditorObject, "mask" | "origin" | "candidate">;

/** Take the suggestion, or whatever mask is seen in its place, as it is: a person looked, so its best guess becomes certain. */
export function accept(object: EditorObject, seen?: Seen): Patch {
  if (!seen && object.state !== "suggested") return [];
  const { mask, origin, candidate } = seen ?? object;
  const certain = mask && (mask.uncertain === null ? mask : toJson(commit(fromJson(mask))));
  return certain ? [set(object, { state: "accepted", mask: certain, origin, candidate })] : [];
}

/** Drop the mask; the box stays. */
export function reject(object: EditorObject): Patch {
  return object.mask === null ? [] : [set(object, { state: "drawn", mask: null, origin: null })];
}
