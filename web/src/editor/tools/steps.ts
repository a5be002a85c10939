/** The steps of a draft: each can be taken back, and repeated until another one is made. */

export class Steps<T> {
  #states: readonly T[];
  #at = 0;

  constructor(first: T) {
    this.#states = [first];
  }

  get now(): T {
    return this.#states[this.#at]!;
  }

  get canUndo(): boolean {
    return this.#at > 0;
  }

  get canRedo(): boolean {
    return this.#at < this.#states.length - 1;
  }

  push(next: T): void {
    this.#states = [...this.#states.slice(0, this.#at + 1), next];
    this.#at++;
  }

  undo(): void {
    this.#at = Math.max(this.#at - 1, 0);
  }

  redo(): void {
    this.#at = Math.min(this.#at + 1, this.#states.length - 1);
  }
}
