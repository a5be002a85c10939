/** Actions on the selected objects: accept, reject, delete, flags, class, moving boxes by keys. */

import type { EditorObject, Flag } from "../document";
import { move, reclass, reject, remove, reshape, setFlag } from "../edits";
import type { Engine } from "../engine";
import { acceptEach } from "../fixes";
import { type Handle, movedTogether, resizeBox } from "../geometry";
import { markOf } from "../marks";
import { nextSuggestion } from "../picking";
import { type Action, ARROWS } from "./action";

export function reviewActions(engine: Engine): Action[] {
  const isSuggested = ({ state }: EditorObject) => state === "suggested";
  return [
    {
      id: "accept",
      title: "Accept the suggestion and go on",
      icon: "accept",
      group: "object",
      keys: ["Space"],
      enabled: () =>
        !engine.readOnly && (engine.previews.acceptable || (!engine.busy && engine.document.objects.some(isSuggested))),
      run: () => {
        const { selection } = engine;
        const changeable = () => selection.visible.filter(({ id }) => !selection.marks.locked.has(id));
        const goOn = () => engine.visit(nextSuggestion(changeable(), engine.selected?.id)?.id);
        if (engine.previews.acceptable) return engine.previews.accept(goOn);
        engine.commit("Accept", acceptEach(engine.document, selection.editable, engine.rule));
        const left = selection.objects.find(isSuggested);
        if (left) engine.remark({ kind: markOf(selection.marks, left.id) ?? "nothing-to-accept" });
        else goOn();
      },
    },
    {
      id: "reject",
      title: "Reject the mask",
      icon: "reject",
      group: "object",
      keys: ["x"],
      enabled: () => engine.canEdit && engine.selection.editable.some(({ mask }) => mask !== null),
      run: () => {
        engine.previews.show(null);
        engine.editSelected("Reject", reject);
      },
    },
  ];
}

export function objectActions(engine: Engine): Action[] {
  const flag = (name: Flag, key: string): Action => ({
    id: name,
    title: `${name[0]!.toUpperCase()}${name.slice(1)}`,
    icon: name,
    group: "object",
    keys: [key],
    enabled: () => engine.canEdit,
    active: () => engine.selection.editable.length > 0 && engine.selection.editable.every((object) => object[name]),
    run: () => {
      const value = !engine.selection.editable.every((object) => object[name]);
      engine.editSelected(`Toggle ${name}`, (object) => setFlag(object, name, value));
    },
  });
  return [
    {
      id: "delete",
      title: "Delete the selected objects",
      icon: "delete",
      group: "object",
      keys: ["Delete", "Backspace"],
      enabled: () => engine.canEdit,
      run: () => engine.commit("Delete", remove(engine.document, engine.selection.editable)),
    },
    flag("truncated", "Shift+t"),
    flag("occluded", "Shift+o"),
    flag("difficult", "f"),
  ];
}

const FAR = 10;

export function nudgeActions(engine: Engine): Action[] {
  const nudge = (id: string, title: string, key: string, run: () => void): Action => ({
    id,
    title,
    icon: id,
    group: "object",
    keys: [key],
    enabled: () => engine.toolId === "select" && engine.canEdit,
    run,
  });
  /** Two corners are all four sides. */
  const pull = (corner: Handle, x: number, y: number) =>
    engine.editSelected("Edit box", (object) =>
      reshape(object, resizeBox(object.box, corner, x, y, engine.document.size)),
    );
  return ARROWS.flatMap(({ name, key, x, y }) => [
    nudge(`move-${name}`, `Move ${name}`, key, () => moveTogether(engine, x, y)),
    nudge(`move-${name}-far`, `Move ${name} by ${FAR}`, `Shift+${key}`, () => moveTogether(engine, FAR * x, FAR * y)),
    nudge(`resize-${name}`, `Move the lower right corner ${name}`, `Alt+${key}`, () => pull("se", x, y)),
    nudge(`resize-nw-${name}`, `Move the upper left corner ${name}`, `Alt+Shift+${key}`, () => pull("nw", x, y)),
  ]);
}

/** Move the selected objects; what is stopped by the picture's border stops all. */
function moveTogether(engine: Engine, dx: number, dy: number): void {
  const { selection, document } = engine;
  const { editable } = selection;
  const boxes = movedTogether(
    editable.map(({ box }) => box),
    dx,
    dy,
    document.size,
  );
  engine.commit(
    "Move",
    editable.flatMap((object, i) => move(object, boxes[i]!)),
  );
}

/** Class keys say what comes next, except in the select tool, where nothing does: `reclass` corrects what is there. */
export function classActions(engine: Engine): Action[] {
  const give = (id: number) => engine.editSelected("Change class", (object) => reclass(object, id));
  const classes = engine.classes.map(
    ({ id, name, key }): Action => ({
      id: `class-${id}`,
      title: name,
      icon: "class",
      group: "class",
      keys: key ? [key.toLowerCase()] : [],
      enabled: () => !engine.readOnly,
      active: () => engine.settings.class === id,
      run: () => {
        engine.set({ class: id });
        if (engine.toolId === "select") give(id);
      },
    }),
  );
  const correct: Action = {
    id: "reclass",
    title: "Give the selected objects the chosen class",
    icon: "class",
    group: "object",
    keys: ["Shift+g"],
    enabled: () => !engine.drafting && engine.selection.editable.some(({ class: is }) => is !== engine.settings.class),
    run: () => give(engine.settings.class),
  };
  return [correct, ...classes];
}
