/** Undo and redo: patches that were applied, and those taken back. One entry per action of a person. */

import { invert, type Patch } from "./document";

export type Entry = { readonly label: string; readonly patch: Patch };

const LONGEST = 500;

export class History {
  #done: Entry[] = [];
  #undone: Entry[] = [];

  /** Remember an applied entry; what was undone before cannot be redone any more. */
  push(entry: Entry): void {
    this.#done = [...this.#done, entry].slice(-LONGEST);
    this.#undone = [];
  }

  /** The entry that takes the last action back, or null. */
  undo(): Entry | null {
    const entry = this.#done.pop();
    if (!entry) return null;
    this.#undone.push(entry);
    return { label: entry.label, patch: invert(entry.patch) };
  }

  /** The entry that repeats what was last undone, or null. */
  redo(): Entry | null {
    const entry = this.#undone.pop();
    if (!entry) return null;
    this.#done.push(entry);
    return entry;
  }

  /** Forget the entry that `undo` or `redo` gave last: it cannot be applied any more. */
  forget(source: "undo" | "redo"): void {
    (source === "undo" ? this.#undone : this.#done).pop();
  }

  /** The patch that `undo` or `redo` gave last, with the objects that it takes away as they are now: so they come back. */
  renew(source: "undo" | "redo", patch: Patch): void {
    const stack = source === "undo" ? this.#undone : this.#done;
    const entry = stack.pop();
    if (entry) stack.push({ label: entry.label, patch: source === "undo" ? invert(patch) : patch });
  }

  /** Keep only the last entries. */
  shorten(longest: number): void {
    this.#done = this.#done.slice(-longest);
    this.#undone = this.#undone.slice(-longest);
  }

  get canUndo(): boolean {
    return this.#done.length > 0;
  }

  get canRedo(): boolean {
    return this.#undone.length > 0;
  }
}

const MOST_PICTURES = 32;
const LONGEST_LEFT = 50;

/** The histories of the pictures opened last, by their ids: who comes back to one can undo what they did there. */
export class Histories {
  readonly #kept = new Map<number, History>();

  of(picture: number): History {
    for (const left of this.#kept.values()) left.shorten(LONGEST_LEFT);
    const history = this.#kept.get(picture) ?? new History();
    this.#kept.delete(picture);
    this.#kept.set(picture, history); // the one opened last stands last
    for (const oldest of [...this.#kept.keys()].slice(0, -MOST_PICTURES)) this.#kept.delete(oldest);
    return history;
  }
}
