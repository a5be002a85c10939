/** Smart edit: pins pixels of the selected object's box as its own or not, and has its mask made again from them. */

import { type EditorObject, find } from "../document";
import { boxArea, type ImagePoint, sameBox } from "../geometry";
import { emptyMask, type Mask, paint } from "../mask";
import { coverSegment, snap } from "../stroke";
import { Steps } from "./steps";
import type { Draft, Tool, ToolHost, ToolKind, ToolPointer } from "./tool";

export const smartTool: ToolKind = {
  title: "Smart edit: pin pixels",
  key: "s",
  aim: "cross",
  secondButton: true,
  make: (host) => new SmartTool(host),
};

/** Flags of pinned pixels. */
export const PINNED = 1;
export const PINNED_OUT = 2;

/** A pin is so wide, as a part of the side of a square as large as the box. */
const WIDTH = 0.04;

type Stroke = { readonly pins: Mask; readonly out: boolean; readonly path: readonly ImagePoint[] };

class SmartTool implements Tool {
  #object: EditorObject | null = null;
  #steps = new Steps<readonly Stroke[]>([]);
  #drawing: Stroke | null = null;
  readonly #host: ToolHost;

  constructor(host: ToolHost) {
    this.#host = host;
  }

  get #strokes(): readonly Stroke[] {
    return this.#steps.now;
  }

  get draft(): Draft | null {
    if (this.#object === null || (this.#strokes.length === 0 && this.#drawing === null)) return null;
    const strokes = this.#drawing ? [...this.#strokes, this.#drawing] : this.#strokes;
    return { kind: "pins", objectId: this.#object.id, strokes };
  }

  down(pointer: ToolPointer): void {
    const object = this.#objectAt(pointer);
    if (!object) this.#host.remark({ kind: "nothing-to-pin" });
    else if (object.id !== this.#object?.id && this.#host.previews.accepting)
      this.#host.remark({ kind: "still-accepting" });
    else this.#begin(object, pointer);
  }

  /** Selecting another object keeps what the pins of the one before made. */
  #begin(object: EditorObject, pointer: ToolPointer): void {
    if (this.draft === null || object.id !== this.#object?.id) {
      this.#host.select(object.id);
      this.forget();
      this.#object = object;
    }
    const out = (this.#host.settings.pins === "background") !== (pointer.ctrl || pointer.second);
    this.#drawing = { pins: emptyMask(this.#object.box), out, path: [] };
    this.#extend(pointer.at);
  }

  move(pointer: ToolPointer): void {
    if (this.#drawing) this.#extend(pointer.at);
  }

  up(pointer: ToolPointer): void {
    if (this.#drawing === null) return;
    this.move(pointer);
    const stroke = this.#drawing!;
    this.#drawing = null;
    if (stroke.pins.pixels.some((pinned) => pinned > 0)) this.#steps.push([...this.#strokes, stroke]);
    this.#ask();
  }

  /** Enter accepts, as Space does. */
  finish(): void {
    this.#host.previews.accept();
  }

  stepBack(): boolean {
    if (this.draft === null) return false;
    this.#drawing = null;
    this.#steps.undo();
    this.#ask();
    return true;
  }

  get canRedo(): boolean {
    if (this.#object === null || !this.#steps.canRedo) return false;
    const now = find(this.#host.document, this.#object.id);
    return now !== undefined && sameBox(now.box, this.#object.box);
  }

  redo(): void {
    if (!this.canRedo) return;
    this.#steps.redo();
    this.#host.select(this.#object!.id);
    this.#ask();
  }

  abort(): void {
    this.#drawing = null;
    if (this.#strokes.length === 0) this.#forget();
    this.#host.redraw();
  }

  /** Escape: the mask is what it was. */
  cancel(): void {
    this.#forget();
    this.#host.previews.show(null);
  }

  leave(): void {
    if (this.draft === null) {
      this.forget();
      return;
    }
    if (this.#host.previews.accepting) this.#host.remark({ kind: "mask-missing" });
    this.#forget();
    this.#host.previews.keep();
  }

  forget(): void {
    [this.#object, this.#steps, this.#drawing] = [null, new Steps<readonly Stroke[]>([]), null];
  }

  #forget(): void {
    if (this.#object) this.#host.previews.ask(this.#object.id, null);
    this.forget();
    this.#host.redraw();
  }

  /** Where a stroke begins inside the selected object's box it is about that one, else about the best one there. */
  #objectAt({ at }: ToolPointer): EditorObject | undefined {
    const { selected, rule } = this.#host;
    const there = this.#host.objectsAt(at).filter(({ id }) => !rule.locked.has(id));
    return there.find(({ id }) => id === selected?.id) ?? there[0];
  }

  #extend(to: ImagePoint): void {
    const { pins, out, path } = this.#drawing!;
    const width = Math.max(Math.round(WIDTH * Math.sqrt(boxArea(pins.rect))), 1);
    const end = snap(to, width);
    const region = coverSegment(path.at(-1) ?? end, end, width, pins.rect);
    if (region) paint(pins, region, 1);
    this.#drawing = { pins, out, path: [...path, end] };
    this.#host.redraw();
  }

  #ask(): void {
    const object = this.#object!;
    const { previews } = this.#host;
    previews.ask(object.id, this.#strokes.length > 0 ? pinsOf(object, this.#strokes) : null);
    if (this.#strokes.length === 0) previews.show(null);
    this.#host.redraw();
  }
}

/** All strokes on one another over the object's box: a pixel counts as the newest stroke on it says. */
function pinsOf(object: EditorObject, strokes: readonly Stroke[]): Mask {
  const pins = emptyMask(object.box);
  for (const { pins: stroke, out } of strokes) {
    for (let i = 0; i < pins.pixels.length; i++) {
      if (stroke.pixels[i]) pins.pixels[i] = out ? PINNED_OUT : PINNED;
    }
  }
  return pins;
}
