/** What the tools that write pixels share: which object they work on, and whose pixels they must leave alone. */

import { decoded } from "../decoded";
import type { EditorObject } from "../document";
import { drawnObject, isSettled } from "../edits";
import { boxFromCorners } from "../geometry";
import type { Mask } from "../mask";
import type { ToolHost, ToolPointer } from "./tool";

/** The object painted on: the selected one, else the best under the pointer, else a new one (if `mayCreate`). */
export function paintedObject(host: ToolHost, pointer: ToolPointer, mayCreate: boolean): EditorObject | null {
  const there = host.selected ?? host.objectsAt(pointer.at)[0];
  if (there || !mayCreate) return there ?? null;
  return drawnObject(host.newId(), boxFromCorners(pointer.at, pointer.at, host.document.size), host.settings.class);
}

/** The settled masks of other objects, when the stroke is to keep them. */
export function keptMasks(host: ToolHost, object: EditorObject): Mask[] {
  if (host.settings.neighbours === "overwrite") return [];
  return host.document.objects
    .filter((other) => other.id !== object.id && isSettled(other))
    .map((other) => decoded(other.mask!));
}
