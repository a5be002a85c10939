/** Keys of actions as people read them. */
import type { Action } from "../../editor/actions/action";

const names: Record<string, string> = {
  ArrowLeft: "←",
  ArrowRight: "→",
  ArrowUp: "↑",
  ArrowDown: "↓",
  Backquote: "~",
  Escape: "Esc",
  Delete: "Del",
};

/** "Ctrl+Shift+z" as people read it: "Ctrl Shift Z". */
export function keyWords(key: string): string {
  const parts = key.split(/\+(?!$)/); // a plus at the end is the key itself
  return parts.map((part) => names[part] ?? (part.length === 1 ? part.toUpperCase() : part)).join(" ");
}

/** The first key of an action, as people read it; "" when it has none. */
export const keysOf = (actions: readonly Action[], id: string): string =>
  keyWords(actions.find((action) => action.id === id)?.keys[0] ?? "");
