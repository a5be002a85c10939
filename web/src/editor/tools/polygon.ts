/** Adds the inside of a clicked polygon to a mask; with Ctrl on the closing click it is cut out instead. */

import { type EditorObject, find } from "../document";
import { fix, workingMask } from "../edits";
import { type ImagePoint, wholeImage } from "../geometry";
import { FOREGROUND, grow, paint, subtract } from "../mask";
import { coverPolygon } from "../polygon";
import { keptMasks, paintedObject } from "./painting";
import { CLICK_DISTANCE, type Draft, type Tool, type ToolHost, type ToolKind, type ToolPointer } from "./tool";

export const polygonTool: ToolKind = {
  title: "Polygon",
  key: "p",
  aim: "cross",
  make: (host) => new PolygonTool(host),
};

type Outline = {
  readonly object: EditorObject;
  readonly corners: readonly ImagePoint[];
  readonly first: ToolPointer;
  readonly last: ToolPointer;
};

class PolygonTool implements Tool {
  #outline: Outline | null = null;
  readonly #host: ToolHost;

  constructor(host: ToolHost) {
    this.#host = host;
  }

  get draft(): Draft | null {
    if (this.#outline === null) return null;
    const { object, corners, last } = this.#outline;
    return { kind: "polygon", objectId: object.id, corners: [...corners, last.at], subtract: last.ctrl };
  }

  down(pointer: ToolPointer): void {
    if (this.#outline === null) this.#start(pointer);
    else if (this.#closes(pointer)) this.#close(pointer.ctrl);
    else this.#outline = { ...this.#outline, corners: [...this.#outline.corners, pointer.at], last: pointer };
    this.#host.redraw();
  }

  move(pointer: ToolPointer): void {
    if (this.#outline === null) return;
    this.#outline = { ...this.#outline, last: pointer };
    this.#host.redraw();
  }

  up(): void {}

  finish(): void {
    if (this.#outline) this.#close(this.#outline.last.ctrl);
  }

  stepBack(): boolean {
    if (this.#outline === null) return false;
    const corners = this.#outline.corners.slice(0, -1);
    this.#outline = corners.length > 0 ? { ...this.#outline, corners } : null;
    this.#host.redraw();
    return true;
  }

  cancel(): void {
    this.#outline = null;
    this.#host.redraw();
  }

  leave(): void {
    this.finish();
    this.cancel();
  }

  #start(pointer: ToolPointer): void {
    const object = paintedObject(this.#host, pointer, true);
    if (object) this.#outline = { object, corners: [pointer.at], first: pointer, last: pointer };
  }

  /** A click on the first corner closes the outline, and so does a second click on the last one (a double click). */
  #closes(pointer: ToolPointer): boolean {
    const { corners } = this.#outline!;
    const reach = (2 * CLICK_DISTANCE) / this.#host.pixelScale;
    const near = ({ x, y }: ImagePoint) => Math.hypot(x - pointer.at.x, y - pointer.at.y) < reach;
    return corners.length > 2 && (near(corners[0]!) || near(corners.at(-1)!));
  }

  #close(cutOut: boolean): void {
    const { corners } = this.#outline!;
    const object = find(this.#host.document, this.#outline!.object.id) ?? this.#outline!.object;
    this.#outline = null;
    const image = wholeImage(this.#host.document.size);
    const region = coverPolygon(corners, image);
    this.#host.redraw();
    if (region === null) return;
    if (!cutOut) for (const mask of keptMasks(this.#host, object)) subtract(region, mask, FOREGROUND);
    const mask = grow(workingMask(object), region.rect, image);
    if (paint(mask, region, cutOut ? 0 : FOREGROUND) === 0) return;
    const patch = fix(this.#host.document, object, mask, cutOut ? "keep" : this.#host.settings.neighbours);
    this.#host.commit(cutOut ? "Cut polygon out" : "Add polygon", patch);
    this.#host.select(object.id);
  }
}
