/** Paints and erases mask pixels. One stroke, from pointer down to up, is one undo step; Ctrl inverts brush and eraser. */

import { decoded } from "../decoded";
import type { EditorObject } from "../document";
import { drawnObject, fix, isSettled, workingMask } from "../edits";
import { boxFromCorners, type ImagePoint, wholeImage } from "../geometry";
import { FOREGROUND, grow, type Mask, paint, subtract } from "../mask";
import { coverSegment, snap } from "../stroke";
import type { Draft, Tool, ToolHost, ToolPointer } from "./tool";

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

export class BrushTool implements Tool {
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
    const start = snap(pointer.at, this.#host.brushSize);
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
    if (this.#stroke) this.#cover(snap(pointer.at, this.#host.brushSize));
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
    const patch = fix(this.#host.document, object, mask, erasing ? "keep" : this.#host.neighbours);
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
    const region = coverSegment(stroke.last, to, this.#host.brushSize, image);
    stroke.last = to;
    if (region === null) return;
    for (const mask of stroke.kept) subtract(region, mask, FOREGROUND);
    stroke.mask = grow(stroke.mask, region.rect, image);
    stroke.changed += paint(stroke.mask, region, stroke.erasing ? 0 : FOREGROUND);
    this.#host.redraw(region.rect);
  }
}

/** The object painted on: the selected one, else the best under the pointer, else a new one (if `mayCreate`). */
export function paintedObject(host: ToolHost, pointer: ToolPointer, mayCreate: boolean): EditorObject | null {
  const there = host.selected ?? host.objectsAt(pointer.at)[0];
  if (there || !mayCreate) return there ?? null;
  return drawnObject(host.newId(), boxFromCorners(pointer.at, pointer.at, host.document.size), host.class);
}

/** The settled masks of other objects, when the stroke is to keep them. */
export function keptMasks(host: ToolHost, object: EditorObject): Mask[] {
  if (host.neighbours === "overwrite") return [];
  return host.document.objects
    .filter((other) => other.id !== object.id && isSettled(other))
    .map((other) => decoded(other.mask!));
}
