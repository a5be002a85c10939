/** For tests: the server's rules for changes of one image's objects, in memory, and a journal that needs no disk. */
import type { ImageObject } from "../api/types";
import { type Entry, type Field, fields, sameField, sameMask, type Wanted } from "./entry";
import type { Journal } from "./journal";
import { type Applied, type Change, changeOf, type Outcome } from "./requests";

/** A journal that forgets nothing as long as the test runs. */
export class Paper implements Journal {
  entries = new Map<number, Entry>();
  #last = 0;
  add = async (one: Entry) => {
    this.#last += 1;
    this.entries.set(this.#last, structuredClone(one));
    return this.#last;
  };
  remove = async (sequence: number) => {
    this.entries.delete(sequence);
  };
  all = async () => [...this.entries].map(([sequence, one]) => ({ ...one, sequence }));
}

export const mask = (foreground: string): NonNullable<Wanted["mask"]> => ({
  rect: [2, 2, 6, 6],
  foreground,
  uncertain: null,
  ignored: null,
});

/** An object as the server shows it; version 1, drawn. */
export const stored = (part: Partial<ImageObject> = {}): ImageObject => ({
  id: "a",
  class_id: 1,
  box: [0, 0, 10, 10],
  state: "drawn",
  version: 1,
  number: 1,
  pose: "Unspecified",
  truncated: false,
  difficult: false,
  occluded: false,
  points: null,
  mask: null,
  suggesting: false,
  ...part,
});

/** An object with a mask that a worker suggested. */
export const masked = (state: ImageObject["state"], foreground: string, part: Partial<ImageObject> = {}) =>
  stored({
    state,
    mask: { ...mask(foreground), id: 1, origin: "fused", round: null, by: null } as ImageObject["mask"],
    ...part,
  });

type Row = ImageObject & { gone: boolean };

/** What a change did: the parts whose value it changed, how the object was before, and who had changed each part last. */
export type Done = { change: string; object: string; parts: Field[]; before: ImageObject | null; last: Writers };

type Writers = Partial<Record<Field, number>>;

/** `server/flows/changes.py` and `objects.py` in a few lines. */
export class ModelServer {
  readonly rows = new Map<string, Row>();
  readonly log: Done[] = [];
  readonly #arrived = new Map<string, number>();
  /** Who changed each part of an object last; 0: a worker. */
  readonly #writers = new Map<string, Writers>();
  /** The masks that an object has had, the first ones first. */
  readonly #masks = new Map<string, Row["mask"][]>();

  /** The object as a page would fetch it; null when it is deleted or was never there. */
  get(id: string): ImageObject | null {
    const row = this.rows.get(id);
    return row && !row.gone ? structuredClone(row) : null;
  }

  put(object: ImageObject): void {
    this.rows.set(object.id, { ...object, gone: false });
  }

  apply(entries: readonly Entry[]): Applied {
    const made = new Map<string, number>();
    const failed = new Set<string>();
    const outcomes = entries.map((entry): Outcome => {
      const result = failed.has(entry.object) ? "skipped" : this.#step(entry.user, changeOf(entry), made);
      if (result !== "stored") failed.add(entry.object);
      return { id: entry.id, result, why: "" };
    });
    const touched = new Set(entries.map(({ object }) => object));
    return { outcomes, objects: [...touched].flatMap((id) => this.get(id) ?? []) };
  }

  /** A worker's suggestion. */
  suggest(id: string, foreground: string): void {
    const row = this.rows.get(id);
    if (!row || row.gone || row.state === "accepted" || row.state === "fixed") return;
    const { mask } = masked("suggested", foreground);
    this.#keep(id, mask);
    this.rows.set(id, { ...row, state: "suggested", mask, version: row.version + 1 });
    this.#writers.set(id, { ...this.#writers.get(id), mask: 0 });
  }

  #keep(id: string, mask: Row["mask"]): void {
    if (mask) this.#masks.set(id, [...(this.#masks.get(id) ?? []), mask]);
  }

  #step(user: number, change: Change, made: Map<string, number>): Outcome["result"] {
    const id = change.object_id;
    const arrived = this.#arrived.get(change.id);
    const row = this.rows.get(id);
    const expected = made.get(id) ?? change.version ?? null;
    if (arrived !== undefined) {
      made.set(id, expected === null || arrived === expected + 1 ? arrived : expected);
      return "stored";
    }
    const next = nextRow(change, row, user, this.#masks.get(id) ?? []);
    if (next === "missing" || next === "stale") return next;
    const creates = change.kind === "draw" || change.kind === "restore";
    const parts = row && !next.gone ? fields.filter((part) => !sameField(part, row, next)) : [...fields];
    if (row && !creates && row.gone === next.gone && parts.length === 0) {
      made.set(id, row.version === expected ? row.version : (expected ?? row.version));
      return "stored";
    }
    if (row && !creates && row.gone && next.gone) return "stored";
    if (row && !creates && row.version !== expected) return "stale";
    const version = (row?.version ?? 0) + 1;
    this.#keep(id, next.mask);
    this.rows.set(id, { ...next, version });
    this.#arrived.set(change.id, version);
    const last = this.#writers.get(id) ?? {};
    this.log.push({ change: change.id, object: id, parts, before: row && !row.gone ? row : null, last });
    const written = next.gone ? [] : parts; // what is deleted stays as those before made it
    const chosenBy = next.mask?.by ?? 0; // undone: nobody's again, or theirs who chose it
    const author = (part: Field) => (part === "mask" && next.state === "suggested" ? chosenBy : user);
    this.#writers.set(id, { ...last, ...Object.fromEntries(written.map((part) => [part, author(part)])) });
    made.set(id, version);
    return "stored";
  }
}

function nextRow(change: Change, row: Row | undefined, user: number, had: Row["mask"][]): Row | "missing" | "stale" {
  if (change.kind === "draw" || change.kind === "restore") return created(change, row);
  if (!row || (row.gone && change.kind !== "delete")) return "missing";
  switch (change.kind) {
    case "delete":
      return { ...row, gone: true };
    case "accept":
      if (change.mask && change.candidate == null && row.state !== "suggested") return "stale";
      if (change.mask) return { ...row, state: "accepted", mask: madeBy(user, { ...change.mask, uncertain: null }) };
      return row.state === "accepted" || row.state === "suggested"
        ? { ...row, state: "accepted", mask: row.mask && { ...row.mask, uncertain: null, by: user } }
        : "stale";
    case "reject":
      return { ...row, state: "drawn", mask: null };
    case "fix":
      return { ...row, state: "fixed", mask: madeBy(user, change) };
    case "edit":
      return drawnAnew(change, row);
    case "revert":
      return reverted(change, drawnAnew(change, row), user, had);
    case "choose":
      if (row.state === "accepted" || row.state === "fixed" || !change.mask) return "stale";
      return { ...row, state: "suggested", mask: madeBy(user, change.mask) };
  }
}

type Pixels = { rect: number[]; foreground: string; uncertain?: string | null; ignored?: string | null };

const madeBy = (by: number, { rect, foreground, uncertain = null, ignored = null }: Pixels): Row["mask"] => ({
  ...{ id: 1, origin: "human", round: null, certainty: null, looks: null, by },
  ...{ rect, foreground, uncertain, ignored },
});

/** The extreme points after a change: those it names, none for an empty list, else those of an unchanged box. */
function spanned({ box, points }: { box?: number[] | null; points?: number[][] | null }, row: Row | undefined) {
  if (points) return points.length > 0 ? points : null;
  return !box || String(box) === String(row?.box) ? (row?.points ?? null) : null;
}

function created(change: Change & { kind: "draw" | "restore" }, row: Row | undefined): Row | "stale" {
  const { class_id, box, truncated, difficult, occluded } = change;
  const flags = { truncated: truncated ?? false, difficult: difficult ?? false, occluded: occluded ?? false };
  const next = {
    ...stored(row),
    ...flags,
    id: change.object_id,
    class_id,
    box,
    gone: false,
    points: spanned(change, row),
  };
  if (!row || row.gone) return next;
  return fields.every((part) => part === "mask" || sameField(part, row, next)) ? { ...row } : "stale";
}

function drawnAnew(change: Change & { kind: "edit" | "revert" }, row: Row): Row {
  const { class_id, box, truncated, difficult, occluded } = change;
  const wanted = Object.entries({ class_id, box, truncated, difficult, occluded });
  const drawn = Object.fromEntries(wanted.filter(([, value]) => value !== undefined && value !== null));
  return { ...row, ...drawn, points: spanned(change, row) };
}

/** A suggestion comes back as whoever made it. */
function reverted({ decision }: Change & { kind: "revert" }, row: Row, user: number, had: Row["mask"][]): Row {
  if (!decision) return row;
  const { state, mask: earlier } = decision;
  const made = earlier ? madeBy(user, earlier) : null;
  const next = { ...row, state, mask: made };
  const first = state === "suggested" && had.find((mask) => sameMask(next, { ...next, mask }));
  return { ...next, mask: first || made };
}
