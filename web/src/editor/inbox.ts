/** What arrives from the server while people work: decides which news may touch the document now, later or not at all. */

import type { EditorObject } from "./document";

export type News = { readonly newer: readonly EditorObject[]; readonly removed: readonly string[] };

export class Inbox {
  /** Intents per object that the shell has not saved yet. */
  #unsaved = new Map<string, number>();
  /** News about the object a drag or stroke is working on; null means that it was removed. */
  #waiting = new Map<string, EditorObject | null>();

  /** An intent about this object went out. */
  emitted(id: string): void {
    this.#unsaved.set(id, (this.#unsaved.get(id) ?? 0) + 1);
  }

  /** The shell saved an intent about this object, or gave it up. */
  saved(id: string): void {
    const left = (this.#unsaved.get(id) ?? 0) - 1;
    if (left > 0) this.#unsaved.set(id, left);
    else this.#unsaved.delete(id);
  }

  get unsaved(): number {
    return [...this.#unsaved.values()].reduce((sum, count) => sum + count, 0);
  }

  /**
   * The part of the news to apply now. Objects with unsaved local changes are left out (the server's answer to the save
   * supersedes the news), those in `busy` wait for `release`, and older versions than the `known` ones are dropped.
   */
  admit(news: News, known: readonly EditorObject[], busy: string | null): News {
    for (const object of news.newer) if (object.id === busy) this.#waiting.set(object.id, object);
    for (const id of news.removed) if (id === busy) this.#waiting.set(id, null);
    const versions = new Map(known.map((object) => [object.id, object.version]));
    const free = (id: string) => id !== busy && !this.#unsaved.has(id);
    return {
      newer: news.newer.filter((object) => free(object.id) && object.version >= (versions.get(object.id) ?? 0)),
      removed: news.removed.filter(free),
    };
  }

  /** The news that waited for the end of a drag or stroke; admit them again. */
  release(): News {
    const waiting = [...this.#waiting];
    this.#waiting.clear();
    return {
      newer: waiting.flatMap(([, object]) => object ?? []),
      removed: waiting.filter(([, object]) => object === null).map(([id]) => id),
    };
  }

  clear(): void {
    this.#unsaved.clear();
    this.#waiting.clear();
  }
}
