/** Actions that copy objects: beside themselves, or by way of the clipboard to another place or picture. */

import { wayTo } from "../clipboard";
import type { Engine } from "../engine";
import { contains, wholeImage } from "../geometry";
import { toImage } from "../view";
import type { Action } from "./action";

/** Duplicates lie so far beside their originals, in CSS pixels. */
const STEP = 12;

export function copyActions(engine: Engine): Action[] {
  const action = (id: string, title: string, key: string, enabled: () => boolean, run: () => void): Action => ({
    id,
    title,
    icon: id,
    group: "object",
    keys: [key],
    enabled: () => !engine.busy && enabled(),
    run,
  });
  const chosen = () => engine.document.objects.filter(({ id }) => engine.selection.ids.includes(id));
  const beside = () => Math.ceil(STEP / engine.pixelScale);
  return [
    action(
      "duplicate",
      "Duplicate",
      "Ctrl+d",
      () => !engine.readOnly && chosen().length > 0,
      () => engine.copy("Duplicate", chosen(), { x: beside(), y: beside() }),
    ),
    action(
      "copy",
      "Copy",
      "Ctrl+c",
      () => chosen().length > 0,
      () => engine.setClipboard(chosen()),
    ),
    action(
      "paste",
      "Paste at the pointer",
      "Ctrl+v",
      () => !engine.readOnly && engine.clipboard.length > 0,
      () => engine.copy("Paste", engine.clipboard, wayToPointer(engine)),
    ),
  ];
}

/** The way from what was copied to the pointer, or nowhere while that is beside the picture. */
function wayToPointer(engine: Engine): { x: number; y: number } {
  const at = engine.pointer && toImage(engine.camera.view, engine.pointer);
  if (at === null || !contains(wholeImage(engine.document.size), at)) return { x: 0, y: 0 };
  return wayTo(engine.clipboard, at);
}
