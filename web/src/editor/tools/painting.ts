/** What the tools that write pixels share: which object they work on, and what they write. */

import type { EditorObject } from "../document";
import { drawnObject } from "../edits";
import { boxFromCorners } from "../geometry";
import { FOREGROUND, IGNORED } from "../mask";
import type { Settings } from "../settings";
import type { ToolHost, ToolPointer } from "./tool";

/** The object painted on: the one in focus, else the best under the pointer, else a new one (if `mayCreate`). Locked ones are not. */
export function paintedObject(host: ToolHost, pointer: ToolPointer, mayCreate: boolean): EditorObject | null {
  const isFree = ({ id }: EditorObject) => !host.rule.locked.has(id);
  const there = host.selected ?? host.objectsAt(pointer.at).find(isFree);
  if (there && !isFree(there)) host.remark({ kind: "locked" });
  if (there) return isFree(there) ? there : null;
  if (!mayCreate) return null;
  return drawnObject(host.newId(), boxFromCorners(pointer.at, pointer.at, host.document.size), host.settings.class);
}

/** The flags that brush and polygon give to pixels. */
export const paintedFlags = ({ paints }: Settings): number => (paints === "ignored" ? IGNORED : FOREGROUND);
