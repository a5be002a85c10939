/** Actions that change the shape of masks: holes, specks, edges, islands, and several objects made one. */

import type { EditorObject, Patch } from "../document";
import { reshape } from "../edits";
import type { Engine } from "../engine";
import { merge, reform, split, workingMask } from "../fixes";
import { filled, islandsOf, smoothed, withoutSpecks } from "../islands";
import type { Mask } from "../mask";
import type { Shaping } from "../remark";
import type { Action } from "./action";

export function shapeActions(engine: Engine): Action[] {
  const action = (id: string, title: string, key: string, enabled: () => boolean, run: () => void): Action => ({
    id,
    title,
    icon: id,
    group: "mask",
    keys: [key],
    enabled: () => engine.canEdit && enabled(),
    run,
  });
  const masked = () => engine.selection.editable.some(({ mask }) => mask !== null);
  const shape = (id: Shaping, title: string, key: string, edit: (object: EditorObject) => Patch): Action =>
    action(id, title, key, masked, () => {
      const patch = engine.selection.editable.flatMap(edit);
      if (patch.length === 0) engine.remark({ kind: "unchanged", action: id });
      engine.commit(title, patch);
    });
  const islands = (object: EditorObject) => (object.mask ? islandsOf(workingMask(object)) : []);
  return [
    shape("fill-holes", "Fill the holes", "Shift+f", reformed(engine, filled)),
    shape("remove-specks", "Remove the specks", "Shift+s", reformed(engine, withoutSpecks)),
    shape(
      "smooth",
      "Smooth the edges",
      "Shift+e",
      reformed(engine, (mask) => smoothed(mask, engine.document.size)),
    ),
    shape("split-islands", "Make each island an object", "Shift+k", (object) =>
      split(engine.document, object, islands(object), engine.newId),
    ),
    shape("fit-box", "Fit the box to the mask", "Shift+x", (object) =>
      object.mask ? reshape(object, object.mask.rect) : [],
    ),
    action(
      "merge",
      "Merge the selected objects",
      "j",
      () => engine.selection.editable.length > 1,
      () => mergeSelected(engine),
    ),
  ];
}

/** The one picked last gives its class, which is said when the others have another. */
function mergeSelected(engine: Engine): void {
  const { editable } = engine.selection;
  const target = editable.at(-1)!;
  engine.commit("Merge", merge(engine.document, editable, target));
  if (editable.some((object) => object.class !== target.class)) engine.remark({ kind: "merged", class: target.class });
}

const reformed = (engine: Engine, change: (mask: Mask) => Mask) => (object: EditorObject) =>
  object.mask === null ? [] : reform(engine.document, object, change(workingMask(object)), engine.rule);
