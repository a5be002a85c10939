/**
 * Keeps the image on the canvas as the server has it: fetches the objects that live events tell of, or the whole image. One request
 * at a time, and what is heard meanwhile is judged after its answer: an older answer is never the last word.
 */
import { OfflineError } from "../../api/errors";
import type { ImageObject, ImageOpened } from "../../api/types";
import type { Gallery } from "./gallery";

const most = 100; // objects in one request, see the route
const waitAtMost = 4_000; // ms until it is looked again although nothing was heard

type News = { version: number; deleted: boolean };

type Options = {
  gallery: Pick<Gallery, "cached" | "fetch" | "fetchObjects">;
  /** Whether changes of the object are on their way: their answer says how it is then. */
  held: (object: string) => boolean;
  /** Whether what is new to the person in the image is asked for, too. */
  asks: (image: number) => boolean;
  /** The whole image came. */
  take: (image: ImageOpened) => void;
  /** Some objects of it came, and the ids of those that were deleted. */
  receive: (image: ImageOpened, objects: readonly ImageObject[], deleted: readonly string[]) => void;
  fail: (problem: unknown) => void;
};

export class Freshness {
  readonly #options: Options;
  #image = 0;
  /** Another one with each image that is shown: what was asked for an earlier one is not wanted any more. */
  #visit = 0;
  readonly #heard = new Map<string, News>();
  #whole = false;
  #waiting: (() => void)[] = [];
  #working = false;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(options: Options) {
    this.#options = options;
  }

  /** Another image is on the canvas; 0: none is. */
  open(image: number): void {
    if (image === this.#image) return;
    this.#image = image;
    this.#visit += 1;
    this.#heard.clear();
    this.#whole = false;
    for (const done of this.#waiting.splice(0)) done();
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  /** Fetches the whole image; resolves when that was tried. */
  refresh(): Promise<void> {
    if (this.#image === 0) return Promise.resolve();
    this.#whole = true;
    const tried = new Promise<void>((resolve) => this.#waiting.push(resolve));
    void this.look();
    return tried;
  }

  /** The server told that an object was changed, to this version. */
  hear(object: string, version: number, deleted: boolean): void {
    if ((this.#heard.get(object)?.version ?? 0) < version) this.#heard.set(object, { version, deleted });
    void this.look();
  }

  /** Fetches what is to be fetched; for whenever something was heard or stored. */
  async look(): Promise<void> {
    if (this.#working) return;
    this.#working = true;
    await null; // until all changes of one answer of the outbox are settled
    while (await this.#step());
    this.#working = false;
  }

  /** Looks again in a while, should no news come. */
  lookLater(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      void this.refresh();
    }, waitAtMost);
  }

  /** One request; false when nothing is to be fetched, or nothing can be now. */
  async #step(): Promise<boolean> {
    if (this.#image === 0) return false;
    if (this.#whole) return this.#fetchWhole();
    const next = this.#next();
    return next.length > 0 && this.#fetchObjects(next);
  }

  /** What is newer than known and not on its way. */
  #next(): string[] {
    const { gallery, held } = this.#options;
    const known = new Map(gallery.cached(this.#image)?.objects.map(({ id, version }) => [id, version]));
    const free = [...this.#heard].filter(([object]) => !held(object));
    for (const [object, { version, deleted }] of free) {
      const here = known.get(object);
      if (here === undefined ? deleted : here >= version) this.#heard.delete(object);
    }
    return [...this.#heard.keys()].filter((object) => !held(object)).slice(0, most);
  }

  /** What was heard before an answer was asked for is in it, unless the outbox had the last word on that object. */
  #forget(answered: ReadonlyMap<string, News>): void {
    for (const [id, news] of answered) if (this.#heard.get(id) === news) this.#heard.delete(id);
  }

  async #fetchWhole(): Promise<boolean> {
    const [image, visit, waiting] = [this.#image, this.#visit, this.#waiting];
    this.#whole = false;
    this.#waiting = [];
    const goesOn = await this.#tryWhole(image, () => visit === this.#visit);
    for (const done of waiting) done();
    return goesOn || visit !== this.#visit;
  }

  async #tryWhole(image: number, wanted: () => boolean): Promise<boolean> {
    const { gallery, held, asks, take, fail } = this.#options;
    const heard = new Map([...this.#heard].filter(([object]) => !held(object)));
    try {
      const found = await gallery.fetch(image, asks(image));
      if (!wanted()) return true;
      take(found);
      this.#forget(heard);
      return true;
    } catch (problem) {
      if (!wanted()) return false;
      if (problem instanceof OfflineError) this.lookLater();
      else {
        this.#heard.clear();
        fail(problem);
      }
      return false;
    }
  }

  async #fetchObjects(ids: readonly string[]): Promise<boolean> {
    const { gallery, receive } = this.#options;
    const [image, visit] = [this.#image, this.#visit];
    const asked = new Map([...this.#heard].filter(([id]) => ids.includes(id)));
    try {
      const objects = await gallery.fetchObjects(image, ids);
      const known = gallery.cached(image);
      if (visit !== this.#visit || !known) return true;
      this.#forget(asked);
      const there = new Set(objects.map(({ id }) => id));
      const deleted = ids.filter((id) => !there.has(id));
      receive(known, objects, deleted);
    } catch {
      if (visit === this.#visit) this.#whole = true; // it tells what is wrong, or tries again later
    }
    return true;
  }
}
