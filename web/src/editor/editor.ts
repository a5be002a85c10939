/** The editor on a canvas: wires the engine to DOM events and repaints when something changed. */

import type { ClassInfo } from "./classes";
import type { Companion } from "./company";
import type { Display } from "./display";
import type { EditorObject } from "./document";
import { Engine, type EngineOptions } from "./engine";
import { type Box, type ScreenPoint, union } from "./geometry";
import { Input } from "./input";
import type { Intent } from "./intents";
import { listenToKeys } from "./keyboard";
import type { KeyedAction, Keymap } from "./keymap";
import { type Mark, toggled } from "./marks";
import { type Picture, WholePicture } from "./picture";
import { listenToPointer } from "./pointer";
import type { Preview } from "./preview";
import { Renderer, type Scene } from "./render";
import type { Settings } from "./settings";
import type { StateStore } from "./state";
import type { Theme } from "./theme";
import { TiledPicture, type TileSource } from "./tiled";
import { TOOLS, type ToolId } from "./tools";
import type { ToolKind } from "./tools/tool";
import { uuid } from "./uuid";

export type EditorOptions = Omit<EngineOptions, "newId"> & { readonly theme: Theme };

/** What to show: the picture (upright, width x height pixels) and its objects. `id` tells its undo history from others'. */
export type Opening = {
  readonly id?: number;
  readonly picture: ImageBitmap | HTMLImageElement | HTMLCanvasElement | OffscreenCanvas | TileSource;
  readonly width: number;
  readonly height: number;
  readonly objects: readonly EditorObject[];
  readonly readOnly?: boolean;
};

const CURSORS: Record<ToolKind["aim"], string> = {
  crosshair: "crosshair",
  cross: "crosshair",
  brush: "none",
  arrow: "default",
};

export class Editor {
  readonly #canvas: HTMLCanvasElement;
  readonly #engine: Engine;
  readonly #input: Input;
  readonly #renderer: Renderer;
  readonly #stop = new AbortController();
  readonly #resizes: ResizeObserver;
  #theme: Theme;
  #picture: Picture | null = null;
  #companions: readonly Companion[] = [];
  #commented: ReadonlySet<string> = new Set();
  #frame = 0;
  #painted: Box | null = null;
  #whole = true;

  constructor(canvas: HTMLCanvasElement, options: EditorOptions) {
    this.#canvas = canvas;
    this.#theme = options.theme;
    this.#engine = new Engine({ ...options, newId: uuid });
    this.#input = new Input(this.#engine);
    this.#renderer = new Renderer(canvas);
    this.#engine.onRedraw = (area) => this.#request(area);
    canvas.tabIndex = 0;
    canvas.style.touchAction = "none";
    const { keyPointer } = this.#engine;
    keyPointer.onStart = () => canvas.focus({ preventScroll: true });
    const leave = () => !keyPointer.on && this.#engine.hover(null);
    listenToPointer(canvas, this.#input, leave, this.#stop.signal);
    listenToKeys(canvas, this.#input, this.#stop.signal);
    this.#resizes = new ResizeObserver(() => this.#measure());
    this.#resizes.observe(canvas);
    this.#measure();
    this.#followScreen();
  }

  /** Show a picture. What was being drawn on the one before is committed first: its intents come before this returns. */
  open({ id, picture, width, height, objects, readOnly = false }: Opening): void {
    this.#engine.open({ width, height }, objects, readOnly, id);
    this.setPicture({ picture, width, height });
    this.#canvas.focus({ preventScroll: true });
  }

  /** The same picture from elsewhere, its tiles in the place of the whole: view, objects and undo stay. */
  setPicture({ picture, width, height }: Pick<Opening, "picture" | "width" | "height">): void {
    this.#picture?.close();
    const [size, ready] = [{ width, height }, () => this.#request()];
    this.#picture = "load" in picture ? new TiledPicture(picture, size, ready) : new WholePicture(picture, size, ready);
    this.#renderer.clear();
    this.#request();
  }

  get state(): StateStore {
    return this.#engine.state;
  }

  get actions(): readonly KeyedAction[] {
    return this.#engine.actions;
  }

  run(actionId: string): boolean {
    return this.#engine.run(actionId);
  }

  receive(objects: readonly EditorObject[], removed: readonly string[] = []): void {
    this.#engine.receive(objects, removed);
  }

  saved(intent: Intent, version: number): void {
    this.#engine.saved(intent, version);
  }

  /** Draw the boxes of other objects that are not there yet, and select them; returns how many. */
  addBoxes(others: readonly EditorObject[]): number {
    return this.#engine.addBoxes(others);
  }

  select(id: string | null): void {
    this.#engine.previews.afterAccepting(() => this.#engine.select(id));
  }

  /** Keep what is being drawn, for the person leaves: its intents come before this returns. */
  finish(): void {
    this.#engine.finish();
  }

  /** Where the pointer is on the canvas, in CSS pixels; null while it is elsewhere. */
  get pointer(): ScreenPoint | null {
    return this.#engine.pointer;
  }

  /** Select one more, or no longer. */
  toggle(id: string): void {
    this.#engine.previews.afterAccepting(() => this.#engine.selection.toggle(id));
  }

  /** Select an object and bring it into sight. */
  visit(id: string): void {
    this.#engine.previews.afterAccepting(() => this.#engine.visit(id));
  }

  /** Hide or lock an object, or no longer. */
  mark(mark: Mark, id: string): void {
    this.#engine.selection.mark(toggled(this.#engine.selection.marks, mark, [id]));
  }

  /** Show a mask on its object before anybody decided; null shows what the object has. */
  preview(preview: Preview | null): void {
    this.#engine.previews.show(preview);
  }

  setTool(id: ToolId): void {
    this.#engine.previews.afterAccepting(() => this.#engine.setTool(id));
  }

  set(changes: Partial<Settings>): void {
    this.#engine.set(changes);
  }

  /** Change how things are shown. */
  show(changes: Partial<Display>): void {
    this.#engine.show(changes);
  }

  /** The colour an object has on the canvas now. */
  colorOf(object: EditorObject): string {
    return this.#renderer.colorOf(object, this.#scene());
  }

  setKeymap(keymap: Keymap): void {
    this.#engine.setKeymap(keymap);
  }

  setClasses(classes: readonly ClassInfo[]): void {
    this.#engine.setClasses(classes);
  }

  setReadOnly(readOnly: boolean): void {
    this.#engine.setReadOnly(readOnly);
  }

  /** Look at earlier objects of the picture; null: back to now. */
  lookBack(past: readonly EditorObject[] | null): void {
    this.#engine.lookBack(past);
  }

  /** Show what others have selected. */
  accompany(companions: readonly Companion[]): void {
    this.#companions = companions;
    this.#request();
  }

  /** Mark the objects with an open comment. */
  markCommented(objects: ReadonlySet<string>): void {
    this.#commented = objects;
    this.#request();
  }

  setTheme(theme: Theme): void {
    this.#theme = theme;
    this.#request();
  }

  destroy(): void {
    this.#stop.abort();
    this.#resizes.disconnect();
    cancelAnimationFrame(this.#frame);
    this.#picture?.close();
    this.#renderer.clear();
  }

  #measure(): void {
    const { width, height } = this.#canvas.getBoundingClientRect();
    this.#engine.camera.resize({ width: Math.max(width, 1), height: Math.max(height, 1) }, window.devicePixelRatio);
  }

  /** A window that comes to a screen of finer pixels may keep its size. */
  #followScreen(): void {
    const same = window.matchMedia(`(resolution: ${window.devicePixelRatio}dppx)`);
    const changed = () => {
      this.#measure();
      this.#followScreen();
    };
    same.addEventListener("change", changed, { once: true, signal: this.#stop.signal });
  }

  #request(area?: Box): void {
    if (area === undefined) this.#whole = true;
    else this.#painted = this.#painted ? union(this.#painted, area) : area;
    if (this.#frame === 0 && !this.#stop.signal.aborted) this.#frame = requestAnimationFrame(() => this.#paint());
  }

  #paint(): void {
    this.#frame = 0;
    const [painted, whole] = [this.#painted, this.#whole];
    [this.#painted, this.#whole] = [null, false];
    const { aim } = this.#input;
    this.#canvas.style.cursor =
      aim === "pan" ? "grab" : aim === "minimap" ? "pointer" : CURSORS[TOOLS[this.#engine.toolId].aim];
    if (!this.#renderer.paint(this.#scene(), painted, whole)) this.#request();
  }

  #scene(): Scene {
    const { shown, classes, camera, selected, draft, toolId, settings, pointer, peeking, readOnly } = this.#engine;
    const { selection, display, keyPointer } = this.#engine;
    const { view, canvas, dpr } = camera;
    const seen = {
      picture: this.#picture,
      theme: this.#theme,
      companions: this.#companions,
      commented: this.#commented,
      tool: toolId,
      display,
      pointing: keyPointer.on,
      selectedIds: selection.ids,
      ...selection.marks,
    };
    return {
      ...seen,
      document: shown,
      classes,
      view,
      canvas,
      dpr,
      selected,
      draft,
      settings,
      pointer,
      peeking,
      readOnly,
    };
  }
}
