/** Actions on objects: accept, reject, delete, flags, class, picking the next one, moving a box by keys. */

import type { Flag } from "../document";
import { accept, reclass, reject, remove, reshape, toggleFlag } from "../edits";
import type { Engine } from "../engine";
import { type Box, moveBox, resizeBox, type Size } from "../geometry";
import { type Action, ARROWS } from "./action";

export function reviewActions(engine: Engine): Action[] {
  return [
    {
      id: "accept",
      title: "Accept the suggestion and go on",
      icon: "accept",
      group: "object",
      keys: ["Space"],
      enabled: () => !engine.readOnly && !engine.busy && engine.suggestions.length > 0,
      run: () => {
        engine.editSelected("Accept", accept);
        engine.selectNextSuggestion();
      },
    },
    {
      id: "reject",
      title: "Reject the mask",
      icon: "reject",
      group: "object",
      keys: ["x"],
      enabled: () => engine.canEdit && engine.selected?.mask !== null,
      run: () => engine.editSelected("Reject", reject),
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
    active: () => engine.selected?.[name] ?? false,
    run: () => engine.editSelected(`Toggle ${name}`, (object) => toggleFlag(object, name)),
  });
  const step = (id: string, title: string, key: string, by: number): Action => ({
    id,
    title,
    icon: id,
    group: "object",
    keys: [key],
    enabled: () => engine.document.objects.length > 0,
    run: () => engine.cycle(by),
  });
  return [
    step("select-next", "Next object", "Tab", 1),
    step("select-previous", "Previous object", "Shift+Tab", -1),
    {
      id: "delete",
      title: "Delete the object",
      icon: "delete",
      group: "object",
      keys: ["Delete", "Backspace"],
      enabled: () => engine.canEdit,
      run: () => engine.editSelected("Delete", (object) => remove(engine.document, object)),
    },
    flag("truncated", "Shift+t"),
    flag("occluded", "Shift+o"),
    flag("difficult", "Shift+h"),
    {
      id: "deselect",
      title: "Select nothing",
      icon: "deselect",
      group: "object",
      keys: ["Escape"],
      enabled: () => engine.selected !== undefined,
      run: () => engine.select(null),
    },
  ];
}

const FAR = 10;

export function nudgeActions(engine: Engine): Action[] {
  const nudge = (id: string, title: string, key: string, reshaped: (box: Box, size: Size) => Box): Action => ({
    id,
    title,
    icon: id,
    group: "object",
    keys: [key],
    enabled: () => engine.toolId === "select" && engine.canEdit,
    run: () => engine.editSelected(title, (object) => reshape(object, reshaped(object.box, engine.document.size))),
  });
  const move = (x: number, y: number) => (box: Box, size: Size) => moveBox(box, x, y, size);
  const resize = (x: number, y: number) => (box: Box, size: Size) => resizeBox(box, "se", x, y, size);
  return ARROWS.flatMap(({ name, key, x, y }) => [
    nudge(`move-${name}`, `Move the box ${name}`, key, move(x, y)),
    nudge(`move-${name}-far`, `Move the box ${name} by ${FAR}`, `Shift+${key}`, move(FAR * x, FAR * y)),
    nudge(`resize-${name}`, `Move the box's lower right corner ${name}`, `Alt+${key}`, resize(x, y)),
  ]);
}

export function classActions(engine: Engine): Action[] {
  return engine.classes.map(({ index, name, key }) => ({
    id: `class-${index}`,
    title: name,
    icon: "class",
    group: "class",
    keys: key ? [key.toLowerCase()] : [],
    enabled: () => !engine.readOnly,
    active: () => engine.settings.class === index,
    run: () => {
      engine.set({ class: index });
      if (engine.toolId === "select") engine.editSelected("Change class", (object) => reclass(object, index));
    },
  }));
}
