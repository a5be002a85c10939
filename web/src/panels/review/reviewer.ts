/** What a person does in the grid of objects: where they are, what is selected, what they decide, and taking it back. */
import { createStore } from "zustand/vanilla";
import type { Seen } from "../../api/review";
import type { ImageObject, ReviewItem, ReviewPage } from "../../api/types";
import { uuid } from "../../editor/uuid";
import { type EntryKind, wantedOf } from "../../saving/entry";
import type { Outbox, Settled } from "../../saving/outbox";

/** An object in the grid. `object`: as the person sees it, unsent decisions included. */
export type Cell = ReviewItem & {
  /** What became of it here: nothing yet, decided, or changed by somebody else so that it must be looked at again. */
  readonly mark: "none" | "decided" | "look-again" | "gone";
};

export type ReviewState = {
  readonly order: readonly string[];
  readonly cells: ReadonlyMap<string, Cell>;
  /** Place of the object that keys act on, and where the selection began. */
  readonly focus: number;
  readonly anchor: number;
  readonly loading: boolean;
  readonly ended: boolean;
  readonly problem: unknown;
  readonly decided: number;
  readonly canUndo: boolean;
};

export type ReviewOptions = {
  readonly user: number;
  readonly project: number;
  readonly tab: string;
  readonly outbox: Pick<Outbox, "add" | "holds" | "onSettled">;
  readonly fetchPage: (after: string | null) => Promise<ReviewPage>;
  /** Active seconds since it was asked last. */
  readonly seconds: () => number;
  /** Says that settled objects are good as they are, or takes it back, and whose word that is; none for who may not. */
  readonly review?: {
    readonly by: string;
    readonly mark: (seen: readonly Seen[], good: boolean) => Promise<{ done: string[]; others: ImageObject[] }>;
    readonly failed: (problem: unknown) => void;
  };
};

/** What undo takes back: changes of objects, or the word that they are good. */
type Step = {
  readonly kind: "change" | "review";
  readonly cells: readonly { readonly id: string; readonly before: ImageObject; readonly mark: Cell["mark"] }[];
};

const AHEAD = 60; // cells from the end at which the next page is fetched

const start: ReviewState = {
  order: [],
  cells: new Map(),
  focus: 0,
  anchor: 0,
  loading: false,
  ended: false,
  problem: null,
  decided: 0,
  canUndo: false,
};

export class Reviewer {
  readonly state = createStore<ReviewState>(() => start);
  readonly #options: ReviewOptions;
  #stop: (() => void) | null = null;
  #next: string | null = null;
  #steps: Step[] = [];

  constructor(options: ReviewOptions) {
    this.#options = options;
  }

  /** Hears from now on what becomes of the decisions. */
  listen(): void {
    this.#stop ??= this.#options.outbox.onSettled(this.#settled);
  }

  destroy(): void {
    this.#stop?.();
    this.#stop = null;
  }

  /** Fetches the next page, unless one is on its way or there is none. */
  async more(): Promise<void> {
    const { loading, ended } = this.state.getState();
    if (loading || ended) return;
    this.state.setState({ loading: true, problem: null });
    try {
      const page = await this.#options.fetchPage(this.#next);
      this.#next = page.next;
      this.#take(page);
    } catch (problem) {
      this.state.setState({ loading: false, problem });
    }
  }

  #take({ items, next }: ReviewPage): void {
    const { order, cells } = this.state.getState();
    const fresh = items.filter((item) => !cells.has(item.object.id)); // one that changed between pages may come twice
    this.state.setState({
      order: [...order, ...fresh.map(({ object }) => object.id)],
      cells: new Map([...cells, ...fresh.map((item) => [item.object.id, { ...item, mark: "none" }] as const)]),
      loading: false,
      ended: next === null,
    });
  }

  /** Moves to a place (kept inside the list); `extend` keeps where the selection began. */
  focus(place: number, extend = false): void {
    const { order, anchor, ended, loading, problem } = this.state.getState();
    const focus = Math.max(0, Math.min(place, order.length - 1));
    this.state.setState({ focus, anchor: extend ? anchor : focus });
    if (order.length - focus < AHEAD && !ended && !loading && problem === null) this.more();
  }

  /** The selected cells in their order: those between where the selection began and the focus. */
  selected(): Cell[] {
    const { order, cells, focus, anchor } = this.state.getState();
    const ids = order.slice(Math.min(focus, anchor), Math.max(focus, anchor) + 1);
    return ids.flatMap((id) => cells.get(id) ?? []);
  }

  /** Yes: suggestions are accepted, what a person settled before is called good as it is. Then on to the next one. */
  accept(): void {
    const settled = this.selected().filter(({ object, mark }) => isSettled(object) && mark !== "gone");
    this.#change(
      "accept",
      ({ object }) =>
        object.state === "suggested" && object.mask
          ? { ...object, state: "accepted", mask: { ...object.mask, uncertain: null } }
          : null,
      "decided",
    );
    this.#callGood(settled);
    this.#goOn();
  }

  /** No: the masks are taken off. */
  reject(): void {
    this.#change("reject", ({ object }) => (object.mask ? { ...object, state: "drawn", mask: null } : null), "decided");
    this.#goOn();
  }

  /** Gives the selected objects another class; their masks stay. */
  setClass(class_id: number): void {
    this.#change("edit", ({ object }) => (object.class_id === class_id ? null : { ...object, class_id }), "none");
  }

  /** Takes the last decision back. */
  undo(): void {
    const step = this.#steps.pop();
    if (!step) return;
    const { order, cells, decided } = this.state.getState();
    const changed = step.cells.flatMap(({ id, before, mark }) => {
      const cell = cells.get(id);
      return cell && cell.mark !== "gone" ? [{ cell, object: before, mark }] : [];
    });
    if (step.kind === "review") this.#review(changed, false);
    else this.#send("revert", changed);
    const focus = Math.max(0, order.indexOf(step.cells[0]?.id ?? ""));
    const taken = changed.filter(({ cell, mark }) => cell.mark === "decided" && mark !== "decided").length;
    this.state.setState({ focus, anchor: focus, decided: decided - taken, canUndo: this.#steps.length > 0 });
  }

  /** The comment on each of these objects is stored: their pictures are open again. */
  sentBack(ids: readonly string[]): void {
    const cells = new Map(this.state.getState().cells);
    for (const id of ids) {
      const cell = cells.get(id);
      if (!cell) continue;
      this.#opened(cell.image.id, cells.set(id, { ...cell, mark: "decided", comments: cell.comments + 1 }));
    }
    this.state.setState({ cells });
    this.#goOn();
  }

  /** So many threads on an object are open now. */
  commented(id: string, comments: number): void {
    const { cells } = this.state.getState();
    const cell = cells.get(id);
    if (cell && cell.comments !== comments)
      this.state.setState({ cells: new Map(cells).set(id, { ...cell, comments }) });
  }

  /** Every cell of a picture knows that it is open. */
  #opened(image: number, cells: Map<string, Cell>): void {
    for (const [id, cell] of cells)
      if (cell.image.id === image) cells.set(id, { ...cell, image: { ...cell.image, state: "open" } });
  }

  /** Writes down that the person found these settled objects good. */
  #callGood(settled: readonly Cell[]): void {
    const { review, outbox } = this.#options;
    const able = settled.filter(({ object }) => !outbox.holds(object.id)); // its own change has to be stored first
    if (!review || able.length === 0) return;
    this.#took("review", able);
    this.#review(
      able.map((cell) => ({ cell, mark: "decided" })),
      true,
    );
  }

  /** Shows the word at once; an object that is no longer as it was seen has to be looked at again. */
  async #review(seen: readonly { cell: Cell; mark: Cell["mark"] }[], good: boolean): Promise<void> {
    const { review, seconds, outbox } = this.#options;
    if (!review) return;
    const seenAgain = (cells: readonly Cell[]) => this.#put(cells.filter(({ object }) => !outbox.holds(object.id)));
    const active_seconds = seconds() / seen.length;
    this.#put(seen.map(({ cell, mark }) => ({ ...cell, mark, reviewed_by: good ? review.by : null })));
    const words = seen.map(({ cell: { object } }) => ({
      object_id: object.id,
      version: object.version,
      active_seconds,
    }));
    try {
      const { done, others } = await review.mark(words, good);
      const now = new Map(others.map((object) => [object.id, object]));
      const rest = seen.map(({ cell }) => cell).filter(({ object }) => !done.includes(object.id));
      seenAgain(rest.map((cell) => lookAgain(cell, now.get(cell.object.id))));
    } catch (problem) {
      seenAgain(seen.map(({ cell }) => cell));
      review.failed(problem);
    }
  }

  #put(changed: readonly Cell[]): void {
    const cells = new Map(this.state.getState().cells);
    for (const cell of changed) cells.set(cell.object.id, cell);
    this.state.setState({ cells });
  }

  /** Remembers a step for undo, and counts what was not decided before. */
  #took(kind: Step["kind"], taken: readonly Cell[], decides = true): void {
    this.#steps.push({ kind, cells: taken.map(({ object, mark }) => ({ id: object.id, before: object, mark })) });
    const first = taken.filter(({ mark }) => decides && mark !== "decided").length;
    this.state.setState(({ decided }) => ({ decided: decided + first, canUndo: true }));
  }

  #change(kind: EntryKind, change: (cell: Cell) => ImageObject | null, mark: Cell["mark"]): void {
    const able = this.selected().filter((cell) => cell.mark !== "gone" && cell.image.state !== "accepted");
    const changed = able.flatMap((cell) => {
      const object = change(cell);
      return object ? [{ cell, object, mark: mark === "none" ? cell.mark : mark }] : [];
    });
    if (changed.length === 0) return;
    this.#send(kind, changed);
    this.#took(
      "change",
      changed.map(({ cell }) => cell),
      mark === "decided",
    );
  }

  /** Shows the changed objects and hands the changes to the outbox; the time goes to all of them in equal parts. */
  #send(kind: EntryKind, changed: readonly { cell: Cell; object: ImageObject; mark: Cell["mark"] }[]): void {
    const { user, project, tab, outbox, seconds } = this.#options;
    const each = seconds() / changed.length;
    const cells = new Map(this.state.getState().cells);
    for (const { cell, object, mark } of changed) cells.set(object.id, { ...cell, object, mark, reviewed_by: null });
    this.state.setState({ cells });
    for (const { cell, object } of changed) {
      const { id, version } = object;
      const [wanted, base] = [wantedOf(object), wantedOf(cell.object)];
      const about = { id: uuid(), tab, user, project, image: cell.image.id, object: id, version };
      outbox.add({ ...about, kind, wanted, base, seconds: each });
    }
  }

  /** To the next cell that is not decided, else one further. */
  #goOn(): void {
    const { order, cells, focus, anchor } = this.state.getState();
    const from = Math.max(focus, anchor) + 1;
    const place = order.findIndex((id, i) => i >= from && cells.get(id)?.mark !== "decided");
    this.focus(place === -1 ? from : place);
  }

  #settled: Settled = (entry, object, outcome) => {
    const { cells } = this.state.getState();
    const cell = cells.get(entry.object);
    if (!cell || object === undefined || this.#options.outbox.holds(entry.object)) return;
    const lost = outcome === "dropped" ? "look-again" : cell.mark;
    const settled: Cell = object ? { ...cell, object, mark: lost } : { ...cell, mark: "gone" };
    this.state.setState({ cells: new Map(cells).set(entry.object, settled) });
  };
}

/** The cell after somebody else changed its object; none: it is gone. */
const lookAgain = (cell: Cell, object: ImageObject | undefined): Cell =>
  object ? { ...cell, object, mark: "look-again", reviewed_by: null } : { ...cell, mark: "gone", reviewed_by: null };

const isSettled = ({ state }: ImageObject) => state === "accepted" || state === "fixed";
