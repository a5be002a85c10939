/** Paints and erases mask pixels. One stroke, from pointer down to up, is one undo step; Ctrl inverts brush and eraser. */

import type { EditorObject } from "../document";
import { cover, fix, keptMasks, workingMask } from "../fixes";
import { type Box, type ImagePoint, NOWHERE, union, wholeImage } from "../geometry";
import { FOREGROUND, type Mask } from "../mask";
import { coverSegment, snap } from "../stroke";
import { paintedFlags, paintedObject } from "./painting";
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
  /** The flags painted; 0 erases. */
  readonly value: number;
  /** Masks of others the stroke must not paint over. */
  readonly kept: readonly Mask[];
  mask: Mask;
  /** What the brush has been over. */
  reach: Box;
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
    const value = this.#erases === pointer.ctrl ? paintedFlags(this.#host.settings) : 0;
    const object = paintedObject(this.#host, pointer, value === FOREGROUND);
    if (object === null) return;
    const { document, rule } = this.#host;
    const size = this.#sizeFor(pointer);
    const last = snap(pointer.at, size);
    const kept = value === FOREGROUND ? keptMasks(document, object, rule) : [];
    this.#stroke = { object, value, kept, mask: workingMask(object), reach: NOWHERE, last, changed: 0 };
    this.#host.redraw();
    this.#cover(last, size);
  }

  move(pointer: ToolPointer): void {
    const size = this.#sizeFor(pointer);
    if (this.#stroke) this.#cover(snap(pointer.at, size), size);
  }

  up(pointer: ToolPointer): void {
    this.move(pointer);
    this.finish();
  }

  finish(): void {
    const stroke = this.#stroke;
    if (stroke === null) return;
    this.#stroke = null;
    const { object, mask, value, changed, reach } = stroke;
    this.#host.redraw();
    if (changed === 0) return;
    const neighbours = value === FOREGROUND ? this.#host.rule.neighbours : "keep";
    const patch = fix(this.#host.document, object, mask, neighbours, reach);
    this.#host.commit(value === 0 ? "Erase" : "Paint", patch);
    this.#host.select(object.id);
  }

  stepBack(): boolean {
    const drafting = this.#stroke !== null;
    this.cancel();
    return drafting;
  }

  abort(): void {
    this.cancel();
  }

  cancel(): void {
    this.#stroke = null;
    this.#host.redraw();
  }

  leave(): void {
    this.finish();
  }

  #sizeFor({ pressure = 1 }: ToolPointer): number {
    return Math.max(Math.round(this.#host.settings.brushSize * pressure), 1);
  }

  #cover(to: ImagePoint, size: number): void {
    const stroke = this.#stroke!;
    const image = wholeImage(this.#host.document.size);
    const region = coverSegment(stroke.last, to, size, image, this.#host.settings.brushShape);
    stroke.last = to;
    if (region === null) return;
    const [mask, changed] = cover(stroke.mask, region, stroke.value, stroke.kept, image);
    stroke.mask = mask;
    stroke.reach = union(stroke.reach, region.rect);
    stroke.changed += changed;
    this.#host.redraw(region.rect);
  }
}
