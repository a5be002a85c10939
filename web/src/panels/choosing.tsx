/** Choosing single images of the list, to give them to somebody: and the bar that says how many. */
import { useRef, useState } from "react";
import { type ImageFilter, idsBetween } from "../api/images";
import { text } from "../text";
import { type Chosen, countOf, dropped, everything, none, reached, toggled } from "./chosen";
import { Icon } from "./icons";
import { showProblem } from "./notices";

export type Choosing = {
  chosen: Chosen;
  toggle: (id: number) => void;
  /** Chooses all from the image toggled last (without one: from `from`, or only this one) to this one. */
  reach: (id: number, from?: number) => Promise<void>;
  drop: (id: number) => void;
  all: () => void;
  clear: () => void;
};

export function useChoosing(project: number, filter: ImageFilter): Choosing {
  const [chosen, set] = useState(none);
  const latest = useRef(0);
  const reach = async (id: number, from = id) => {
    const begun = chosen.anchor ? chosen : toggled(chosen, from);
    const asked = ++latest.current;
    set(begun);
    if (!chosen.anchor && from === id) return;
    try {
      const range = await idsBetween(project, filter, begun.anchor?.id ?? id, id);
      if (asked === latest.current) set((now) => (now.anchor === begun.anchor ? reached(now, range) : now));
    } catch (problem) {
      showProblem(problem);
    }
  };
  return {
    chosen,
    toggle: (id) => set((now) => toggled(now, id)),
    reach,
    drop: (id) => set((now) => dropped(now, id)),
    all: () => set(everything),
    clear: () => set(none),
  };
}

type BarProps = { choosing: Choosing; total: number; onAssign: () => void };

/** How many are chosen, and what can be done with them. */
export function ChosenBar({ choosing, total, onAssign }: BarProps) {
  const count = countOf(choosing.chosen, total);
  return (
    <span className="row chosen-bar">
      <output>{count > 0 && text.choosing.count(count)}</output>
      {count > 0 && (
        <>
          <button type="button" className="button" onClick={onAssign}>
            <Icon name="person" />
            {text.choosing.assign}
          </button>
          <button type="button" className="button quiet" title={text.choosing.clearKey} onClick={choosing.clear}>
            {text.choosing.clear}
          </button>
        </>
      )}
    </span>
  );
}
