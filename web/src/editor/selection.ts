/** What a person works on: the selected objects, the one picked last being in focus, and what is hidden and locked meanwhile. */

import { type EditorObject, find } from "./document";
import { type Marks, noMarks } from "./marks";
import type { Session } from "./session";

export class Selection {
  #ids: readonly string[] = [];
  #marks: Marks = noMarks;
  readonly #session: Session;
  readonly #changed: () => void;

  constructor(session: Session, changed: () => void) {
    this.#session = session;
    this.#changed = changed;
  }

  /** In the order they were picked. */
  get ids(): readonly string[] {
    return this.#ids;
  }

  get marks(): Marks {
    return this.#marks;
  }

  get focus(): EditorObject | undefined {
    return find(this.#session.document, this.#ids.at(-1) ?? null);
  }

  get objects(): readonly EditorObject[] {
    return this.#ids.flatMap((id) => find(this.#session.document, id) ?? []);
  }

  /** The selected objects that may be changed, the one in focus last: nobody changes what they do not see. */
  get editable(): readonly EditorObject[] {
    const { hidden, locked } = this.#marks;
    return this.#session.readOnly ? [] : this.objects.filter(({ id }) => !hidden.has(id) && !locked.has(id));
  }

  /** All objects that are not hidden. */
  get visible(): readonly EditorObject[] {
    const { objects } = this.#session;
    return this.#marks.hidden.size === 0 ? objects : objects.filter(({ id }) => !this.#marks.hidden.has(id));
  }

  /** Select exactly these, as far as they exist. */
  pick(ids: readonly string[]): void {
    this.#ids = [...new Set(ids)].filter((id) => find(this.#session.document, id));
    this.#changed();
  }

  /** Select one more, or no longer. */
  toggle(id: string): void {
    this.pick(this.#ids.includes(id) ? this.#ids.filter((other) => other !== id) : [...this.#ids, id]);
  }

  /** Hide or lock objects, or no longer. */
  mark(marks: Marks): void {
    this.#marks = marks;
    this.#changed();
  }

  /** Forget the ones that are gone. */
  refresh(): void {
    if (this.objects.length < this.#ids.length) this.#ids = this.objects.map(({ id }) => id);
  }

  clear(): void {
    [this.#ids, this.#marks] = [[], noMarks];
  }
}
