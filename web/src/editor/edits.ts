/** What people can do to objects, each as one patch. Nothing here knows about pointers, keys or the screen. */

import { decoded } from "./decoded";
import { type Change, type Document, type EditorObject, type Flag, find, type Patch, set } from "./document";
import { type Box, holds, intersect, isEmpty, sameBox, union } from "./geometry";
import {
  bounds,
  commit,
  copy,
  crop,
  emptyMask,
  FOREGROUND,
  fromJson,
  IGNORED,
  type Mask,
  mapFlags,
  subtract,
  TOUCHED,
  toJson,
} from "./mask";

/** What a stroke does to other objects whose mask a person settled: take their pixels, or leave them alone. */
export type Neighbours = "overwrite" | "keep";

/** A new object without a mask. */
export function drawnObject(id: string, box: Box, classIndex: number): EditorObject {
  const flags = { truncated: false, difficult: false, occluded: false };
  return { id, box, class: classIndex, state: "drawn", mask: null, origin: null, version: 0, ...flags };
}

/** Add objects after the existing ones. */
export function add(document: Document, objects: readonly EditorObject[]): Patch {
  const first = document.objects.length;
  return objects.map((object, i) => ({ kind: "add", id: object.id, object, index: first + i }));
}

export function remove(document: Document, object: EditorObject): Patch {
  return [{ kind: "remove", id: object.id, object, index: document.objects.indexOf(object) }];
}

/** Give the object another box. A mask that no longer fits it is dropped: the object is drawn again, as on the server. */
export function reshape(object: EditorObject, box: Box): Patch {
  if (sameBox(object.box, box)) return [];
  if (object.mask === null || holds(box, object.mask.rect)) return [set(object, { box })];
  return [set(object, { box, state: "drawn", mask: null, origin: null })];
}

export function reclass(object: EditorObject, classIndex: number): Patch {
  return object.class === classIndex ? [] : [set(object, { class: classIndex })];
}

export function toggleFlag(object: EditorObject, flag: Flag): Patch {
  return [set(object, { [flag]: !object[flag] })];
}

/** Take the suggestion as it is: a person looked, so its best guess becomes certain. */
export function accept(object: EditorObject): Patch {
  if (object.state !== "suggested" || object.mask === null) return [];
  const mask = object.mask.uncertain === null ? object.mask : toJson(commit(fromJson(object.mask)));
  if (mask === null) return [];
  return [set(object, { state: "accepted", mask })];
}

/** Drop the mask; the box stays. */
export function reject(object: EditorObject): Patch {
  return object.mask === null ? [] : [set(object, { state: "drawn", mask: null, origin: null })];
}

/** The pixels a stroke starts from: the object's committed mask, or nothing over its box. */
export const workingMask = (object: EditorObject): Mask =>
  object.mask === null ? emptyMask(object.box) : commit(decoded(object.mask));

/** Whether a person decided this mask, so that strokes on other objects must respect it. */
export const isSettled = (object: EditorObject): boolean =>
  object.mask !== null && (object.state === "accepted" || object.state === "fixed");

/**
 * End of a stroke: `object` (in the document, or new) gets the painted pixels as a new human mask; its box grows to hold
 * them. With "overwrite", settled neighbours lose the TOUCHED foreground.
 */
export function fix(document: Document, object: EditorObject, painted: Mask, neighbours: Neighbours): Patch {
  const marked = bounds(painted, FOREGROUND | IGNORED | TOUCHED);
  if (marked === null) return [];
  const tight = crop(painted, marked);
  const taken = neighbours === "overwrite" ? overwritten(document, object, tight) : [];
  return [
    ...replaceMask(
      document,
      object,
      mapFlags(tight, (flags) => flags & ~TOUCHED),
    ),
    ...taken,
  ];
}

function replaceMask(document: Document, object: EditorObject, pixels: Mask): Patch {
  const mask = toJson(pixels);
  const foreground = bounds(pixels, FOREGROUND);
  const after = { mask, state: "fixed", origin: "human" } as const;
  if (!find(document, object.id)) return foreground ? add(document, [{ ...object, ...after, box: foreground }]) : [];
  if (mask === null) return reject(object);
  const box = foreground ? union(object.box, foreground) : object.box;
  return [set(object, sameBox(box, object.box) ? after : { ...after, box })];
}

function overwritten(document: Document, object: EditorObject, painted: Mask): Change[] {
  const hit = ({ mask }: EditorObject) => mask !== null && !isEmpty(intersect(mask.rect, painted.rect));
  const others = document.objects.filter((other) => other.id !== object.id && isSettled(other) && hit(other));
  if (others.length === 0) return [];
  const fresh = FOREGROUND | TOUCHED;
  const stroke = mapFlags(painted, (flags) => ((flags & fresh) === fresh ? 1 : 0));
  return others.flatMap((other) => withoutStroke(other, stroke));
}

function withoutStroke(other: EditorObject, stroke: Mask): Change[] {
  const mask = copy(decoded(other.mask!));
  if (subtract(mask, stroke, 1, FOREGROUND) === 0) return [];
  const left = toJson(mask);
  if (left === null) return [set(other, { state: "drawn", mask: null, origin: null })];
  return [set(other, { state: "fixed", mask: left, origin: "human" })];
}
