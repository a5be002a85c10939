/** What the page may show of the editor: one immutable snapshot, published when something in it changes. */

import type { Display } from "./display";
import type { EditorObject, Pixel } from "./document";
import type { Engine } from "./engine";
import type { KeyedAction } from "./keymap";
import type { Marks } from "./marks";
import type { Preview } from "./preview";
import type { Settings } from "./settings";
import type { ToolId } from "./tools";

export type EditorState = Settings & {
  /** With the keys that run them now. */
  readonly actions: readonly KeyedAction[];
  readonly display: Display;
  readonly tool: ToolId;
  /** Id of the object in focus. */
  readonly selection: string | null;
  readonly selectedIds: readonly string[];
  readonly marks: Marks;
  readonly objects: readonly EditorObject[];
  /** Device pixels per picture pixel: 1 is 100 %. */
  readonly scale: number;
  readonly peeking: boolean;
  /** Somebody used a pen on this page. */
  readonly penSeen: boolean;
  /** The mask that is shown on an object before anybody decided. */
  readonly preview: Preview | null;
  /** A mask that pins guide is on its way and accepted when it comes. */
  readonly accepting: boolean;
  readonly readOnly: boolean;
  /** The pixel of the picture where the keyboard's pointer rests; null while it is off. */
  readonly pointing: Pixel | null;
  /** Something is being drawn and not committed yet. */
  readonly drafting: boolean;
  readonly canUndo: boolean;
  readonly canRedo: boolean;
  /** Intents the shell has not saved yet. */
  readonly unsaved: number;
};

export function snapshotOf(engine: Engine): EditorState {
  const { settings, actions, display, selection, session, previews } = engine;
  return {
    ...settings,
    actions,
    display,
    tool: engine.toolId,
    selection: selection.focus?.id ?? null,
    selectedIds: selection.ids,
    marks: selection.marks,
    objects: session.objects,
    scale: engine.camera.scale,
    peeking: engine.peeking,
    penSeen: engine.penSeen,
    preview: previews.current,
    accepting: previews.accepting,
    readOnly: session.readOnly,
    pointing: engine.keyPointer.resting,
    drafting: engine.drafting,
    canUndo: session.canUndo,
    canRedo: session.canRedo,
    unsaved: session.unsaved,
  };
}

/** Fits React's useSyncExternalStore; both functions may be passed around unbound. */
export class StateStore {
  #snapshot: EditorState;
  readonly #listeners = new Set<() => void>();

  constructor(first: EditorState) {
    this.#snapshot = first;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly getSnapshot = (): EditorState => this.#snapshot;

  /** Make this the snapshot and tell everybody, unless nothing changed. */
  publish(next: EditorState): void {
    const keys = Object.keys(next) as (keyof EditorState)[];
    if (keys.every((key) => next[key] === this.#snapshot[key])) return;
    this.#snapshot = next;
    for (const listener of this.#listeners) listener();
  }
}
