/** Paints and erases mask pixels. One stroke, from pointer down to up, is one undo step; Ctrl inverts brush and eraser. */

import type { EditorObject } from "../document";
import { fix, workingMask } from "../edits";
import { type ImagePoint, wholeImage } from "../geometry";
import { FOREGROUND, grow, type Mask, paint, subtract } from "../mask";
import { coverSegment, snap } from "../stroke";
import { keptMasks, paintedObject } from "./painting";
import type { Draft, Tool, ToolHost, ToolKind, ToolPointer } from "./tool";

export const brushTool: ToolKind = {
  title: "Brush",
  key: "m",
  aim: "brush",
  make: (host) => new BrushTool(host, false),
};

export const eraserTool: ToolKind = {
  title: "Eraser",
  key: "e",
  aim: "brush",
  make: (host) => new BrushTool(host, true),
};

type Stroke = {
  readonly object: EditorObject;
  readonly erasing: boolean;
  /** Settled masks the stroke must not paint over; empty when it overwrites. */
  readonly kept: readonly Mask[];
  mask: Mask;
  last: ImagePoint;
  /** Pixels that differ from where the stroke began. */
  changed: number;
};

class BrushTool implements Tool {
  #stroke: Stroke | null = null;
  readonly #host: ToolHost;
  readonly #erases: boolean;

  constructor(host: ToolHost, erases: boolean) {
    this.#host = host;
    this.#erases = erases;
  }

  get draft(): Draft | null {
    if (this.#stroke === null) return null;
    const { object, mask } = this.#stroke;
    return { kind: "stroke", objectId: object.id, class: object.class, mask };
  }

  down(pointer: ToolPointer): void {
    const erasing = this.#erases !== pointer.ctrl;
    const object = paintedObject(this.#host, pointer, !erasing);
    if (object === null) return;
    const start = snap(pointer.at, this.#host.settings.brushSize);
    this.#stroke = {
      object,
      erasing,
      kept: erasing ? [] : keptMasks(this.#host, object),
      mask: workingMask(object),
      last: start,
      changed: 0,
    };
    this.#host.redraw();
    this.#cover(start);
  }

  move(pointer: ToolPointer): void {
    if (this.#stroke) this.#cover(snap(pointer.at, this.#host.settings.brushSize));
  }

  up(pointer: ToolPointer): void {
    this.move(pointer);
    this.finish();
  }

  finish(): void {
    const stroke = this.#stroke;
    if (stroke === null) return;
    this.#stroke = null;
    const { object, mask, erasing, changed } = stroke;
    this.#host.redraw();
    if (changed === 0) return;
    const patch = fix(this.#host.document, object, mask, erasing ? "keep" : this.#host.settings.neighbours);
    this.#host.commit(erasing ? "Erase" : "Paint", patch);
    this.#host.select(object.id);
  }

  stepBack(): boolean {
    const drafting = this.#stroke !== null;
    this.cancel();
    return drafting;
  }

  cancel(): void {
    this.#stroke = null;
    this.#host.redraw();
  }

  leave(): void {
    this.finish();
  }

  #cover(to: ImagePoint): void {
    const stroke = this.#stroke!;
    const image = wholeImage(this.#host.document.size);
    const region = coverSegment(stroke.last, to, this.#host.settings.brushSize, image);
    stroke.last = to;
    if (region === null) return;
    for (const mask of stroke.kept) subtract(region, mask, FOREGROUND);
    stroke.mask = grow(stroke.mask, region.rect, image);
    stroke.changed += paint(stroke.mask, region, stroke.erasing ? 0 : FOREGROUND);
    this.#host.redraw(region.rect);
  }
}
