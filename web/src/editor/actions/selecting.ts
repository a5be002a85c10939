/** Actions that choose what is worked on: walking through the objects, selecting all, hiding and locking. */

import type { Engine } from "../engine";
import { type Mark, othersToggled, toggled } from "../marks";
import { further } from "../picking";
import type { Action } from "./action";

export function selectActions(engine: Engine): Action[] {
  const step = (id: string, title: string, key: string, by: number): Action => ({
    id,
    title,
    icon: id,
    group: "object",
    keys: [key],
    enabled: () => engine.selection.visible.length > 0,
    run: () =>
      engine.previews.afterAccepting(() =>
        engine.visit(further(engine.selection.visible, engine.selected?.id, by)?.id),
      ),
  });
  return [
    step("select-next", "Next object", "Tab", 1),
    step("select-previous", "Previous object", "Shift+Tab", -1),
    {
      id: "select-all",
      title: "Select all objects",
      icon: "select-all",
      group: "object",
      keys: ["Ctrl+a"],
      enabled: () => !engine.drafting && engine.selection.visible.length > 0,
      run: () => engine.selection.pick(engine.selection.visible.map(({ id }) => id)),
    },
    {
      id: "deselect",
      title: "Select nothing",
      icon: "deselect",
      group: "object",
      keys: ["Escape"],
      enabled: () => engine.selected !== undefined,
      run: () => engine.previews.afterAccepting(() => engine.select(null)),
    },
  ];
}

export function markActions(engine: Engine): Action[] {
  return [
    ...marking(engine, "hidden", "hide", "Hide the selected objects", "Hide all the others", "h"),
    ...marking(engine, "locked", "lock", "Lock the selected objects", "Lock all the others", "l"),
  ];
}

/** Mark the selected objects, or all but them; again takes the mark off. */
function marking(engine: Engine, mark: Mark, id: string, title: string, others: string, key: string): Action[] {
  const everything = () => engine.document.objects.map((object) => object.id);
  const chosen = () => engine.selection.ids;
  const hasMark = (object: string) => engine.selection.marks[mark].has(object);
  return [
    {
      id,
      title,
      icon: mark,
      group: "object",
      keys: [key],
      enabled: () => !engine.busy && chosen().length > 0,
      active: () => chosen().length > 0 && chosen().every(hasMark),
      run: () => engine.selection.mark(toggled(engine.selection.marks, mark, chosen())),
    },
    {
      id: `${id}-others`,
      title: others,
      icon: `${mark}-others`,
      group: "object",
      keys: [`Shift+${key}`],
      enabled: () => !engine.busy && everything().length > 0,
      active: () => engine.selection.marks[mark].size > 0,
      run: () => engine.selection.mark(othersToggled(engine.selection.marks, mark, chosen(), everything())),
    },
  ];
}
