/** What people can do to objects, each as one patch. Nothing here knows about pointers, keys or the screen. */

import { type Change, type Document, type EditorObject, type Flag, find, type Patch, set } from "./document";
import { type Box, holds, sameBox, union } from "./geometry";
import {
  bounds,
  commit,
  crop,
  FOREGROUND,
  fromJson,
  IGNORED,
  type Mask,
  type MaskJson,
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
export function workingMask(object: EditorObject): Mask {
  if (object.mask !== null) return commit(fromJson(object.mask));
  return {
    rect: object.box,
    pixels: new Uint8Array((object.box[2] - object.box[0]) * (object.box[3] - object.box[1])),
  };
}

/** Whether a person decided this mask, so that strokes on other objects must respect it. */
export const isSettled = (object: EditorObject): boolean =>
  object.mask !== null && (object.state === "accepted" || object.state === "fixed");

/**
 * End of a stroke: `object` (in the document, or new) gets the painted pixels as a new human mask; its box grows to hold
 * them. With "overwrite", settled neighbours lose the TOUCHED foreground. Empty when no pixel changed.
 */
export function fix(document: Document, object: EditorObject, painted: Mask, neighbours: Neighbours): Patch {
  const before = object.mask === null ? null : toJson(commit(fromJson(object.mask)));
  const mask = toJson(cleaned(painted));
  if (sameMask(before, mask)) return [];
  const taken = neighbours === "overwrite" ? overwritten(document, object, painted) : [];
  return [...replaceMask(document, object, mask, painted), ...taken];
}

function replaceMask(document: Document, object: EditorObject, mask: MaskJson | null, painted: Mask): Patch {
  const foreground = bounds(painted, FOREGROUND);
  const after = { mask, state: "fixed", origin: "human" } as const;
  if (!find(document, object.id)) return foreground ? add(document, [{ ...object, ...after, box: foreground }]) : [];
  if (mask === null) return reject(object);
  const box = foreground ? union(object.box, foreground) : object.box;
  return [set(object, sameBox(box, object.box) ? after : { ...after, box })];
}

function overwritten(document: Document, object: EditorObject, painted: Mask): Change[] {
  const fresh = FOREGROUND | TOUCHED;
  const reach = bounds(painted, TOUCHED);
  if (reach === null) return [];
  const touched = crop(painted, reach);
  const stroke = { rect: reach, pixels: touched.pixels.map((flags) => ((flags & fresh) === fresh ? 1 : 0)) };
  return document.objects
    .filter((other) => other.id !== object.id && isSettled(other))
    .flatMap((other) => withoutStroke(other, stroke));
}

function withoutStroke(other: EditorObject, stroke: Mask): Change[] {
  const mask = fromJson(other.mask!);
  if (subtract(mask, stroke, 1, FOREGROUND) === 0) return [];
  const left = toJson(mask);
  if (left === null) return [set(other, { state: "drawn", mask: null, origin: null })];
  return [set(other, { state: "fixed", mask: left, origin: "human" })];
}

const cleaned = (mask: Mask): Mask => ({
  rect: mask.rect,
  pixels: mask.pixels.map((flags) => flags & (FOREGROUND | IGNORED)),
});

function sameMask(a: MaskJson | null, b: MaskJson | null): boolean {
  if (a === null || b === null) return a === b;
  return sameBox(a.rect, b.rect) && a.foreground === b.foreground && a.ignored === b.ignored;
}
