/** Thumbnails of a project's images, a million if need be: only the rows in sight exist, and the blocks of the list they need. */
import { keepPreviousData, useQueries, useQuery } from "@tanstack/react-query";
import {
  type FormEvent,
  type KeyboardEvent,
  type MouseEvent,
  useEffect,
  useLayoutEffect,
  useRef,
  useState,
} from "react";
import { blockQuery, blockSize, countQuery, findPosition, type ImageFilter } from "../api/images";
import type { ImageListed, Project } from "../api/types";
import { type KeyedAction, pressed, withKeys } from "../editor/keymap";
import { chordsOf } from "../editor/keys";
import { text } from "../text";
import { KeySheet } from "./annotate/key-sheet";
import { useKeymap } from "./annotate/keymap";
import { type Choosing, ChosenBar } from "./choosing";
import { countOf, isChosen } from "./chosen";
import { Tile } from "./image-tile";
import { listActions } from "./list-actions";
import { showNews, showProblem } from "./notices";
import { ScrollMap } from "./scroll-map";
import { Empty, Failed, Loading } from "./states";
import "./image-grid.css";

const narrowest = 190; // px of a tile
const gap = 12;
const words = 78; // px below a thumbnail
const around = 2; // rows made beyond what is in sight
const calm = 150; // ms without scrolling until the scrollbar is put right

type Measures = { columns: number; row: number; view: number };

const unmeasured: Measures = { columns: 1, row: 230, view: 600 };

const measuresOf = ({ clientWidth, clientHeight }: HTMLElement): Measures => {
  const columns = Math.max(Math.floor((clientWidth + gap) / (narrowest + gap)), 1);
  const width = (clientWidth - (columns - 1) * gap) / columns;
  return { columns, row: Math.round((width * 3) / 4) + words + gap, view: clientHeight };
};

/** The images with these places in the list; undefined where they have not come yet. */
function useImages(project: number, filter: ImageFilter, first: number, end: number) {
  const [low, high] = [Math.floor(first / blockSize), Math.max(Math.ceil(end / blockSize), 1)];
  const blocks = Array.from({ length: high - low }, (_, i) => low + i);
  const queries = useQueries({ queries: blocks.map((block) => blockQuery(project, filter, block)) });
  const at = (place: number): ImageListed | undefined =>
    queries[Math.floor(place / blockSize) - low]?.data?.items[place % blockSize];
  return { at, error: queries.find((query) => query.error && !query.data)?.error };
}

/** Where a key leads from a place in the grid; null for other keys. */
function stepOf(key: string, { columns, row, view }: Measures): number | null {
  const page = Math.max(Math.floor(view / row), 1) * columns;
  const steps: Record<string, number> = {
    ArrowRight: 1,
    ArrowLeft: -1,
    ArrowDown: columns,
    ArrowUp: -columns,
    PageDown: page,
    PageUp: -page,
    Home: Number.NEGATIVE_INFINITY,
    End: Number.POSITIVE_INFINITY,
  };
  return steps[key] ?? null;
}

const typing = "input:not([type=checkbox]), textarea, select, [role=menu]";

/** Runs the action that a key is of, wherever the focus is but in a field, a dialog or a menu. */
function useKeys(actions: readonly KeyedAction[]) {
  useEffect(() => {
    const press = (event: globalThis.KeyboardEvent) => {
      const target = event.target instanceof Element ? event.target : null;
      if (event.defaultPrevented || target?.closest(typing)) return;
      if (document.querySelector("dialog[open]")) return; // its Esc, even where what had the focus in it is gone
      if (event.key === " " && target?.closest("input, button")) return; // it presses that
      const action = pressed(actions, chordsOf(event));
      if (!action) return;
      event.preventDefault();
      action.run();
    };
    document.addEventListener("keydown", press);
    return () => document.removeEventListener("keydown", press);
  });
}

type JumpProps = { project: number; filter: ImageFilter; total: number; go: (place: number) => void };

/** Leads to an image by its name, or by its place in the list. */
function Jump({ project, filter, total, go }: JumpProps) {
  const jump = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const wanted = String(new FormData(event.currentTarget).get("place")).trim();
    if (!wanted) return;
    try {
      const found = await findPosition(project, filter, wanted);
      const place = /^\d+$/.test(wanted) ? Number(wanted) : Number.NaN;
      if (found?.name.startsWith(wanted)) go(found.position);
      else if (place >= 1 && place <= total) go(place - 1);
      else if (found) go(found.position);
      else showNews(text.images.noneFrom(wanted));
    } catch (problem) {
      showProblem(problem);
    }
  };
  return (
    <form onSubmit={jump}>
      <input className="plain" name="place" placeholder={text.images.jump} aria-label={text.images.jump} />
    </form>
  );
}

type GridProps = {
  user: number;
  project: Project;
  filter: ImageFilter;
  /** The place to begin at. */
  at: number;
  /** Hears the place of the first image in sight when the list has come to rest elsewhere. */
  onPlace: (place: number) => void;
  /** Null for who may do nothing with chosen images. */
  choosing: Choosing | null;
  onAssign: () => void;
};

function Grid({ user, project, filter, at, onPlace, total, choosing, onAssign }: GridProps & { total: number }) {
  const scroller = useRef<HTMLDivElement>(null);
  const [map] = useState(() => new ScrollMap());
  const [begin] = useState(Math.min(at, total - 1));
  const [measures, setMeasures] = useState(unmeasured);
  const [top, setTop] = useState(begin * unmeasured.row);
  const [active, setActive] = useState(begin);
  const hasBegun = useRef(false);
  const wantsFocus = useRef(false);
  const { columns, row, view } = measures;
  const rows = Math.ceil(total / columns);
  map.resize(rows * row, view);
  const [from, to] = [
    Math.max(Math.floor(top / row) - around, 0),
    Math.min(Math.ceil((top + view) / row) + around, rows),
  ];
  const [first, end] = [from * columns, Math.min(to * columns, total)];
  const images = useImages(project.id, filter, first, end);

  useLayoutEffect(() => {
    const element = scroller.current;
    if (!element) return;
    const measure = () => setMeasures(measuresOf(element));
    const resizes = new ResizeObserver(measure);
    resizes.observe(element);
    measure();
    return () => resizes.disconnect();
  }, []);

  useLayoutEffect(() => {
    if (hasBegun.current || measures === unmeasured || !scroller.current) return;
    hasBegun.current = true;
    const line = Math.floor(begin / columns) * row;
    scroller.current.scrollTop = map.settle(line);
    setTop(line);
  }, [begin, measures, columns, row, map]);

  const rest = useRef(onPlace);
  rest.current = onPlace;
  const inSight = Math.floor(top / row) * columns;
  useEffect(() => {
    const timer = setTimeout(() => {
      if (scroller.current) scroller.current.scrollTop = map.settle(top);
      if (inSight !== at) rest.current(inSight);
    }, calm);
    return () => clearTimeout(timer);
  }, [top, inSight, at, map]);

  /** Scrolls so that the row of a place is in sight. */
  const reveal = (place: number) => {
    const line = Math.floor(place / columns) * row;
    const wanted = line < top ? line : line + row > top + view ? line + row - view : top;
    if (wanted === top || !scroller.current) return;
    scroller.current.scrollTop = map.settle(wanted);
    setTop(wanted);
  };

  const go = (place: number) => {
    setActive(place);
    wantsFocus.current = true;
    reveal(place);
  };

  const [helping, setHelping] = useState(false);
  const [keymap, setKeymap] = useKeymap(user);
  const isFocused = () => scroller.current?.contains(document.activeElement) === true;
  const doors = { focused: () => (isFocused() ? images.at(active)?.id : undefined), help: () => setHelping(true) };
  const actions = withKeys(listActions(choosing, doors), keymap);
  useKeys(actions);

  const press = (event: KeyboardEvent) => {
    const image = images.at(active);
    const step = stepOf(event.key, measures);
    if (step === null) return;
    event.preventDefault();
    const place = Math.min(Math.max(active + step, 0), total - 1);
    const there = images.at(place);
    if (choosing && event.shiftKey && image && there) choosing.reach(there.id, image.id);
    go(place);
  };

  /** Ctrl+click and Shift+click choose instead of opening, but for what has a click of its own. */
  const click = (event: MouseEvent, place: number, image: ImageListed | undefined) => {
    const target = event.target as Element;
    const ours = event.currentTarget.contains(target) && !target.closest("button, label");
    if (!choosing || !image || !ours || !(event.ctrlKey || event.metaKey || event.shiftKey)) return;
    event.preventDefault();
    event.shiftKey ? choosing.reach(image.id) : choosing.toggle(image.id);
    go(place);
  };

  const link = (place: number) => (element: HTMLElement | null) => {
    if (place !== active || !element || !wantsFocus.current) return;
    wantsFocus.current = false;
    element.focus({ preventScroll: true });
  };

  const focusable = active >= first && active < end ? active : first;
  const count = choosing ? countOf(choosing.chosen, total) : 0;
  const had = useRef(false);
  useEffect(() => {
    // The bar took the focus with it: the keys go on in the grid.
    if (had.current && count === 0 && document.activeElement === document.body)
      scroller.current?.querySelector<HTMLElement>(".tile-link[tabindex='0']")?.focus({ preventScroll: true });
    had.current = count > 0;
  }, [count]);

  if (images.error) return <Failed error={images.error} retry={() => location.reload()} />;
  return (
    <>
      {helping && (
        <KeySheet
          actions={actions}
          {...{ keymap, setKeymap }}
          mouse={text.choosing.moving}
          onClose={() => setHelping(false)}
        />
      )}
      <div className="jump">
        <span className="row">
          <span className="soft">{text.images.count(total)}</span>
          {choosing && <ChosenBar choosing={choosing} total={total} onAssign={onAssign} />}
        </span>
        <Jump project={project.id} filter={filter} total={total} go={go} />
      </div>
      <div
        className="image-scroll"
        ref={scroller}
        onScroll={({ currentTarget }) => setTop(map.moved(currentTarget.scrollTop))}
      >
        <ul className="tiles" style={{ height: map.height }} data-choosing={count > 0 || undefined}>
          {Array.from({ length: end - first }, (_, i) => first + i).map((place) => {
            const image = images.at(place);
            const [x, y] = [place % columns, Math.floor(place / columns)];
            const style = {
              width: `calc((100% - ${(columns - 1) * gap}px) / ${columns})`,
              height: row - gap,
              left: `calc((100% + ${gap}px) / ${columns} * ${x})`,
              top: map.placed(y * row),
            };
            return (
              // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are the link's and the check mark's
              <li
                key={place}
                className="tile"
                data-chosen={(choosing && image && isChosen(choosing.chosen, image.id)) || undefined}
                style={style}
                aria-posinset={place + 1}
                aria-setsize={total}
                onFocus={() => setActive(place)}
                onMouseDown={(event) => event.shiftKey && event.preventDefault()} // no text is marked
                onClick={(event) => click(event, place, image)}
              >
                {image && (
                  <Tile
                    project={project}
                    image={image}
                    choosing={choosing}
                    focusable={place === focusable}
                    link={link(place)}
                    press={press}
                  />
                )}
              </li>
            );
          })}
        </ul>
      </div>
    </>
  );
}

export function ImageGrid(props: GridProps) {
  const { project, filter } = props;
  const count = useQuery({ ...countQuery(project.id, filter), placeholderData: keepPreviousData });
  if (count.error && !count.data) return <Failed error={count.error} retry={() => count.refetch()} />;
  if (!count.data) return <Loading />;
  if (count.data.count === 0) return <Empty title={text.images.noneFound} icon="zoom" />;
  return <Grid key={JSON.stringify(filter)} {...props} total={count.data.count} />;
}
