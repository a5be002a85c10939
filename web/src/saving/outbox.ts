/**
 * Sends changes to the server in the order they were made, keeps them until the server has them, and retries for as long as it
 * takes. Changes of one object that both sides made wait for a person's word; everything else goes on.
 */
import { ApiError, wordsOf } from "../api/errors";
import type { ImageObject } from "../api/types";
import { uuid } from "../editor";
import { type Batch, nextBatch } from "./batch";
import { type Entry, sameObject } from "./entry";
import { isFault, isGone, isOutage } from "./failures";
import type { Journal } from "./journal";
import { judge, onto } from "./rebase";
import type { Applied, Outcome } from "./requests";

/**
 * A change that needs a word: `current` is what the server has (null: deleted, undefined: it refused without saying).
 * `lost`: the image is gone, and with it as many changes, about which it is asked once.
 */
export type Conflict = { entry: Entry; current: ImageObject | null | undefined; reason: string | null; lost?: number };

export type OutboxState = {
  waiting: number;
  /** How many of them are on no disk: closing the page would lose them. */
  unkept: number;
  /** Whether the browser lets us keep anything; false once it refused. */
  keeps: boolean;
  line: "up" | "down" | "signed-out";
  conflicts: readonly Conflict[];
};

/** Hears what became of an entry. `object`: what is stored now (null: deleted, undefined: not known). */
export type Settled = (entry: Entry, object: ImageObject | null | undefined, outcome: "stored" | "dropped") => void;

type Send = (entries: Batch) => Promise<Applied>;

const retryAfter = [500, 1_000, 2_000, 4_000, 8_000];
const patience = 3; // times that something which breaks the server, or this page, is sent again

/** Whether the entry waits for the word on the conflict. */
const concerns = ({ entry, lost }: Conflict, other: Entry) =>
  other.object === entry.object || (lost !== undefined && other.image === entry.image);

export class Outbox {
  #queue: Entry[] = [];
  /** How many entries of the queue each object has. */
  readonly #held = new Map<string, number>();
  #conflicts: Conflict[] = [];
  /** What the server last answered about the objects in the queue; null: deleted. */
  readonly #answered = new Map<string, ImageObject | null>();
  /** Objects that somebody else changed too: their changes go one by one, each judged by what the one before made. */
  readonly #careful = new Set<string>();
  /** A request was refused as a whole: changes go one by one until the bad one is found. */
  #single = false;
  #line: OutboxState["line"] = "up";
  #keeps = true;
  #sending = false;
  #failures = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  readonly #listeners = new Set<() => void>();
  readonly #settled = new Set<Settled>();
  #state: OutboxState = { waiting: 0, unkept: 0, keeps: true, line: "up", conflicts: [] };
  readonly #journal: Journal;
  readonly #send: Send;

  constructor(journal: Journal, send: Send) {
    this.#journal = journal;
    this.#send = send;
  }

  subscribe = (listener: () => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  getSnapshot = () => this.#state;

  /** Calls `settled` for every entry that leaves; returns how to stop. */
  onSettled(settled: Settled): () => void {
    this.#settled.add(settled);
    return () => this.#settled.delete(settled);
  }

  /** Takes a change: writes it down, and sends it when its turn comes, for the server may be quicker than the disk. */
  add(entry: Entry): void {
    this.#journal.add(entry).then(
      (sequence) => this.#kept(entry, sequence),
      () => this.#notKept(),
    );
    this.#enter([entry]);
    this.#changed();
    this.#work();
  }

  /** Takes entries that an earlier page wrote down and could not send. */
  replay(entries: readonly Entry[]): void {
    const known = new Set(this.#queue.map((entry) => entry.id));
    this.#enter(entries.filter((entry) => !known.has(entry.id)));
    this.#changed();
    this.#work();
  }

  /** Whether changes of this object are still on their way. */
  holds = (object: string) => this.#held.has(object);

  /** The changes of an image's objects that are still on their way, in order. */
  entriesOf = (image: number) => this.#queue.filter((entry) => entry.image === image);

  /** Tries at once, for example when the network is back or the person has signed in again. */
  wake = () => {
    clearTimeout(this.#timer);
    this.#failures = 0;
    this.#line = "up";
    this.#changed();
    this.#work();
  };

  /** Resolves when nothing is waiting any more, or at once when nothing can be sent now. What is being tried again may arrive. */
  drained(): Promise<boolean> {
    const tries = () => this.#state.line === "up" || this.#sending;
    const still = () => this.#state.waiting > 0 && tries() && this.#next() !== null;
    return new Promise((resolve) => {
      if (!still()) return resolve(this.#state.waiting === 0);
      const stop = this.subscribe(() => {
        if (still()) return;
        stop();
        resolve(this.#state.waiting === 0);
      });
    });
  }

  /** A person's word on a conflict: send mine on top of what is there, or take theirs. */
  settle(conflict: Conflict, choice: "mine" | "theirs"): void {
    const { entry, current } = conflict;
    if (!this.#conflicts.includes(conflict)) return; // a double click
    this.#conflicts = this.#conflicts.filter((other) => other !== conflict);
    if (choice === "theirs") {
      for (const lost of this.#queue.filter((other) => concerns(conflict, other)))
        this.#leave(lost, current, "dropped");
      const waits = new Set(this.#queue.map(({ id }) => id));
      this.#conflicts = this.#conflicts.filter((other) => waits.has(other.entry.id));
    } else if (current === null) {
      this.#revive(entry);
    } else if (current) {
      this.#answered.delete(entry.object); // the person has judged
      this.#replace(onto(entry, current));
    }
    this.#changed();
    this.#work();
  }

  /** Brings a deleted object back in front of the changes that need it. */
  #revive(entry: Entry): void {
    const { sequence: _, ...same } = entry;
    const restore: Entry = { ...same, id: uuid(), kind: "restore", base: null, version: null };
    this.#answered.delete(entry.object);
    const place = this.#queue.findIndex(({ id }) => id === entry.id);
    this.#enter([restore], place);
  }

  #next(): Batch | null {
    const waits = (entry: Entry) => this.#conflicts.some((conflict) => concerns(conflict, entry));
    const blocked = new Set(this.#conflicts.length > 0 ? this.#queue.filter(waits).map(({ object }) => object) : []);
    return nextBatch(this.#queue, blocked, this.#careful, this.#single);
  }

  async #work(): Promise<void> {
    if (this.#sending) return;
    this.#sending = true;
    try {
      await null; // until all that one key does is in the queue
      for (let batch = this.#next(); batch && this.#line !== "signed-out"; batch = this.#next()) {
        if (!(await this.#attempt(batch)) && this.#line !== "up") break; // up: somebody woke it meanwhile
      }
    } finally {
      this.#sending = false; // in one breath with the last look at the queue: nothing slips in between unsent
      this.#changed();
    }
  }

  /** Sends some entries; false when there is no use in sending more now. */
  async #attempt(batch: Batch): Promise<boolean> {
    const [first, ...more] = this.#ready(batch);
    if (first) {
      try {
        this.#answer(await this.#send([first, ...more]));
      } catch (problem) {
        return this.#failed([first, ...more], problem);
      }
    }
    this.#changed();
    return true;
  }

  /** The entries made from what the server answered last about their objects; without those that cannot go like that. */
  #ready(batch: Batch): Entry[] {
    const closed = new Set<string>();
    return batch.flatMap((entry) => {
      if (closed.has(entry.object)) return [];
      const answered = this.#answered.get(entry.object);
      const goes = answered === undefined || this.#rebase(entry, answered);
      if (!goes || this.#careful.has(entry.object)) closed.add(entry.object);
      return goes ? this.#queue.filter(({ id }) => id === entry.id) : [];
    });
  }

  #answer({ outcomes, objects }: Applied): void {
    const byId = new Map(objects.map((object) => [object.id, object]));
    for (const outcome of outcomes) {
      const entry = this.#queue.find(({ id }) => id === outcome.id);
      if (entry) this.#conclude(entry, outcome, byId.get(entry.object) ?? null);
    }
    this.#failures = 0;
    this.#single = false;
    this.#line = "up";
  }

  #conclude(entry: Entry, { result, why }: Outcome, object: ImageObject | null): void {
    if (result === "stored") this.#leave(entry, object, "stored");
    else if (result === "refused") this.#conflicts = [...this.#conflicts, { entry, current: undefined, reason: why }];
    else if (result !== "skipped") {
      this.#rebase(entry, object);
    }
  }

  #failed(batch: Batch, problem: unknown): boolean {
    if (problem instanceof ApiError && problem.status === 401) {
      this.#line = "signed-out";
      return false;
    }
    if (isOutage(problem) || (isFault(problem) && this.#failures < patience)) return this.#later();
    if (!(problem instanceof ApiError)) console.error(problem);
    this.#failures = 0;
    this.#line = "up";
    if (isGone(problem)) this.#askOnce(batch[0], wordsOf(problem));
    else if (batch.length > 1) this.#single = true;
    else this.#conflicts = [...this.#conflicts, { entry: batch[0], current: undefined, reason: wordsOf(problem) }];
    this.#changed();
    return true;
  }

  #askOnce(entry: Entry, reason: string): void {
    this.#conflicts = [...this.#conflicts, { entry, current: undefined, reason, lost: 0 }];
  }

  /** How many changes go with a gone image: people may draw on it for as long as they do not say what is to become of them. */
  #count(conflict: Conflict): Conflict {
    const lost = conflict.lost === undefined ? undefined : this.entriesOf(conflict.entry.image).length;
    return lost === conflict.lost ? conflict : { ...conflict, lost };
  }

  #later(): boolean {
    this.#line = "down";
    const delay = retryAfter[Math.min(this.#failures, retryAfter.length - 1)];
    this.#failures += 1;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#work(), delay);
    return false;
  }

  /** Puts an entry on top of what is stored now; false when it waits for a word or has left. */
  #rebase(entry: Entry, current: ImageObject | null): boolean {
    const verdict = judge(entry, current);
    if (verdict === "ask") this.#conflicts = [...this.#conflicts, { entry, current, reason: null }];
    else if (verdict !== "send") this.#leave(entry, current, verdict === "done" ? "stored" : "dropped");
    else {
      this.#answered.delete(entry.object);
      if (current) this.#replace(onto(entry, current));
      if (current && !(entry.base && sameObject(entry.base, current))) this.#careful.add(entry.object);
    }
    return verdict === "send";
  }

  #enter(entries: readonly Entry[], place = this.#queue.length): void {
    this.#queue.splice(place, 0, ...entries);
    for (const { object } of entries) this.#held.set(object, (this.#held.get(object) ?? 0) + 1);
  }

  #replace(entry: Entry): void {
    this.#queue = this.#queue.map((other) => (other.id === entry.id ? entry : other));
  }

  #leave(entry: Entry, object: ImageObject | null | undefined, outcome: "stored" | "dropped"): void {
    const queue = this.#queue.filter((other) => other.id !== entry.id);
    if (queue.length === this.#queue.length) return; // it has left already
    this.#queue = queue;
    const more = (this.#held.get(entry.object) ?? 1) - 1;
    if (more > 0) this.#held.set(entry.object, more);
    else this.#held.delete(entry.object);
    if (!this.holds(entry.object)) this.#forget(entry.object);
    else if (object !== undefined) this.#answered.set(entry.object, object);
    if (entry.sequence !== undefined) this.#journal.remove(entry.sequence).catch(() => {}); // sending it twice is harmless
    for (const settled of this.#settled) settled(entry, object, outcome);
  }

  #forget(object: string): void {
    this.#answered.delete(object);
    this.#careful.delete(object);
  }

  #kept(entry: Entry, sequence: number): void {
    const waiting = this.#queue.find(({ id }) => id === entry.id);
    if (waiting) waiting.sequence = sequence;
    else this.#journal.remove(sequence).catch(() => {}); // it left while it was written
    this.#changed();
  }

  #notKept(): void {
    this.#keeps = false; // it is sent all the same
    this.#changed();
  }

  #changed(): void {
    const unkept = this.#queue.filter((entry) => entry.sequence === undefined).length;
    const { length: waiting } = this.#queue;
    this.#conflicts = this.#conflicts.map((conflict) => this.#count(conflict));
    this.#state = { waiting, unkept, keeps: this.#keeps, line: this.#line, conflicts: this.#conflicts };
    for (const listener of this.#listeners) listener();
  }
}
