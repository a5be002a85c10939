/** The narrow column of tools: one button per action of the editor, with its name and key as a tip. */
import type { MouseEvent } from "react";
import type { Action } from "../../editor";
import { text } from "../../text";
import { Icon, isIcon } from "../icons";
import { Tip } from "../tip";
import { keyWords } from "./keys";

/** Keeps the focus on the canvas when a button is clicked, so that Space goes on accepting. */
export const keepFocus = (event: MouseEvent) => event.preventDefault();

/** Beside a tool while it is on. */
const switches: Record<string, readonly string[]> = { "tool-smart": ["pin-background"] };

/** Below the tools themselves. */
const sections = [
  ["undo", "redo"],
  ["overwrite", "ignore"],
  ["zoom-in", "zoom-out", "fit", "peek", "view-settings", "history", "comment"],
  ["palette", "help"],
];

const icons: Record<string, string> = {
  "zoom-in": "zoom",
  "zoom-out": "out",
  peek: "eye",
  "view-settings": "settings",
  history: "history",
  palette: "search",
  "pin-background": "minus",
};

export function ActionButton({ action, side = "right" }: { action: Action; side?: "right" | "bottom" | "top" }) {
  const icon = icons[action.icon] ?? action.icon;
  const held = action.release;
  return (
    <Tip words={action.title} {...(action.keys[0] && { keys: keyWords(action.keys[0]) })} side={side}>
      <button
        type="button"
        className="button quiet icon"
        aria-label={action.title}
        aria-pressed={action.active?.()}
        aria-disabled={!action.enabled()}
        data-action={action.id}
        onMouseDown={keepFocus}
        onClick={() => !held && action.enabled() && action.run()}
        onPointerDown={() => held && action.run()}
        onPointerUp={() => held?.()}
        onPointerLeave={() => held?.()}
      >
        {isIcon(icon) ? <Icon name={icon} /> : action.title.slice(0, 2)}
      </button>
    </Tip>
  );
}

export function ToolRail({ actions }: { actions: readonly Action[] }) {
  const tools = actions.filter(({ group }) => group === "tools");
  const active = tools.find((action) => action.active?.());
  const named = (ids: readonly string[]) => ids.flatMap((id) => actions.filter((action) => action.id === id));
  const own = named(switches[active?.id ?? ""] ?? []);
  return (
    <div className="tool-rail" role="toolbar" aria-orientation="vertical" aria-label={text.annotate.tools}>
      {[[...tools, ...own], ...sections.map(named)].map((section) => (
        <div key={section[0]?.id}>
          {section.map((action) => (
            <ActionButton key={action.id} action={action} />
          ))}
        </div>
      ))}
    </div>
  );
}
