/**
 * Seconds of active work, and apart from them seconds of waiting for a suggestion. Active is time with input at most 15 s
 * ago while the page is seen; waiting is from asking to painting.
 */

const PAUSE = 15_000; // ms without input after which nobody works

export type Spent = { readonly active: number; readonly waiting: number };

export class Activity {
  readonly #now: () => number;
  #counted: number;
  #input: number;
  #isWaiting = false;
  #isHidden = false;
  #spent = { active: 0, waiting: 0 };
  #total = 0;

  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
    this.#counted = this.#input = now();
  }

  /** Hears the person and the page's being seen; returns how to stop. */
  listen(): () => void {
    const seen = () => this.hide(document.hidden);
    const inputs = ["pointermove", "pointerdown", "keydown", "wheel"];
    for (const input of inputs) addEventListener(input, this.touch, { passive: true, capture: true });
    document.addEventListener("visibilitychange", seen);
    return () => {
      for (const input of inputs) removeEventListener(input, this.touch, { capture: true });
      document.removeEventListener("visibilitychange", seen);
    };
  }

  /** The person moved or pressed something. */
  touch = (): void => {
    this.#count();
    this.#input = this.#now();
  };

  /** Whether the person waits for a suggestion from now on. */
  wait(isWaiting: boolean): void {
    this.#count();
    if (this.#isWaiting && !isWaiting) this.#input = this.#now(); // looking at what came is work
    this.#isWaiting = isWaiting;
  }

  /** Whether the page is hidden from now on. */
  hide(isHidden: boolean): void {
    this.#count();
    if (this.#isHidden && !isHidden) this.#input = this.#now();
    this.#isHidden = isHidden;
  }

  /** Whether the person did something in the last `seconds`. */
  lately = (seconds: number): boolean => this.#now() - this.#input < seconds * 1000;

  /** Seconds since the last call of this. */
  take(): Spent {
    this.touch(); // who takes it has just done something
    const { active, waiting } = this.#spent;
    this.#spent = { active: 0, waiting: 0 };
    return { active: active / 1000, waiting: waiting / 1000 };
  }

  /** Active seconds since the beginning. */
  total(): number {
    return this.#total / 1000;
  }

  #count(): void {
    const [from, now] = [this.#counted, this.#now()];
    this.#counted = now;
    if (this.#isHidden) return;
    if (this.#isWaiting) {
      this.#spent.waiting += now - from;
      return;
    }
    const active = Math.max(0, Math.min(now, this.#input + PAUSE) - from);
    this.#spent.active += active;
    this.#total += active;
  }
}
