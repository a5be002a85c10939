/** The editor without a screen: document, history, selection, tools and settings, driven by Input or by tests. */

import { type Action, type Command, makeActions } from "./actions";
import { Camera } from "./camera";
import { apply, type Document, type EditorObject, emptyDocument, find, merge, type Patch } from "./document";
import { add, drawnObject, type Neighbours } from "./edits";
import {
  type Box,
  boxFromCorners,
  clamp,
  type Handle,
  type ImagePoint,
  type ScreenPoint,
  type Size,
  union,
} from "./geometry";
import { type Entry, History } from "./history";
import { Inbox, type News } from "./inbox";
import { type Intent, intentsOf, type Source } from "./intents";
import { further, handleAt, nextSuggestion, objectsAt } from "./picking";
import { type EditorState, StateStore } from "./state";
import { BoxTool } from "./tools/box";
import { BrushTool } from "./tools/brush";
import { PolygonTool } from "./tools/polygon";
import { SelectTool } from "./tools/select";
import type { Draft, Tool, ToolHost, ToolId } from "./tools/tool";
import { toImage } from "./view";

export type ClassInfo = {
  readonly index: number;
  readonly name: string;
  readonly color: string;
  readonly key?: string | null;
};

/** `patch` is empty for news of the server. */
export type EditorChange = { readonly source: Source | "server"; readonly label: string; readonly patch: Patch };

export type EngineOptions = {
  readonly classes: readonly ClassInfo[];
  readonly commands?: Partial<Record<Command, () => void>>;
  readonly onIntent: (intent: Intent) => void;
  readonly onChange?: (change: EditorChange) => void;
  /** Makes ids of new objects: UUIDs. */
  readonly newId: () => string;
};

const LARGEST_BRUSH = 2000;

export class Engine implements ToolHost {
  readonly camera = new Camera(() => this.redraw());
  readonly history = new History();
  readonly commands: Partial<Record<Command, () => void>>;
  readonly state: StateStore;
  classes: readonly ClassInfo[];
  actions: readonly Action[];
  document: Document = emptyDocument;
  readOnly = false;
  class: number;
  brushSize = 20;
  neighbours: Neighbours = "overwrite";
  peeking = false;
  toolId: ToolId = "box";
  /** Where the pointer is on the canvas, for crosshair and brush outline. */
  pointer: ScreenPoint | null = null;
  /** Called when something to see changed; `area` as in ToolHost.redraw. */
  onRedraw: (area?: Box) => void = () => {};
  #selection: string | null = null;
  readonly #inbox = new Inbox();
  readonly #options: EngineOptions;
  readonly #tools: Record<ToolId, Tool>;

  constructor(options: EngineOptions) {
    this.#options = options;
    this.commands = options.commands ?? {};
    this.classes = options.classes;
    this.class = options.classes[0]?.index ?? 1;
    this.#tools = {
      select: new SelectTool(this),
      box: new BoxTool(this),
      brush: new BrushTool(this, false),
      erase: new BrushTool(this, true),
      polygon: new PolygonTool(this),
    };
    this.actions = makeActions(this);
    this.state = new StateStore(this.#snapshot());
  }

  /** Show another picture's objects. What was being drawn is committed first; undo starts anew. */
  open(size: Size, objects: readonly EditorObject[], readOnly = false): void {
    this.tool.leave();
    this.document = { size, objects };
    this.readOnly = readOnly;
    this.#selection = null;
    this.history.clear();
    this.#inbox.clear();
    if (readOnly) this.toolId = "select";
    this.camera.show(size);
  }

  /** News of the server about some objects; see the README for what is taken when. */
  receive(newer: readonly EditorObject[], removed: readonly string[] = []): void {
    this.#take(this.#inbox.admit({ newer, removed }, this.document.objects, this.draft?.objectId ?? null));
  }

  /** The shell stored the intent as this version of the object (or gave it up). */
  saved(intent: Intent, version: number): void {
    this.#inbox.saved(intent.object.id);
    const object = find(this.document, intent.object.id);
    if (object) this.document = merge(this.document, [{ ...object, version }]);
    this.redraw();
  }

  /** Take the news that waited for the end of a drag or stroke. Input calls it after every event. */
  settle(): void {
    if (this.draft?.objectId) return;
    this.#take(this.#inbox.admit(this.#inbox.release(), this.document.objects, null));
  }

  commit(label: string, patch: Patch): void {
    if (patch.length === 0 || this.readOnly) return;
    this.history.push({ label, patch });
    this.#apply({ label, patch }, "user");
  }

  /** Change the selected object by one of the edits. */
  editSelected(label: string, edit: (object: EditorObject) => Patch): void {
    if (this.selected && this.canEdit) this.commit(label, edit(this.selected));
  }

  addBoxes(boxes: readonly { box: Box; class: number }[]): void {
    const { size } = this.document;
    const clip = ([x0, y0, x1, y1]: Box) => boxFromCorners({ x: x0, y: y0 }, { x: x1, y: y1 }, size);
    const objects = boxes.map((one) => drawnObject(this.newId(), clip(one.box), one.class));
    this.commit("Copy boxes", add(this.document, objects));
  }

  undo(): void {
    if (this.drafting) void this.tool.stepBack();
    else this.#travel(() => this.history.undo(), "undo");
  }

  redo(): void {
    this.#travel(() => this.history.redo(), "redo");
  }

  run(id: string): boolean {
    const action = this.actions.find((candidate) => candidate.id === id);
    if (!action?.enabled()) return false;
    action.run();
    this.settle();
    return true;
  }

  setTool(id: ToolId): void {
    if (this.readOnly && id !== "select") return;
    this.tool.leave();
    this.toolId = id;
    this.redraw();
  }

  setClass(index: number): void {
    this.class = index;
    this.redraw();
  }

  setClasses(classes: readonly ClassInfo[]): void {
    this.classes = classes;
    this.actions = makeActions(this);
    if (!classes.some(({ index }) => index === this.class)) this.class = classes[0]?.index ?? 1;
    this.redraw();
  }

  setBrushSize(size: number): void {
    this.brushSize = clamp(Math.round(size), 1, LARGEST_BRUSH);
    this.redraw();
  }

  setNeighbours(neighbours: Neighbours): void {
    this.neighbours = neighbours;
    this.redraw();
  }

  peek(on: boolean): void {
    this.peeking = on;
    this.redraw();
  }

  select(id: string | null): void {
    this.#selection = find(this.document, id) ? id : null;
    this.redraw();
  }

  /** Select the object `by` places further in the list, round and round, and bring it into sight. */
  cycle(by: number): void {
    this.#visit(further(this.document.objects, this.#selection, by));
  }

  /** Select the first suggestion after the selected object, round and round. */
  selectNextSuggestion(): void {
    this.#visit(nextSuggestion(this.document.objects, this.#selection));
  }

  get suggestions(): readonly EditorObject[] {
    return this.document.objects.filter((object) => object.state === "suggested");
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
    return find(this.document, this.#selection);
  }

  get canEdit(): boolean {
    return !this.readOnly && !this.busy && this.selected !== undefined;
  }

  get pixelScale(): number {
    return this.camera.view.scale;
  }

  newId(): string {
    return this.#options.newId();
  }

  objectsAt(point: ImagePoint): readonly EditorObject[] {
    return objectsAt(this.document, point, this.camera.view);
  }

  handleAt(point: ScreenPoint): Handle | null {
    return this.selected && !this.readOnly ? handleAt(this.selected.box, point, this.camera.view) : null;
  }

  /** The pointer is here, or nowhere on the canvas; crosshair and brush outline follow it. */
  hover(pointer: ScreenPoint | null): void {
    const before = this.#brushArea();
    this.pointer = pointer;
    const after = this.#brushArea();
    if (this.toolId === "box") this.onRedraw();
    else if (before || after) this.onRedraw(union(before ?? after!, after ?? before!));
  }

  redraw(area?: Box): void {
    this.state.publish(this.#snapshot());
    this.onRedraw(area);
  }

  #visit(object: EditorObject | undefined): void {
    if (!object) return;
    this.select(object.id);
    this.camera.reveal(object.box);
  }

  #brushArea(): Box | null {
    if (this.pointer === null || (this.toolId !== "brush" && this.toolId !== "erase")) return null;
    const { x, y } = toImage(this.camera.view, this.pointer);
    const reach = this.brushSize / 2 + 1 + 4 / this.pixelScale;
    return [x - reach, y - reach, x + reach, y + reach];
  }

  #travel(step: () => Entry | null, source: Source): void {
    // An entry may have nothing left to do, when the server removed its objects meanwhile: go on to the next one.
    for (let entry = step(); entry; entry = step()) {
      if (apply(this.document, entry.patch) === this.document) continue;
      this.#apply(entry, source);
      return;
    }
  }

  #apply({ label, patch }: Entry, source: Source): void {
    const before = this.document;
    this.document = apply(before, patch);
    if (!this.selected) this.#selection = null;
    const intents = intentsOf(patch, before, this.document, source);
    for (const { object } of intents) this.#inbox.emitted(object.id);
    this.#options.onChange?.({ source, label, patch });
    for (const intent of intents) this.#options.onIntent(intent);
    this.redraw();
  }

  #take({ newer, removed }: News): void {
    if (newer.length === 0 && removed.length === 0) return;
    this.document = merge(this.document, newer, removed);
    if (!this.selected) this.#selection = null;
    this.#options.onChange?.({ source: "server", label: "", patch: [] });
    this.redraw();
  }

  #snapshot(): EditorState {
    return {
      tool: this.toolId,
      class: this.class,
      selection: this.#selection,
      objects: this.document.objects,
      brushSize: this.brushSize,
      neighbours: this.neighbours,
      scale: this.camera.scale,
      peeking: this.peeking,
      readOnly: this.readOnly,
      drafting: this.drafting,
      canUndo: this.history.canUndo,
      canRedo: this.history.canRedo,
      unsaved: this.#inbox.unsaved,
    };
  }
}
