/** What the tools that write pixels share: which object they work on, and what they write. */

import type { EditorObject } from "../document";
import { drawnObject } from "../edits";
import { boxFromCorners } from "../geometry";
import { markOf } from "../marks";
import { FOREGROUND, IGNORED } from "../mask";
import type { Settings } from "../settings";
import type { ToolHost, ToolPointer } from "./tool";

/**
 * The object painted on: the one in focus, else the best under the pointer, else a new one (if `mayCreate`). Locked ones
 * are not, nor hidden ones; of the one in focus that is said.
 */
export function paintedObject(host: ToolHost, pointer: ToolPointer, mayCreate: boolean): EditorObject | null {
  const { selected, selection, rule } = host;
  if (selected) {
    const mark = markOf(selection.marks, selected.id);
    if (mark) host.remark({ kind: mark });
    return mark ? null : selected;
  }
  const there = host.objectsAt(pointer.at).find(({ id }) => !rule.locked.has(id));
  if (there || !mayCreate) return there ?? null;
  return drawnObject(host.newId(), boxFromCorners(pointer.at, pointer.at, host.document.size), host.settings.class);
}

/** The flags that brush and polygon give to pixels. */
export const paintedFlags = ({ paints }: Settings): number => (paints === "ignored" ? IGNORED : FOREGROUND);
