/** Turns pointer and key events into tool calls, panning, zooming and actions. Knows no DOM, so tests can drive it. */

import type { Action } from "./actions";
import type { Engine } from "./engine";
import { clamp, contains, distance, type ScreenPoint } from "./geometry";
import { onMinimap, pointOn } from "./minimap";
import { TOOLS } from "./tools";
import { CLICK_DISTANCE, type ToolPointer } from "./tools/tool";
import { toImage } from "./view";

/** `button`: 0 left, 1 middle, 2 right, 5 the eraser end of a pen; `position` in CSS pixels on the canvas. */
export type PointerInput = {
  readonly position: ScreenPoint;
  readonly button: number;
  readonly ctrl: boolean;
  readonly alt: boolean;
  readonly shift: boolean;
  /** A mouse when missing. */
  readonly device?: "mouse" | "touch" | "pen";
  /** How hard a pen is pressed, 0 to 1. */
  readonly pressure?: number;
};

const ERASER_END = 5;

/** Two fingers on the canvas. */
export type Fingers = readonly [ScreenPoint, ScreenPoint];

const middleOf = ([a, b]: Fingers): ScreenPoint => ({ x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 });

const ZOOM_PER_WHEEL_PIXEL = 0.0015;
/** So much further a pinched wheel pixel zooms, up to what a notch of a mouse wheel does, which may come with Ctrl, too. */
const PINCH_GAIN = 10;
const WHEEL_NOTCH = 100;
/** So much larger (to the power of e) the brush gets per pixel of Alt+right-drag. */
const GROWTH_PER_PIXEL = 0.01;

/** The least share of the brush that a pen paints with. */
const LIGHTEST = 0.1;

export class Input {
  #grip: "tool" | "pan" | "minimap" | "brush" | null = null;
  #first: ScreenPoint = { x: 0, y: 0 };
  #last: ScreenPoint = { x: 0, y: 0 };
  /** The pen was put down with its eraser end. */
  #erasing = false;
  #space: "up" | "held" | "used" = "up";
  /** The brush size as dragged, before it was rounded to `size`. */
  #brush = { size: 0, exact: 0 };
  readonly #held = new Set<Action>();
  readonly #engine: Engine;

  constructor(engine: Engine) {
    this.#engine = engine;
    engine.keyPointer.hand = this;
  }

  /** What the pointer would do where it is: pan, move the view in the minimap, or whatever the tool does. */
  get aim(): "pan" | "minimap" | "tool" {
    if (this.#grip === "pan" || this.#space !== "up") return "pan";
    const { pointer } = this.#engine;
    const pointed = this.#grip === null && pointer !== null && this.#overMinimap(pointer);
    return pointed || this.#grip === "minimap" ? "minimap" : "tool";
  }

  down(input: PointerInput): void {
    if (this.#engine.keyPointer.pressed) this.#engine.keyPointer.letGo();
    else if (this.#grip === null) this.#press(input);
  }

  #press(input: PointerInput): void {
    this.#first = this.#last = input.position;
    this.#engine.penSeen ||= input.device === "pen";
    this.#erasing = input.button === ERASER_END;
    if (this.#overMinimap(input.position)) this.#dragMinimap(input);
    else if (this.#pans(input)) this.#startPan();
    else if (input.button === 2 && input.alt) this.#grip = "brush";
    else if (input.button === 0 || this.#erasing || (input.button === 2 && TOOLS[this.#engine.toolId].secondButton)) {
      this.#grip = "tool";
      this.#engine.tool.down(this.#toolPointer(input));
    }
    if (this.#grip) this.#engine.camera.hold();
    this.#engine.settle();
  }

  move(input: PointerInput): void {
    this.#engine.hover(input.position);
    if (this.#grip === "minimap") this.#dragMinimap(input);
    else if (this.#grip === "pan") {
      this.#engine.camera.panBy(input.position.x - this.#last.x, input.position.y - this.#last.y);
      this.#last = input.position;
    } else if (this.#grip === "brush") {
      this.#growBrush((input.position.x - this.#last.x) * GROWTH_PER_PIXEL);
      this.#last = input.position;
    } else this.#engine.tool.move(this.#toolPointer(input));
  }

  up(input: PointerInput): void {
    if (this.#grip === "tool") this.#engine.tool.up(this.#toolPointer(input));
    else if (this.#grip === "pan" && input.device === "touch") this.#tap(input);
    this.#letGo();
    this.#engine.settle();
  }

  /** A second finger came down: what the first one began was no stroke. */
  startPinch(): void {
    if (this.#grip === "tool") this.#engine.tool.abort();
    this.#letGo();
    this.#engine.hover(null);
    this.#engine.settle();
  }

  /** Two fingers moved: the picture follows them. */
  pinch(before: Fingers, after: Fingers): void {
    const [from, to] = [middleOf(before), middleOf(after)];
    this.#engine.camera.panBy(to.x - from.x, to.y - from.y);
    const spread = distance(...after) / Math.max(distance(...before), 1);
    if (spread > 0) this.#engine.camera.zoom(spread, to);
  }

  /** The system took the pointer away: keep what was painted, drop what was dragged. */
  cancel(): void {
    const { tool, draft } = this.#engine;
    if (this.#grip === "tool" && draft?.kind === "stroke") tool.finish();
    else if (this.#grip === "tool") tool.abort();
    this.#letGo();
    this.#engine.settle();
  }

  #letGo(): void {
    this.#grip = null;
    this.#erasing = false;
    this.#engine.camera.letGo();
  }

  /**
   * Zoom at the pointer by so many wheel pixels, down is out; with Alt down makes the brush smaller. `pinched`: Ctrl is
   * down, or browsers say so because two fingers on a trackpad pinch, which they tell by few pixels.
   */
  wheel(position: ScreenPoint, moved: number, { alt = false, pinched = false } = {}): void {
    const most = Math.max(Math.abs(moved), WHEEL_NOTCH);
    const pixels = pinched ? clamp(moved * PINCH_GAIN, -most, most) : moved;
    if (alt) this.#growBrush(-pixels * ZOOM_PER_WHEEL_PIXEL);
    else this.#engine.camera.zoom(Math.exp(-pixels * ZOOM_PER_WHEEL_PIXEL), position);
  }

  /** `chords`: names of the key, best first (see keys.ts). Returns whether the editor used it. */
  keyDown(chords: readonly string[], repeated = false): boolean {
    if (chords.includes("Space")) return this.#pressSpace(repeated);
    const action = this.#actionFor(chords);
    if (!action) return false;
    if (repeated && action.release) return true;
    action.run();
    if (action.release) this.#held.add(action);
    this.#engine.settle();
    return true;
  }

  /** `mine`: whether the key went up where the editor hears keys; what was held is let go anyhow. */
  keyUp(chords: readonly string[], mine = true): void {
    if (chords.includes("Space")) this.#releaseSpace(chords, mine);
    const bases = chords.map(baseKey);
    for (const action of this.#held) if (action.keys.some((key) => bases.includes(baseKey(key)))) this.#release(action);
    this.#engine.keyPointer.rest();
  }

  /** The window lost the focus: no key is held any more, nor what one pressed. */
  releaseAll(): void {
    if (this.#engine.keyPointer.pressed) this.cancel();
    this.#engine.keyPointer.letGo();
    this.#space = "up";
    for (const action of this.#held) this.#release(action);
  }

  #release(action: Action): void {
    this.#held.delete(action);
    action.release?.();
  }

  /** Middle button, Space, or a finger where it would not draw: with the select tool beside the selected object, or beside a pen. */
  #pans({ button, device, position }: PointerInput): boolean {
    if (button !== 0) return button === 1;
    if (this.#space !== "up") return true;
    if (device !== "touch") return false;
    return this.#engine.penSeen || (this.#engine.toolId === "select" && !this.#onSelected(position));
  }

  #onSelected(position: ScreenPoint): boolean {
    const { selected, camera } = this.#engine;
    if (!selected) return false;
    return this.#engine.handleAt(position) !== null || contains(selected.box, toImage(camera.view, position));
  }

  /** A finger that panned nowhere meant a click of the select tool. */
  #tap(input: PointerInput): void {
    if (this.#engine.toolId !== "select" || distance(this.#first, input.position) >= CLICK_DISTANCE) return;
    this.#engine.tool.down(this.#toolPointer(input));
    this.#engine.tool.up(this.#toolPointer(input));
  }

  #overMinimap(at: ScreenPoint): boolean {
    const map = this.#engine.minimap;
    return map !== null && onMinimap(map, at);
  }

  #dragMinimap({ position }: PointerInput): void {
    this.#grip = "minimap";
    const map = this.#engine.minimap;
    if (map) this.#engine.camera.lookAt(pointOn(map, position));
  }

  /** A small brush grows by whole pixels. */
  #growBrush(exponent: number): void {
    const { brushSize } = this.#engine.settings;
    this.#brush = this.#brush.size === brushSize ? this.#brush : { size: brushSize, exact: brushSize };
    const exact = this.#brush.exact * Math.exp(exponent);
    this.#engine.set({ brushSize: exact });
    this.#brush = { size: this.#engine.settings.brushSize, exact: Math.max(exact, 1) };
  }

  #startPan(): void {
    this.#grip = "pan";
    if (this.#space === "held") this.#space = "used";
  }

  #pressSpace(repeated: boolean): boolean {
    if (!repeated && this.#space === "up") this.#space = "held";
    return true;
  }

  /** Space held for panning does not also accept. */
  #releaseSpace(chords: readonly string[], mine: boolean): void {
    const tapped = mine && this.#space === "held";
    this.#space = "up";
    if (tapped) this.#actionFor(chords)?.run();
    this.#engine.settle();
  }

  #actionFor(chords: readonly string[]): Action | undefined {
    for (const chord of chords) {
      const action = this.#engine.actions.find((one) => one.keys.includes(chord) && one.enabled());
      if (action) return action;
    }
    return undefined;
  }

  /** The eraser end inverts the brush as Ctrl does; for the eraser it is what the tip is. */
  #toolPointer({ position, button, ctrl, alt, shift, device, pressure = 1 }: PointerInput): ToolPointer {
    const inverted = this.#erasing && this.#engine.toolId !== "erase";
    const pressed = device === "pen" && this.#engine.settings.penPressure ? Math.max(pressure, LIGHTEST) : 1;
    const at = toImage(this.#engine.camera.view, position);
    return { at, screen: position, ctrl: ctrl || inverted, alt, shift, second: button === 2, pressure: pressed };
  }
}

const baseKey = (chord: string): string => chord.slice(chord.lastIndexOf("+", chord.length - 2) + 1);
