/** Which objects are selected: any number; the one picked last is in focus and shows its handles. */

export class Selection {
  #ids: readonly string[] = [];

  /** In the order they were picked. */
  get ids(): readonly string[] {
    return this.#ids;
  }

  get focus(): string | null {
    return this.#ids.at(-1) ?? null;
  }

  /** Select exactly these. */
  pick(ids: readonly string[]): void {
    this.#ids = [...new Set(ids)];
  }

  /** Select one more, or no longer. */
  toggle(id: string): void {
    this.#ids = this.#ids.includes(id) ? this.#ids.filter((other) => other !== id) : [...this.#ids, id];
  }

  /** Forget the ones that are gone. */
  keep(exists: (id: string) => boolean): void {
    if (!this.#ids.every(exists)) this.#ids = this.#ids.filter(exists);
  }
}
