/** What keys do in the list of images, as actions: the sheet lists them, and each has the keys a person wants. */
import type { Action } from "../editor/actions/action";
import { text } from "../text";
import type { Choosing } from "./choosing";

type Doors = {
  /** The image in focus; undefined while none is. */
  focused: () => number | undefined;
  help: () => void;
};

export function listActions(choosing: Choosing | null, { focused, help }: Doors): Action[] {
  const words = text.choosing.actions;
  const action = (id: keyof typeof words, keys: readonly string[], run: () => void, enabled = () => true): Action => ({
    id,
    title: words[id],
    icon: id,
    group: "image",
    keys,
    enabled,
    run,
  });
  const onFocused = (id: keyof typeof words, keys: readonly string[], act: (image: number) => void): Action => {
    const run = () => act(focused() as number);
    return action(id, keys, run, () => focused() !== undefined);
  };
  const choices = choosing && [
    onFocused("choose", ["x", "Space"], choosing.toggle),
    onFocused("choose-to", ["Shift+x", "Shift+Space"], choosing.reach),
    action("choose-all", ["Ctrl+a"], choosing.all),
    action("choose-none", ["Escape"], choosing.clear),
  ];
  return [...(choices ?? []), action("help", ["?"], help)];
}
