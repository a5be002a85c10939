/**
 * Sends changes to the server in the order they were made, keeps them until the server has them, and retries for as long as it
 * takes. Changes of one object that both sides made wait for a person's word; everything else goes on.
 */
import { ApiError, OfflineError, wordsOf } from "../api/errors";
import type { ImageObject } from "../api/types";
import type { Entry } from "./entry";
import type { Journal } from "./journal";
import { judge } from "./rebase";

/** A change that needs a word: `current` is what the server has (null: deleted, undefined: it refused without saying). */
export type Conflict = { entry: Entry; current: ImageObject | null | undefined; reason: string | null };

export type OutboxState = { waiting: number; line: "up" | "down" | "signed-out"; conflicts: readonly Conflict[] };

/** Hears what became of an entry. `object`: what is stored now (null: deleted, undefined: not known). */
export type Settled = (entry: Entry, object: ImageObject | null | undefined, outcome: "stored" | "dropped") => void;

type Send = (entry: Entry, version: number | null) => Promise<ImageObject | null>;

const retryAfter = [500, 1_000, 2_000, 4_000, 8_000];

export class Outbox {
  /** What the server has stored of each object, as far as this page knows; null: deleted. */
  readonly known = new Map<string, ImageObject | null>();
  #queue: Entry[] = [];
  #conflicts: Conflict[] = [];
  #line: OutboxState["line"] = "up";
  #sending = false;
  #failures = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #journaled = new Map<Entry, Promise<void>>();
  #listeners = new Set<() => void>();
  #settled = new Set<Settled>();
  #state: OutboxState = { waiting: 0, line: "up", conflicts: [] };
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

  /** Takes a change: writes it down, then sends it when its turn comes. */
  add(entry: Entry): void {
    const written = this.#journal.add(entry).then((sequence) => {
      entry.sequence = sequence;
    });
    this.#journaled.set(
      entry,
      written.catch(() => {}),
    ); // a full disk must not keep it from being sent
    this.#queue.push(entry);
    this.#changed();
    this.#work();
  }

  /** Takes entries that an earlier page wrote down and could not send. */
  replay(entries: readonly Entry[]): void {
    this.#queue.push(...entries);
    this.#changed();
    this.#work();
  }

  /** Whether changes of this object are still on their way. */
  holds = (object: string) => this.#queue.some((entry) => entry.object === object);

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

  /** Resolves when nothing is waiting any more, or at once when nothing can be sent now. */
  drained(): Promise<boolean> {
    const still = () => this.#state.waiting > 0 && this.#state.line === "up" && this.#next() !== undefined;
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
    this.#conflicts = this.#conflicts.filter((other) => other !== conflict);
    if (choice === "theirs") {
      for (const lost of this.#queue.filter((other) => other.object === entry.object))
        this.#leave(lost, current, "dropped");
    } else if (current === null) {
      this.#revive(entry);
    } else if (current) {
      this.known.set(entry.object, current);
    }
    this.#changed();
    this.#work();
  }

  /** Brings a deleted object back in front of the changes that need it. */
  #revive(entry: Entry): void {
    const { sequence: _, ...same } = entry;
    this.known.delete(entry.object);
    this.#queue.splice(this.#queue.indexOf(entry), 0, { ...same, kind: "restore", base: null });
  }

  #next(): Entry | undefined {
    return this.#queue.find((entry) => this.#conflicts.every((conflict) => conflict.entry.object !== entry.object));
  }

  async #work(): Promise<void> {
    if (this.#sending) return;
    this.#sending = true;
    for (let entry = this.#next(); entry && this.#line !== "signed-out"; entry = this.#next()) {
      await this.#journaled.get(entry);
      if (!(await this.#attempt(entry))) break;
    }
    this.#sending = false;
    this.#changed();
  }

  /** Sends one entry; false when there is no use in sending more now. */
  async #attempt(entry: Entry): Promise<boolean> {
    const stored = this.known.has(entry.object) ? this.known.get(entry.object) : entry.base;
    try {
      this.#leave(entry, await this.#send(entry, stored?.version ?? null), "stored");
      this.#failures = 0;
      this.#line = "up";
    } catch (problem) {
      return this.#failed(entry, problem);
    }
    this.#changed();
    return true;
  }

  #failed(entry: Entry, problem: unknown): boolean {
    if (!(problem instanceof ApiError) || problem.status >= 500 || problem.status === 429) {
      if (!(problem instanceof ApiError) && !(problem instanceof OfflineError)) console.error(problem);
      return this.#later();
    }
    if (problem.status === 401) {
      this.#line = "signed-out";
      return false;
    }
    if (problem.status === 412) this.#rebase(entry, problem.current as ImageObject);
    else if (problem.status === 404) this.#rebase(entry, null);
    else this.#conflicts = [...this.#conflicts, { entry, current: undefined, reason: wordsOf(problem) }];
    this.#changed();
    return true;
  }

  #later(): boolean {
    this.#line = "down";
    const delay = retryAfter[Math.min(this.#failures, retryAfter.length - 1)];
    this.#failures += 1;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#work(), delay);
    return false;
  }

  #rebase(entry: Entry, current: ImageObject | null): void {
    const verdict = judge(entry, current);
    if (verdict === "ask") this.#conflicts = [...this.#conflicts, { entry, current, reason: null }];
    else if (verdict === "send") this.known.set(entry.object, current);
    else this.#leave(entry, current, verdict === "done" ? "stored" : "dropped");
  }

  #leave(entry: Entry, object: ImageObject | null | undefined, outcome: "stored" | "dropped"): void {
    if (object !== undefined) this.known.set(entry.object, object);
    this.#queue = this.#queue.filter((other) => other !== entry);
    this.#journaled.delete(entry);
    if (entry.sequence !== undefined) this.#journal.remove(entry.sequence).catch(() => {}); // sending it twice is harmless
    for (const settled of this.#settled) settled(entry, object, outcome);
  }

  #changed(): void {
    this.#state = { waiting: this.#queue.length, line: this.#line, conflicts: this.#conflicts };
    for (const listener of this.#listeners) listener();
  }
}
