/** What a person does in the grid of objects: where they are, what is selected, what they decide, and taking it back. */
import { createStore } from "zustand/vanilla";
import type { Seen } from "../../api/review";
import type { ImageObject, ReviewPage } from "../../api/types";
import { uuid } from "../../editor/uuid";
import { type EntryKind, wantedOf } from "../../saving/entry";
import type { Outbox, Settled } from "../../saving/outbox";
import { text } from "../../text";
import { acceptedOf, type Cell, type Deed, isDone, isFirst, isSettled, lookAgain, rejectedOf, without } from "./deed";

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
  /** Tells the person what was not done, and why. */
  readonly tell: (words: string) => void;
  /** Says that settled objects are good as they are, or takes it back, and whose word that is; none for who may not. */
  readonly review?: {
    readonly by: string;
    readonly mark: (seen: readonly Seen[], good: boolean) => Promise<{ done: string[]; others: ImageObject[] }>;
    readonly failed: (problem: unknown) => void;
  };
};

/** What undo takes back at once. */
type Step = readonly Deed[];

/** What a cell is to show instead. */
type Change = { readonly cell: Cell; readonly object: ImageObject; readonly mark: Cell["mark"] };

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
    const { review, outbox, tell } = this.#options;
    const settled = this.selected().filter(({ object, mark }) => isSettled(object) && mark !== "gone");
    const unsaid = review ? settled.filter(({ reviewed_by }) => reviewed_by === null) : [];
    const able = unsaid.filter(({ object }) => !outbox.holds(object.id)); // its own change has to be stored first
    const words = able.map((cell) => ({ cell, after: null }));
    this.#took([...this.#change("accept", acceptedOf, "decided"), ...words]);
    this.#callGood(words);
    if (able.length < unsaid.length) tell(text.review.notStored);
    else this.#goOn();
  }

  /** No: the masks are taken off. */
  reject(): void {
    this.#took(this.#change("reject", rejectedOf, "decided"));
    this.#goOn();
  }

  /** Gives the selected objects another class; their masks stay. */
  setClass(class_id: number): void {
    const given = (object: ImageObject) => (object.class_id === class_id ? null : { ...object, class_id });
    this.#took(this.#change("edit", given, "none"), false);
  }

  /** Takes the last decision back, apart from what was changed again since. */
  undo(): void {
    const step = this.#steps.pop();
    if (!step) return;
    const { order } = this.state.getState();
    const undone = step.flatMap((deed) => this.#undone(deed) ?? []);
    const counted = undone.filter(({ cell, mark }) => isDone(cell.mark) && !isDone(mark)).length;
    this.#send(
      "revert",
      undone.filter(({ deed }) => deed.after !== null),
    );
    this.#takeBack(undone.filter(({ deed }) => deed.after === null));
    if (undone.length < step.length) this.#options.tell(text.review.notUndone);
    this.focus(Math.min(...step.map(({ cell }) => order.indexOf(cell.object.id))));
    this.#count(-counted);
  }

  /** The cell without the deed; null: it is not as the deed left it. */
  #undone(deed: Deed): (Change & { deed: Deed }) | null {
    const cell = this.state.getState().cells.get(deed.cell.object.id);
    if (!cell || cell.mark === "gone") return null;
    if (deed.after === null && cell.reviewed_by !== this.#options.review?.by) return null;
    const object = without(deed, cell.object);
    return object && { deed, cell, object, mark: deed.cell.mark };
  }

  /** The comment on each of these objects is stored: their pictures are open again. */
  sentBack(ids: readonly string[]): void {
    const cells = new Map(this.state.getState().cells);
    for (const id of ids) {
      const cell = cells.get(id);
      if (!cell) continue;
      const back: Cell = { ...cell, mark: "sent-back", reviewed_by: null, comments: cell.comments + 1 };
      this.#opened(cell.image.id, cells.set(id, back));
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
  #callGood(words: readonly Deed[]): void {
    const seen = words.map(({ cell }) => ({ cell, mark: "decided" as const }));
    this.#review(seen, true, () => this.#forget(words));
  }

  #takeBack(words: readonly (Change & { deed: Deed })[]): void {
    this.#review(words, false, () => this.#took(words.map(({ deed }) => deed)));
  }

  /** Shows the word at once; an object that is no longer as it was seen has to be looked at again. */
  async #review(seen: readonly Omit<Change, "object">[], good: boolean, failed: () => void): Promise<void> {
    const { review, seconds, outbox } = this.#options;
    if (!review || seen.length === 0) return;
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
      failed();
      review.failed(problem);
    }
  }

  #put(changed: readonly Cell[]): void {
    const cells = new Map(this.state.getState().cells);
    for (const cell of changed) cells.set(cell.object.id, cell);
    this.state.setState({ cells });
  }

  /** Remembers a step for undo, and counts what was not decided before. */
  #took(step: Step, decides = true): void {
    if (step.length > 0) this.#steps.push(step);
    this.#count(decides ? step.filter(isFirst).length : 0);
  }

  /** These deeds did not happen; those that were taken back meanwhile count no more. */
  #forget(deeds: readonly Deed[]): void {
    const lost = this.#steps.flat().filter((deed) => deeds.includes(deed));
    this.#steps = this.#steps.map((step) => step.filter((deed) => !lost.includes(deed))).filter(({ length }) => length);
    this.#count(-lost.filter(isFirst).length);
  }

  #count(more: number): void {
    this.state.setState(({ decided }) => ({ decided: decided + more, canUndo: this.#steps.length > 0 }));
  }

  #change(kind: EntryKind, change: (object: ImageObject) => ImageObject | null, mark: Cell["mark"]): Deed[] {
    const able = this.selected().filter((cell) => cell.mark !== "gone" && cell.image.state !== "accepted");
    const changed = able.flatMap((cell) => {
      const object = change(cell.object);
      return object ? [{ cell, object, mark: mark === "none" ? cell.mark : mark }] : [];
    });
    this.#send(kind, changed);
    return changed.map(({ cell, object }) => ({ cell, after: object }));
  }

  /** Shows the changed objects and hands the changes to the outbox; the time goes to all of them in equal parts. */
  #send(kind: EntryKind, changed: readonly Change[]): void {
    if (changed.length === 0) return;
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
    const place = order.findIndex((id, i) => i >= from && !isDone(cells.get(id)?.mark));
    this.focus(place === -1 ? from : place);
  }

  #settled: Settled = (entry, object, outcome) => {
    const { cells } = this.state.getState();
    const cell = cells.get(entry.object);
    if (!cell || object === undefined || this.#options.outbox.holds(entry.object)) return;
    const lost = outcome === "dropped" ? "look-again" : cell.mark;
    const reviewed_by = object?.version === cell.object.version ? cell.reviewed_by : null; // a change ends the word
    const settled: Cell = object ? { ...cell, object, mark: lost, reviewed_by } : { ...cell, mark: "gone" };
    this.state.setState({ cells: new Map(cells).set(entry.object, settled) });
  };
}
