/** What is on one picture: its objects, and patches that change them and can be turned round. Everything here is immutable. */

import { type Box, type Size, sameBox } from "./geometry";
import type { MaskJson } from "./mask";

export type ObjectState = "drawn" | "suggested" | "accepted" | "fixed";

export type Flag = "truncated" | "difficult" | "occluded";

/** One thing in the picture. `class` is the id of its class; `version` the server's, 0 before it was saved. */
export type EditorObject = {
  readonly id: string;
  readonly box: Box;
  readonly class: number;
  readonly state: ObjectState;
  readonly mask: MaskJson | null;
  readonly origin: string | null;
  /** The user who chose, accepted or painted the stored mask; null: nobody did. */
  readonly by: number | null;
  readonly version: number;
  readonly truncated: boolean;
  readonly difficult: boolean;
  readonly occluded: boolean;
  /** The extreme points its box was drawn by, as pixels. */
  readonly points?: readonly Pixel[] | null;
  /** The candidate its mask was taken from, until the server has stored that. */
  readonly candidate?: Taken | null;
};

export type Pixel = readonly [x: number, y: number];

/** A candidate of the server; `seen`: taken as it looked after tau was moved, not as the server has it. */
export type Taken = { readonly id: number; readonly seen: boolean };

export type Document = { readonly size: Size; readonly objects: readonly EditorObject[] };

/** What patches may set; the version is the server's and never undone. */
export type Fields = Partial<Omit<EditorObject, "id" | "version">>;

/** A change names the fields it sets, so that it stays valid when the server changes other fields meanwhile. */
export type Change =
  | { readonly kind: "add" | "remove"; readonly id: string; readonly object: EditorObject; readonly index: number }
  | { readonly kind: "set"; readonly id: string; readonly before: Fields; readonly after: Fields };

export type Patch = readonly Change[];

export const emptyDocument: Document = { size: { width: 1, height: 1 }, objects: [] };

/** By id, made when first asked for: with a thousand objects selected, each of them is looked up by many actions. */
const indexes = new WeakMap<Document["objects"], ReadonlyMap<string, EditorObject>>();

export function find({ objects }: Document, id: string | null): EditorObject | undefined {
  if (id === null) return undefined;
  let index = indexes.get(objects);
  if (!index) {
    index = new Map(objects.map((object) => [object.id, object]));
    indexes.set(objects, index);
  }
  return index.get(id);
}

/** A change that sets `fields` on an object and remembers what was there. Another box has no extreme points unless they are given. */
export function set(object: EditorObject, fields: Fields): Change {
  const unspanned = object.points && fields.box && !sameBox(fields.box, object.box);
  const after: Fields = {
    ...(unspanned && { points: null }),
    ...("mask" in fields && { by: null }), // whose this one is, the server says
    ...fields,
  };
  const before = Object.fromEntries(Object.keys(after).map((key) => [key, object[key as keyof EditorObject]]));
  return { kind: "set", id: object.id, before, after };
}

/** Whether two objects have the same extreme points, or none. */
export const samePoints = (a: EditorObject["points"], b: EditorObject["points"]): boolean =>
  JSON.stringify(a ?? null) === JSON.stringify(b ?? null);

/** The document with the patch applied. Changes of objects that are gone, and adding what is there, do nothing. */
export function apply(document: Document, patch: Patch): Document {
  const objects = patch.reduce(applyChange, document.objects);
  return objects === document.objects ? document : { ...document, objects };
}

function applyChange(objects: readonly EditorObject[], change: Change): readonly EditorObject[] {
  const at = objects.findIndex((object) => object.id === change.id);
  if (change.kind === "add") return at >= 0 ? objects : objects.toSpliced(change.index, 0, change.object);
  if (at < 0) return objects;
  if (change.kind === "set") return objects.with(at, { ...objects[at]!, ...change.after });
  return objects.toSpliced(at, 1);
}

/** The patch that takes this one back. */
export const invert = (patch: Patch): Patch => patch.map(invertChange).toReversed();

function invertChange(change: Change): Change {
  if (change.kind === "set") return { ...change, before: change.after, after: change.before };
  return { ...change, kind: change.kind === "add" ? "remove" : "add" };
}

/** The document with the server's newer state of some objects; unknown ones are added, `removed` ones taken out. */
export function merge(document: Document, newer: readonly EditorObject[], removed: readonly string[] = []): Document {
  const byId = new Map(newer.map((object) => [object.id, object]));
  const kept = document.objects.filter((object) => !removed.includes(object.id));
  const known = new Set(kept.map((object) => object.id));
  const added = newer.filter((object) => !known.has(object.id) && !removed.includes(object.id));
  return { ...document, objects: [...kept.map((object) => byId.get(object.id) ?? object), ...added] };
}
