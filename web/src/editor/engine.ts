/** The editor without a screen: session, selection, settings, camera and tools put together, driven by Input or by tests. */

import { type Command, type CommandHandler, makeActions } from "./actions";
import { Camera } from "./camera";
import type { ClassInfo } from "./classes";
import { boxesLike } from "./clipboard";
import { type Display, defaultDisplay, shown } from "./display";
import { type Document, type EditorObject, find, type Patch } from "./document";
import { add } from "./edits";
import type { Rule } from "./fixes";
import { type Box, type Handle, type ImagePoint, type ScreenPoint, type Size, union } from "./geometry";
import type { Intent } from "./intents";
import { type KeyedAction, type Keymap, usualKeymap } from "./keymap";
import { KeyPointer } from "./keypointer";
import { type Minimap, minimapIn } from "./minimap";
import { pointerArea } from "./outlines";
import { handleAt, objectsAt } from "./picking";
import { type Ask, Previews } from "./preview";
import type { Remark } from "./remark";
import { Selection } from "./selection";
import { Session, type SessionListener } from "./session";
import { defaultSettings, type Settings, withChanges } from "./settings";
import { StateStore, snapshotOf } from "./state";
import { makeTools, TOOLS, type ToolId } from "./tools";
import type { Draft, Tool, ToolHost } from "./tools/tool";

export type EngineOptions = SessionListener & {
  readonly onAsk?: Ask;
  readonly classes: readonly ClassInfo[];
  readonly commands?: Partial<Record<Command, CommandHandler>>;
  /** Makes ids of new objects: UUIDs. */
  readonly newId: () => string;
};

export class Engine implements ToolHost {
  readonly camera = new Camera(() => this.redraw());
  readonly keyPointer = new KeyPointer(this);
  readonly session: Session;
  readonly selection: Selection;
  readonly previews: Previews;
  readonly commands: Partial<Record<Command, CommandHandler>>;
  readonly state: StateStore;
  classes: readonly ClassInfo[];
  keymap: Keymap = usualKeymap;
  actions: readonly KeyedAction[];
  settings: Settings;
  display: Display = defaultDisplay;
  peeking = false;
  /** Where a pen draws, fingers only move the picture: the hand that holds it would paint. */
  penSeen = false;
  /** What was copied last; it outlives the picture. */
  clipboard: readonly EditorObject[] = [];
  toolId: ToolId = "box";
  /** Where the pointer is on the canvas, for crosshair and brush outline. */
  pointer: ScreenPoint | null = null;
  /** Called when something to see changed; `area` as in ToolHost.redraw. */
  onRedraw: (area?: Box) => void = () => {};
  readonly newId: () => string;
  readonly remark: (remark: Remark) => void;
  readonly #tools: Record<ToolId, Tool>;

  constructor({ classes, commands = {}, newId, onAsk, ...listener }: EngineOptions) {
    this.session = new Session(listener, () => this.#documentChanged());
    this.selection = new Selection(this.session, () => this.#selectionChanged());
    this.previews = new Previews(this, onAsk);
    this.commands = commands;
    this.classes = classes;
    this.newId = newId;
    this.remark = listener.onRemark ?? (() => {});
    this.settings = { ...defaultSettings, class: classes[0]?.id ?? 1 };
    this.#tools = makeTools(this);
    this.actions = makeActions(this);
    this.state = new StateStore(snapshotOf(this));
  }

  /** Show another picture's objects. What was being drawn is committed first; undo goes on where it was in the picture of this id. */
  open(size: Size, objects: readonly EditorObject[], readOnly = false, id: number | null = null): void {
    this.finish();
    this.session.open(size, objects, readOnly, id);
    this.selection.clear();
    if (readOnly) this.toolId = "select";
    this.camera.show(size);
  }

  /** Keep what is being drawn and what is previewed, as far as it can be kept. */
  finish(): void {
    this.#leaveTool();
    this.previews.keep();
  }

  /** The same picture may, or may no more, be changed; view, selection and undo stay. What was being drawn is committed first. */
  setReadOnly(readOnly: boolean): void {
    if (readOnly === this.session.closed) return;
    this.finish();
    this.session.closed = readOnly;
    if (readOnly) this.toolId = "select";
    this.redraw();
  }

  /** Look at how the objects were once, in the place of how they are; null: at how they are. Nothing changes meanwhile. */
  lookBack(past: readonly EditorObject[] | null): void {
    if (past && this.session.past === null) {
      this.finish();
      this.select(null);
      this.toolId = "select";
    }
    this.session.past = past && { ...this.document, objects: past };
    this.redraw();
  }

  /** News of the server about some objects; see the README for what is taken when. */
  receive(newer: readonly EditorObject[], removed: readonly string[] = []): void {
    this.session.receive({ newer, removed }, this.draft?.objectId ?? null);
  }

  saved(intent: Intent, version: number): void {
    this.session.saved(intent, version);
  }

  /** Take the news that waited for the end of a drag or stroke. Input calls it after every event. */
  settle(): void {
    if (!this.busy) this.session.settle();
  }

  commit(label: string, patch: Patch): void {
    if (!this.drafting) this.tool.forget?.();
    this.session.commit(label, patch);
  }

  /** Change each selected object by one of the edits, all as one undo step. */
  editSelected(label: string, edit: (object: EditorObject) => Patch): void {
    if (this.canEdit) this.commit(label, this.selection.editable.flatMap(edit));
  }

  /** Draw the boxes of other objects that are not there yet, and select them; returns how many. */
  addBoxes(others: readonly EditorObject[]): number {
    const made = boxesLike(others, this.document, this.newId);
    this.commit("Copy boxes", add(this.document, made));
    if (made.length > 0) this.selection.pick(made.map(({ id }) => id));
    return made.length;
  }

  get canUndo(): boolean {
    return this.drafting || this.previews.current !== null || this.tool.canUncancel === true || this.session.canUndo;
  }

  undo(): void {
    if (this.drafting) void this.tool.stepBack();
    else if (this.previews.current) this.previews.show(null);
    else if (this.tool.canUncancel) void this.tool.stepBack();
    else this.session.undo();
  }

  redo(): void {
    if (this.drafting || !this.session.canRedo) this.tool.redo?.();
    else {
      if (this.tool.canUncancel) this.tool.forget?.();
      this.session.redo();
    }
  }

  run(id: string): boolean {
    const action = this.actions.find((candidate) => candidate.id === id);
    if (!action?.enabled()) return false;
    action.run();
    this.settle();
    return true;
  }

  setTool(id: ToolId): void {
    if (this.readOnly && !TOOLS[id].looksOnly) return;
    this.#leaveTool();
    this.toolId = id;
    this.redraw();
  }

  /** A press of the keyboard's pointer ends with what it did. */
  #leaveTool(): void {
    this.tool.leave();
    this.keyPointer.letGo();
  }

  set(changes: Partial<Settings>): void {
    this.settings = withChanges(this.settings, changes);
    this.redraw();
  }

  /** Change how things are shown. */
  show(changes: Partial<Display>): void {
    this.display = shown(this.display, changes);
    this.redraw();
  }

  setKeymap(keymap: Keymap): void {
    this.keymap = keymap;
    this.actions = makeActions(this);
    this.redraw();
  }

  /** Other names, colours, keys, order: what is drawn goes on. The first class stands in for the chosen one that is gone. */
  setClasses(classes: readonly ClassInfo[]): void {
    this.classes = classes;
    this.actions = makeActions(this);
    const known = classes.some(({ id }) => id === this.settings.class);
    this.set(known ? {} : { class: classes[0]?.id ?? 1 });
  }

  peek(on: boolean): void {
    this.peeking = on;
    this.redraw();
  }

  select(id: string | null): void {
    this.selection.pick(id === null ? [] : [id]);
  }

  /** Select an object and bring it into sight. */
  visit(id: string | undefined): void {
    const object = find(this.document, id ?? null);
    if (!object) return;
    this.select(object.id);
    this.camera.reveal(object.box);
  }

  get document(): Document {
    return this.session.document;
  }

  /** The document as it is to be seen. */
  get shown(): Document {
    return this.session.past ?? this.previews.document;
  }

  get readOnly(): boolean {
    return this.session.readOnly;
  }

  get tool(): Tool {
    return this.#tools[this.toolId];
  }

  get draft(): Draft | null {
    return this.tool.draft;
  }

  get drafting(): boolean {
    return this.draft !== null;
  }

  /** A drag, stroke or polygon works on an object; edits of objects have to wait for its end. */
  get busy(): boolean {
    return (this.draft?.objectId ?? null) !== null;
  }

  get selected(): EditorObject | undefined {
    return this.selection.focus;
  }

  /** Not while something is drawn: who draws looks at that, not at what is selected. */
  get canEdit(): boolean {
    return !this.drafting && this.selection.editable.length > 0;
  }

  get rule(): Rule {
    return { neighbours: this.settings.neighbours, locked: this.selection.marks.locked };
  }

  get minimap(): Minimap | null {
    const { display, draft, document } = this;
    const { view, canvas } = this.camera;
    return minimapIn({ display, draft, view, canvas, document });
  }

  get pixelScale(): number {
    return this.camera.view.scale;
  }

  objectsAt(point: ImagePoint): readonly EditorObject[] {
    return objectsAt(this.selection.visible, point, this.camera.view);
  }

  handleAt(point: ScreenPoint): Handle | null {
    const focus = this.selection.editable.find(({ id }) => id === this.selected?.id);
    return focus ? handleAt(focus.box, point, this.camera.view) : null;
  }

  /** The pointer is here, or nowhere on the canvas; crosshair and brush outline follow it. */
  hover(pointer: ScreenPoint | null): void {
    const area = () => pointerArea(this.pointer, TOOLS[this.toolId].aim, this.settings, this.camera.view);
    const before = area();
    this.pointer = pointer;
    const after = area();
    this.onRedraw(this.keyPointer.on ? undefined : before && after && union(before, after));
  }

  redraw(area?: Box): void {
    this.state.publish(snapshotOf(this));
    this.onRedraw(area);
  }

  #documentChanged(): void {
    this.previews.refresh();
    this.selection.refresh();
    this.redraw();
  }

  #selectionChanged(): void {
    this.previews.follow();
    this.redraw();
  }
}
