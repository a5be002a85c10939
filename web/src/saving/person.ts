/** For tests: somebody with an open page (canvas, undo, outbox and journal), and a line to the server that the test holds. */
import { OfflineError } from "../api/errors";
import type { ImageObject } from "../api/types";
import { type EditorObject, invert, type Patch } from "../editor/document";
import { untouched } from "../editor/untouched";
import {
  changed,
  type Entry,
  type EntryKind,
  fields,
  pick,
  sameField,
  sameObject,
  type Wanted,
  wantedOf,
} from "./entry";
import { type ModelServer, Paper } from "./model";
import { Outbox } from "./outbox";
import type { Applied } from "./requests";

/** An object on somebody's canvas, the server's version that it shows, and who chose its mask. */
type Local = { wanted: Wanted; version: number; by: number | null };

/** A change of theirs; undefined: the object was not there. */
type Deed = { id: string; before: Wanted | undefined; after: Wanted | undefined };

const changes = ({ before, after }: Deed) =>
  fields.filter((part) => before && after && !sameField(part, before, after));

/** What the editor's history has of it. */
function patchOf(deed: Deed): Patch {
  const { id, before, after } = deed;
  if (!before) return after ? [{ kind: "add", id, object: seen(id, after), index: 0 }] : [];
  if (!after) return [{ kind: "remove", id, object: seen(id, before), index: 0 }];
  const parts = changes(deed);
  const named = (wanted: Wanted) => ({
    ...pick(wanted, parts),
    ...(parts.includes("class_id") && { class: wanted.class_id }),
  });
  return [{ kind: "set", id, before: named(before), after: named(after) } as unknown as Patch[number]];
}

/** An object as the editor has it. */
const seen = (id: string, { class_id, ...wanted }: Wanted, by: number | null = null): EditorObject =>
  ({ ...wanted, id, class: class_id, origin: null, by, version: 1 }) as unknown as EditorObject;

type Pending = { entries: readonly Entry[]; resolve: (applied: Applied) => void; reject: (problem: Error) => void };

/** Somebody with an open page: their canvas, outbox and journal, and a line to the server that the test holds. */
export class Person {
  readonly journal = new Paper();
  readonly canvas = new Map<string, Local>();
  /** The states of its object that they had before their eyes when they made or confirmed a change. */
  readonly knew = new Map<string, (Wanted | ImageObject)[]>();
  readonly settled = new Set<string>();
  readonly made = new Set<string>();
  #intents = new Map<string, { before: Local | null; after: Wanted }>();
  #waiting: Pending | null = null;
  outbox: Outbox;
  #page = 0;

  constructor(
    readonly user: number,
    readonly server: ModelServer,
  ) {
    this.outbox = this.#open();
    this.look();
  }

  #open(): Outbox {
    this.#page += 1;
    const page = this.#page;
    const alive = () => page === this.#page;
    const forever = new Promise<never>(() => {});
    const journal = {
      add: (entry: Entry) => (alive() ? this.journal.add(entry) : forever),
      remove: (sequence: number) => (alive() ? this.journal.remove(sequence) : forever),
      all: () => this.journal.all(),
    };
    const send = (entries: readonly Entry[]) =>
      new Promise<Applied>((resolve, reject) => {
        if (alive()) this.#waiting = { entries, resolve, reject };
      });
    const outbox = new Outbox(journal, send);
    outbox.onSettled((entry, object) => alive() && this.#hear(entry, object));
    return outbox;
  }

  /** The page dies, and another one starts with what is in the journal. */
  async crash(): Promise<void> {
    this.#waiting = null;
    this.#done = [];
    this.#intents.clear();
    this.outbox = this.#open();
    this.canvas.clear();
    this.outbox.replay(await this.journal.all());
    this.look();
    for (const entry of this.outbox.entriesOf(1)) this.#show(entry);
  }

  /** What a page that opens puts on its canvas: the stored object with the unsent change on top. */
  #show(entry: Entry): void {
    const stored = this.server.get(entry.object);
    const by = stored?.mask?.by ?? null;
    const below = this.canvas.get(entry.object)?.wanted ?? (stored && wantedOf(stored));
    const wanted = below && entry.base ? { ...below, ...pick(entry.wanted, changed(entry)) } : entry.wanted;
    if (entry.kind === "delete") this.canvas.delete(entry.object);
    else this.canvas.set(entry.object, { wanted, version: stored?.version ?? 0, by });
  }

  /** News arrives: the canvas takes what it has no unsent changes of. */
  look(): void {
    for (const id of this.server.rows.keys()) {
      if (this.outbox.holds(id)) continue;
      const object = this.server.get(id);
      if (object) this.#take(object);
      else this.canvas.delete(id);
    }
  }

  #take(object: ImageObject): void {
    this.canvas.set(object.id, { wanted: wantedOf(object), version: object.version, by: object.mask?.by ?? null });
  }

  #hear(entry: Entry, object: ImageObject | null | undefined): void {
    this.settled.add(entry.id);
    const local = this.canvas.get(entry.object);
    const intent = this.#intents.get(entry.id);
    if (local && intent && object) {
      const asLeft = sameObject(intent.after, object);
      this.canvas.set(entry.object, { ...local, version: asLeft ? object.version : (intent.before?.version ?? 0) });
    }
    if (this.busy || this.outbox.holds(entry.object)) return; // in a drag the canvas takes no news
    if (object) this.#take(object);
    else if (object === null) this.canvas.delete(entry.object);
  }

  /** In a drag. */
  busy = false;
  readonly drawn = new Set<string>();

  do(kind: EntryKind, id: string, after: Wanted): void {
    const before = this.canvas.get(id) ?? null;
    if ((kind === "edit" || kind === "choose") && before && sameObject(before.wanted, after)) return; // the editor says nothing of it
    this.#done.push({ id, before: before?.wanted, after: kind === "delete" ? undefined : after });
    this.#change(kind, id, after, before ? [before.wanted] : []);
  }

  #done: Deed[] = [];

  /** Takes the last change back, unless the editor finds that somebody else changed the object since. */
  undo(): void {
    const deed = this.#done.pop();
    if (!deed) return;
    const { id, before, after } = deed;
    const local = this.canvas.get(id);
    const now = local?.wanted;
    const document = { size: { width: 100, height: 100 }, objects: local ? [seen(id, local.wanted, local.by)] : [] };
    if (untouched(document, invert(patchOf(deed))).length === 0) return;
    if (now && before && after) this.#change("revert", id, { ...now, ...pick(before, changes(deed)) }, [after]);
    else if (now && after) this.#change("delete", id, now, [after]);
    else if (!now && before) this.#change("restore", id, before, []);
  }

  /** `knew`: what they had before their eyes; for an undo only what they left. */
  #change(kind: EntryKind, id: string, after: Wanted, knew: Wanted[]): void {
    const before = this.canvas.get(id) ?? null;
    const change = `${this.user}-${this.made.size}`;
    this.knew.set(change, knew);
    this.made.add(change);
    this.#intents.set(change, { before, after });
    if (kind === "delete") this.canvas.delete(id);
    else this.canvas.set(id, { wanted: after, version: before?.version ?? 0, by: before?.by ?? null });
    const about = { id: change, tab: "t", user: this.user, project: 1, image: 1, object: id, kind, seconds: 0 };
    this.outbox.add({ ...about, wanted: after, base: before?.wanted ?? null, version: before?.version || null });
  }

  /** What happens to the request on the line. */
  line(what: "arrives" | "answer is lost" | "is down"): void {
    const waiting = this.#waiting;
    if (!waiting) this.outbox.wake();
    if (!waiting) return;
    this.#waiting = null;
    const applied = what === "is down" ? null : this.server.apply(waiting.entries);
    if (what === "arrives" && applied) waiting.resolve(applied);
    else waiting.reject(new OfflineError());
  }

  /** Answers a question; what was shown in it is known from then on. */
  settle(choice: "mine" | "theirs"): void {
    const [conflict] = this.outbox.getSnapshot().conflicts;
    if (!conflict) return;
    const { entry, current } = conflict;
    for (const { id } of this.outbox.entriesOf(1).filter(({ object }) => object === entry.object))
      this.knew.get(id)?.push(...(current ? [current] : []));
    this.outbox.settle(conflict, choice);
  }
}
