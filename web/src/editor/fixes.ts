/** What people do to pixels, each as one patch. Whatever they wrote is a human mask then: the object is fixed. */

import { decoded } from "./decoded";
import { apply, type Change, type Document, type EditorObject, type Flag, find, type Patch, set } from "./document";
import { accept, add, drawnObject, isSettled, reject, remove, type Seen } from "./edits";
import { type Box, type ImagePoint, intersect, isEmpty, sameBox, union, wholeImage } from "./geometry";
import { cutAlong, joined } from "./islands";
import {
  commit,
  copy,
  crop,
  emptyMask,
  FOREGROUND,
  grow,
  type Mask,
  mapFlags,
  paint,
  subtract,
  TOUCHED,
  toJson,
} from "./mask";
import { rewritten } from "./maskchange";
import { isBlank } from "./rle";
import { coverSegment, snap } from "./stroke";

/** What painting does to other objects whose mask a person settled: take their pixels, or leave them alone. */
export type Neighbours = "overwrite" | "keep";

/** How neighbours are treated where pixels are written; the locked ones keep theirs in any case. */
export type Rule = { readonly neighbours: Neighbours; readonly locked: ReadonlySet<string> };

const human = { state: "fixed", origin: "human" } as const;

/** The pixels a stroke starts from: the object's committed mask, or nothing over its box. */
export const workingMask = (object: EditorObject): Mask =>
  object.mask === null ? emptyMask(object.box) : commit(decoded(object.mask));

/** The settled masks of other objects that nothing may be painted over, as far as they come into `reach`. */
export function keptMasks(
  document: Document,
  object: EditorObject,
  { neighbours, locked }: Rule,
  reach = wholeImage(document.size),
): Mask[] {
  return document.objects
    .filter((other) => other.id !== object.id && isSettled(other))
    .filter((other) => neighbours === "keep" || locked.has(other.id))
    .filter((other) => !isEmpty(intersect(other.mask!.rect, reach)))
    .map((other) => decoded(other.mask!));
}

/**
 * End of a stroke: `object` (in the document, or new) gets the painted pixels as a new human mask; its box grows to hold
 * them. With "overwrite", settled neighbours lose the TOUCHED foreground. Nothing was painted or erased beyond `reach`.
 */
export function fix(
  document: Document,
  object: EditorObject,
  painted: Mask,
  neighbours: Neighbours,
  reach: Box,
): Patch {
  const taken = neighbours === "overwrite" ? overwritten(document, object, painted, reach) : [];
  return [...replaceMask(document, object, painted, reach), ...taken];
}

function replaceMask(document: Document, object: EditorObject, pixels: Mask, reach: Box): Patch {
  const mask = object.mask ? rewritten({ ...object.mask, uncertain: null }, pixels, reach) : toJson(pixels);
  const after = { ...human, mask };
  if (!find(document, object.id))
    return mask && !isBlank(mask.foreground) ? add(document, [{ ...object, ...after, box: mask.rect }]) : [];
  if (mask === null) return reject(object);
  const box = union(object.box, mask.rect);
  return [set(object, sameBox(box, object.box) ? after : { ...after, box })];
}

function overwritten(document: Document, object: EditorObject, painted: Mask, reach: Box): Change[] {
  const hit = ({ mask }: EditorObject) => mask !== null && !isEmpty(intersect(mask.rect, reach));
  const others = document.objects.filter((other) => other.id !== object.id && isSettled(other) && hit(other));
  return others.flatMap((other) => withoutStroke(other, painted, reach));
}

function withoutStroke(other: EditorObject, painted: Mask, reach: Box): Change[] {
  const mask = copy(crop(decoded(other.mask!), intersect(other.mask!.rect, reach)));
  if (subtract(mask, painted, FOREGROUND | TOUCHED, FOREGROUND) === 0) return [];
  const left = rewritten(other.mask!, mask, reach);
  if (left === null) return [set(other, { state: "drawn", mask: null, origin: null })];
  return [set(other, { ...human, mask: left })];
}

/** In place: give a region the flags `value`, but as foreground leave out what is `kept`, also in the region. Returns the mask, grown to hold it, and how many pixels changed. */
export function cover(mask: Mask, region: Mask, value: number, kept: readonly Mask[], image: Box): [Mask, number] {
  if (value === FOREGROUND) for (const other of kept) subtract(region, other, FOREGROUND);
  const grown = grow(mask, region.rect, image);
  return [grown, paint(grown, region, value)];
}

/**
 * Accept the suggestion, or another mask that is seen in its place, but leave settled neighbours what they keep by the
 * rule: then it is a human mask. They lose nothing to it in any case, for who accepts aims at no pixel; what both have
 * belongs to the smaller one in label maps. Nothing happens when nothing is left.
 */
export function acceptBy(document: Document, object: EditorObject, rule: Rule, seen?: Seen): Patch {
  const patch = accept(object, seen);
  const { mask: guess } = seen ?? object;
  const kept = guess && patch.length > 0 ? keptMasks(document, object, rule, guess.rect) : [];
  if (kept.length === 0) return patch;
  const mask = commit(decoded(guess!));
  const lost = kept.reduce((sum, other) => sum + subtract(mask, other, FOREGROUND, FOREGROUND), 0);
  if (lost === 0) return patch;
  const left = toJson(mask);
  return left && !isBlank(left.foreground) ? [set(object, { ...human, mask: left })] : [];
}

/** Accept one after the other: what the rule keeps of the first ones is theirs before the next. */
export function acceptEach(document: Document, objects: readonly EditorObject[], rule: Rule): Patch {
  const patch: Change[] = [];
  let now = document;
  for (const object of objects) {
    const accepted = acceptBy(now, object, rule);
    now = apply(now, accepted);
    patch.push(...accepted);
  }
  return patch;
}

/** Write one region of an object: FOREGROUND or IGNORED paints it, 0 erases. Nothing happens when no pixel changes. */
export function write(document: Document, object: EditorObject, region: Mask, value: number, rule: Rule): Patch {
  const kept = keptMasks(document, object, rule);
  const [mask, changed] = cover(workingMask(object), copy(region), value, kept, wholeImage(document.size));
  if (changed === 0) return [];
  return fix(document, object, mask, value === FOREGROUND ? rule.neighbours : "keep", region.rect);
}

/** Give the object the foreground of `wanted`: what is new is painted by the rule, what is missing erased. */
export function reform(document: Document, object: EditorObject, wanted: Mask, rule: Rule): Patch {
  const before = workingMask(object);
  const gone = difference(before, wanted);
  const image = wholeImage(document.size);
  const [smaller, erased] = cover(before, gone, 0, [], image);
  const fresh = difference(wanted, before);
  const [mask, painted] = cover(smaller, fresh, FOREGROUND, keptMasks(document, object, rule), image);
  return erased + painted === 0 ? [] : fix(document, object, mask, rule.neighbours, union(gone.rect, fresh.rect));
}

/** Where `a` has foreground and `b` has not, as a region. */
function difference(a: Mask, b: Mask): Mask {
  const region = mapFlags(a, (flags) => flags & FOREGROUND);
  subtract(region, b, FOREGROUND);
  return region;
}

/**
 * The object with the first of these masks, and a new object for each of the others. The new ones come first, so that
 * whatever stops half-way leaves every pixel with somebody.
 */
export function split(document: Document, object: EditorObject, masks: readonly Mask[], newId: () => string): Patch {
  const [rest, ...parts] = masks.map(toJson);
  if (!rest || parts.length === 0) return [];
  const { truncated, difficult, occluded } = object;
  const pieces = parts.flatMap((mask) => {
    if (mask === null) return [];
    const drawn = drawnObject(newId(), mask.rect, object.class);
    return [{ ...drawn, truncated, difficult, occluded, ...human, mask }];
  });
  return [...add(document, pieces), set(object, { box: rest.rect, ...human, mask: rest })];
}

/** The object cut in two along a line of points; nothing happens when the line cuts nothing off. */
export function cut(document: Document, object: EditorObject, line: readonly ImagePoint[], newId: () => string): Patch {
  const mask = workingMask(object);
  const blade = emptyMask(mask.rect);
  for (const [i, point] of line.slice(1).entries()) {
    const region = coverSegment(snap(line[i]!, 1), snap(point, 1), 1, mask.rect);
    if (region) paint(blade, region, FOREGROUND);
  }
  return split(document, object, cutAlong(mask, blade), newId);
}

/** All objects as one with all their flags, which keeps the id and class of `target`; it has every pixel before the others go. */
export function merge(document: Document, objects: readonly EditorObject[], target: EditorObject): Patch {
  const others = objects.filter((object) => object.id !== target.id);
  if (others.length === 0) return [];
  const some = (flag: Flag) => objects.some((object) => object[flag]);
  const box = objects.map((object) => object.box).reduce(union);
  const masks = objects.filter(({ mask }) => mask !== null).map(workingMask);
  const mask = masks.length > 0 ? toJson(joined(masks)) : null;
  const flags = { truncated: some("truncated"), difficult: some("difficult"), occluded: some("occluded") };
  const after = mask ? { box, ...flags, ...human, mask } : { box, ...flags };
  return [set(target, after), ...remove(document, others)];
}
