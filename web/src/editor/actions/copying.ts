/** Actions that copy objects: beside themselves, or by way of the clipboard to another place or picture. */

import { copies, type Place, wayTo } from "../clipboard";
import type { EditorObject } from "../document";
import { add } from "../edits";
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
    enabled: () => !engine.drafting && enabled(),
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
      () => place(engine, "Duplicate", chosen(), { x: beside(), y: beside() }),
    ),
    action(
      "copy",
      "Copy",
      "Ctrl+c",
      () => chosen().length > 0,
      () => {
        engine.clipboard = chosen();
        engine.redraw();
      },
    ),
    action(
      "paste",
      "Paste at the pointer",
      "Ctrl+v",
      () => !engine.readOnly && engine.clipboard.length > 0,
      () => place(engine, "Paste", engine.clipboard, wayToPointer(engine)),
    ),
  ];
}

/** Add copies of objects, moved by `way`, and select them. */
function place(engine: Engine, label: string, objects: readonly EditorObject[], way: Place): void {
  const made = copies(objects, way, engine.document.size, engine.newId);
  engine.commit(label, add(engine.document, made));
  engine.selection.pick(made.map(({ id }) => id));
}

/** The way from what was copied to the pointer, or nowhere while that is beside the picture. */
function wayToPointer(engine: Engine): Place {
  const at = engine.pointer && toImage(engine.camera.view, engine.pointer);
  if (at === null || !contains(wholeImage(engine.document.size), at)) return { x: 0, y: 0 };
  return wayTo(engine.clipboard, at);
}
