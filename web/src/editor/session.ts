/** The open document and everything that changes it: edits of a person with their undo history, and news of the server. */

import { apply, type Document, type EditorObject, emptyDocument, find, merge, type Patch } from "./document";
import type { Size } from "./geometry";
import { type Entry, Histories, History } from "./history";
import { Inbox, type News } from "./inbox";
import { type Intent, intentsOf, type Source } from "./intents";
import type { Remark } from "./remark";
import { untouched } from "./untouched";

/** `patch` is empty for news of the server. */
export type EditorChange = { readonly source: Source | "server"; readonly label: string; readonly patch: Patch };

export type SessionListener = {
  /** What one step has to save, in this order. */
  readonly onIntents: (intents: readonly Intent[]) => void;
  readonly onChange?: (change: EditorChange) => void;
  readonly onRemark?: (remark: Remark) => void;
};

export class Session {
  document: Document = emptyDocument;
  /** The shell lets nobody change the picture's objects. */
  closed = false;
  /** The document as it was once, while that is looked at. */
  past: Document | null = null;
  readonly #histories = new Histories();
  #history = new History();
  readonly #inbox = new Inbox();
  readonly #listener: SessionListener;
  readonly #changed: () => void;

  /** `changed` is called after every change of the document, before the listener hears of it. */
  constructor(listener: SessionListener, changed: () => void) {
    this.#listener = listener;
    this.#changed = changed;
  }

  /** Another picture's objects. Undo goes on where it was when the picture, told by its id, was left; without one it starts anew. */
  open(size: Size, objects: readonly EditorObject[], readOnly: boolean, id: number | null): void {
    this.document = { size, objects };
    this.closed = readOnly;
    this.past = null;
    this.#history = id === null ? new History() : this.#histories.of(id);
    this.#inbox.clear();
  }

  get readOnly(): boolean {
    return this.closed || this.past !== null;
  }

  /** The objects that are looked at. */
  get objects(): readonly EditorObject[] {
    return (this.past ?? this.document).objects;
  }

  /** News of the server; those about the object in `busy` wait until `settle`. */
  receive(news: News, busy: string | null): void {
    this.#take(this.#inbox.admit(news, this.document.objects, busy));
  }

  /** Take the news that waited. */
  settle(): void {
    this.receive(this.#inbox.release(), null);
  }

  /** The shell stored the intent as this version of the object (or gave it up). */
  saved(intent: Intent, version: number): void {
    this.#inbox.saved(intent.object.id);
    const object = find(this.document, intent.object.id);
    if (object) this.document = merge(this.document, [{ ...object, version }]);
    this.#changed();
  }

  /** Apply a patch as one undo step; an empty one does nothing. */
  commit(label: string, patch: Patch): void {
    if (patch.length === 0 || this.readOnly) return;
    this.#history.push({ label, patch });
    this.#apply({ label, patch }, "user");
  }

  undo(): void {
    this.#travel(() => this.#history.undo(), "undo");
  }

  redo(): void {
    this.#travel(() => this.#history.redo(), "redo");
  }

  get canUndo(): boolean {
    return this.#history.canUndo;
  }

  get canRedo(): boolean {
    return this.#history.canRedo;
  }

  /** Intents the shell has not saved yet. */
  get unsaved(): number {
    return this.#inbox.unsaved;
  }

  #travel(step: () => Entry | null, source: "undo" | "redo"): void {
    // An entry may have nothing left to do, when the server removed its objects meanwhile: go on to the next one.
    for (let entry = step(); entry; entry = step()) {
      if (apply(this.document, entry.patch) === this.document) continue;
      this.#applyUntouched(entry, source);
      return;
    }
  }

  #applyUntouched({ label, patch: whole }: Entry, source: "undo" | "redo"): void {
    const patch = untouched(this.document, whole);
    const left = whole.length - patch.length;
    if (apply(this.document, patch) === this.document) this.#skip(source);
    else {
      this.#history.renew(source, asFound(this.document, whole));
      this.#apply({ label, patch }, source);
      if (left > 0) this.#listener.onRemark?.({ kind: `${source}-partly`, left });
    }
  }

  #skip(source: "undo" | "redo"): void {
    this.#history.forget(source);
    this.#changed();
    this.#listener.onRemark?.({ kind: `${source}-skipped` });
  }

  #apply({ label, patch }: Entry, source: Source): void {
    const before = this.document;
    this.document = apply(before, patch);
    const intents = intentsOf(patch, before, this.document, source);
    for (const { object } of intents) this.#inbox.emitted(object.id);
    this.#changed();
    this.#listener.onChange?.({ source, label, patch });
    if (intents.length > 0) this.#listener.onIntents(intents);
  }

  #take({ newer, removed }: News): void {
    if (newer.length === 0 && removed.length === 0) return;
    this.document = merge(this.document, newer, removed);
    this.#changed();
    this.#listener.onChange?.({ source: "server", label: "", patch: [] });
  }
}

/** The patch, with what it takes away as it is: a suggestion came meanwhile, which the server brings back with the object. */
function asFound(document: Document, patch: Patch): Patch {
  return patch.map((change) =>
    change.kind === "remove" ? { ...change, object: find(document, change.id) ?? change.object } : change,
  );
}
