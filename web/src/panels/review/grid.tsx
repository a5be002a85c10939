/** The grid of objects: only the rows in view exist; the keyboard moves through all of them. */
import {
  type KeyboardEvent,
  type PointerEvent,
  startTransition,
  useEffect,
  useLayoutEffect,
  useRef,
  useState,
} from "react";
import { useStore } from "zustand";
import type { Project } from "../../api/types";
import { type KeyedAction, pressed } from "../../editor/keymap";
import { chordsOf } from "../../editor/keys";
import { text } from "../../text";
import { ObjectCell } from "./cell";
import type { LookOf } from "./looks";
import type { Reviewer, ReviewState } from "./reviewer";

const CELL = { width: 172, height: 214, gap: 10 };
const SPARE_ROWS = 2; // kept above and below what is seen

/** How many cells stand side by side and which rows are in view, as the scrolling element says. */
function useView(cells: number) {
  const scroller = useRef<HTMLDivElement>(null);
  const [view, setView] = useState({ columns: 1, first: 0, last: 8 });
  useLayoutEffect(() => {
    const element = scroller.current;
    if (!element) return;
    const look = () => {
      const columns = Math.max(1, Math.floor((element.clientWidth + CELL.gap) / (CELL.width + CELL.gap)));
      const step = CELL.height + CELL.gap;
      const first = Math.max(0, Math.floor(element.scrollTop / step) - SPARE_ROWS);
      const last = Math.ceil((element.scrollTop + element.clientHeight) / step) + SPARE_ROWS;
      setView((old) =>
        old.columns === columns && old.first === first && old.last === last ? old : { columns, first, last },
      );
    };
    look();
    const resized = new ResizeObserver(look);
    resized.observe(element);
    const scrolled = () => startTransition(look); // spare rows are there: the next ones may take a few frames
    element.addEventListener("scroll", scrolled, { passive: true });
    return () => {
      resized.disconnect();
      element.removeEventListener("scroll", scrolled);
    };
  }, []);
  return { scroller, ...view, rows: Math.ceil(cells / view.columns) };
}

/** Where an arrow key leads; null for other keys. */
function moveOf(key: string, focus: number, columns: number, count: number): number | null {
  const moves: Record<string, number> = {
    ArrowLeft: focus - 1,
    ArrowRight: focus + 1,
    ArrowUp: focus - columns < 0 ? focus : focus - columns,
    ArrowDown: focus + columns >= count ? count - 1 : focus + columns,
    Home: 0,
    End: count - 1,
  };
  return moves[key] ?? null;
}

type Props = { reviewer: Reviewer; project: Project; actions: readonly KeyedAction[]; lookOf: LookOf };

export function ReviewGrid({ reviewer, project, actions, lookOf }: Props) {
  const state: ReviewState = useStore(reviewer.state);
  const { order, cells, focus, anchor } = state;
  const { scroller, columns, first, last, rows } = useView(order.length);
  const [from, to] = [Math.min(focus, anchor), Math.max(focus, anchor)];
  const step = CELL.height + CELL.gap;

  useEffect(() => scroller.current?.focus(), [scroller]);
  useLayoutEffect(() => {
    const element = scroller.current;
    if (!element) return;
    const top = Math.floor(focus / columns) * step;
    if (top < element.scrollTop) element.scrollTop = Math.max(0, top - CELL.gap);
    else if (top + step > element.scrollTop + element.clientHeight)
      element.scrollTop = top + step + CELL.gap - element.clientHeight;
  }, [focus, columns, scroller, step]);
  useEffect(() => {
    if (last >= rows && !state.ended && state.problem === null) reviewer.more();
  }, [last, rows, state.ended, state.problem, reviewer]);

  const onKeyDown = (event: KeyboardEvent) => {
    const place = moveOf(event.key, focus, columns, order.length);
    if (place !== null && !event.ctrlKey && !event.metaKey && !event.altKey) {
      reviewer.focus(place, event.shiftKey);
      return event.preventDefault();
    }
    const action = pressed(actions, chordsOf(event.nativeEvent));
    if (!action) return;
    event.preventDefault();
    action.run();
  };
  const onPointerDown = (event: PointerEvent) => {
    const place = (event.target as Element).closest<HTMLElement>("[data-place]")?.dataset.place;
    if (place !== undefined) reviewer.focus(Number(place), event.shiftKey);
  };
  const shown = order.slice(first * columns, last * columns);
  return (
    <div
      ref={scroller}
      className="review-grid"
      role="listbox"
      aria-multiselectable="true"
      aria-label={text.review.grid}
      aria-activedescendant={order[focus] && `cell-${order[focus]}`}
      tabIndex={0}
      onKeyDown={onKeyDown}
      onPointerDown={onPointerDown}
      onDoubleClick={() => actions.find(({ id }) => id === "open")?.run()}
    >
      <div role="presentation" style={{ height: rows * step, position: "relative" }}>
        {shown.map((id, i) => {
          const place = first * columns + i;
          const cell = cells.get(id);
          return (
            cell && (
              <ObjectCell
                key={id}
                cell={cell}
                project={project}
                lookOf={lookOf}
                place={place}
                count={state.ended ? order.length : -1}
                focused={place === focus}
                selected={place >= from && place <= to}
                x={columns > 1 ? (place % columns) / (columns - 1) : 0}
                y={Math.floor(place / columns) * step}
              />
            )
          );
        })}
      </div>
    </div>
  );
}
