/** Objects of the shown image that the server told to be newer than what is known here, until they were fetched. */

const most = 100; // in one request

type Options = {
  /** The version of an object that is known here; undefined: none. */
  known: (object: string) => number | undefined;
  /** Whether changes of the object are on their way: their answer says how it is then. */
  held: (object: string) => boolean;
  /** Fetches objects; does not fail. */
  fetch: (objects: readonly string[]) => Promise<void>;
};

export class Outdated {
  readonly #options: Options;
  readonly #heard = new Map<string, number>();
  #fetching = false;

  constructor(options: Options) {
    this.#options = options;
  }

  /** An object was changed, to this version. */
  hear(object: string, version: number): void {
    this.#heard.set(object, Math.max(version, this.#heard.get(object) ?? 0));
    void this.look();
  }

  /** Fetches what is newer than known and not on its way, one request after the other; for whenever either may have changed. */
  async look(): Promise<void> {
    if (this.#fetching) return;
    this.#fetching = true;
    await null; // until all that came at once is in
    for (let next = this.#take(); next.length > 0; next = this.#take()) await this.#options.fetch(next);
    this.#fetching = false;
  }

  /** Another image is shown. */
  clear(): void {
    this.#heard.clear();
  }

  #take(): string[] {
    const { known, held } = this.#options;
    for (const [object, version] of this.#heard) {
      const here = known(object);
      if (here !== undefined && here >= version) this.#heard.delete(object);
    }
    const next = [...this.#heard.keys()].filter((object) => !held(object)).slice(0, most);
    for (const object of next) this.#heard.delete(object);
    return next;
  }
}
