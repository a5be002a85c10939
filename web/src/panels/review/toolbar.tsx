/** The line above the grid: what can be done with the selected objects, and how far one has come. */
import type { ReactNode } from "react";
import { useStore } from "zustand";
import type { KeyedAction } from "../../editor/keymap";
import { text } from "../../text";
import { keyWords } from "../annotate/keys";
import { keepFocus } from "../annotate/tool-rail";
import { Icon, isIcon } from "../icons";
import type { Reviewer } from "./reviewer";

type Props = { reviewer: Reviewer; actions: readonly KeyedAction[]; minutes: () => number; children: ReactNode };

export function ReviewToolbar({ reviewer, actions, minutes, children }: Props) {
  const { order, cells, focus, anchor, ended, decided } = useStore(reviewer.state);
  const several = Math.abs(focus - anchor) + 1;
  const settled = cells.get(order[focus] ?? "")?.image.state === "accepted";
  return (
    <div className="review-toolbar" role="toolbar" aria-label={text.review.toolbar}>
      {actions
        .filter(({ id, group }) => group !== "class" && id !== "palette")
        .map(({ id, title, icon, keys, enabled, run }) => (
          <button
            key={id}
            type="button"
            className={id === "accept" ? "button primary" : "button"}
            aria-disabled={!enabled()}
            onMouseDown={keepFocus}
            onClick={() => enabled() && run()}
          >
            {isIcon(icon) && <Icon name={icon} />}
            {title}
            {keys[0] && <kbd>{keyWords(keys[0])}</kbd>}
          </button>
        ))}
      <span className="push" />
      {settled && <span className="soft small">{text.review.settled}</span>}
      {several > 1 && <strong>{text.review.selected(several)}</strong>}
      <span className="soft" role="status">
        {text.review.decided(decided, minutes())}
      </span>
      {order.length > 0 && <span className="soft">{text.review.place(focus + 1, order.length, !ended)}</span>}
      {children}
    </div>
  );
}
