/** Seconds of active work: time between a person's moves, long pauses left out. */

const pause = 20_000;

export class Activity {
  #last = performance.now();
  #active = 0;

  /** The person moved or pressed something. */
  touch = (): void => {
    const now = performance.now();
    if (now - this.#last < pause) this.#active += now - this.#last;
    this.#last = now;
  };

  /** Seconds since the last call of this. */
  take(): number {
    this.touch();
    const seconds = this.#active / 1000;
    this.#active = 0;
    return seconds;
  }
}
