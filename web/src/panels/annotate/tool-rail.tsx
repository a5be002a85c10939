/** The narrow column of tools: one button per action of the editor, with its name and key as a tip. */
import type { MouseEvent } from "react";
import type { Action } from "../../editor";
import { text } from "../../text";
import { Icon, isIcon } from "../icons";
import { Tip } from "../tip";
import { keyWords } from "./keys";

/** Keeps the focus on the canvas when a button is clicked, so that Space goes on accepting. */
export const keepFocus = (event: MouseEvent) => event.preventDefault();

const sections = [
  ["tool-select", "tool-box", "tool-brush", "tool-erase", "tool-polygon", "tool-smart"],
  ["undo", "redo"],
  ["overwrite"],
  ["zoom-in", "zoom-out", "fit", "peek"],
  ["help"],
];

const icons: Record<string, string> = { "zoom-in": "zoom", "zoom-out": "out", peek: "eye" };

export function ActionButton({ action, side = "right" }: { action: Action; side?: "right" | "bottom" }) {
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
  return (
    <div className="tool-rail" role="toolbar" aria-orientation="vertical" aria-label={text.annotate.tools}>
      {sections.map((ids) => (
        <div key={ids[0]}>
          {ids
            .flatMap((id) => actions.filter((action) => action.id === id))
            .map((action) => (
              <ActionButton key={action.id} action={action} />
            ))}
        </div>
      ))}
    </div>
  );
}
