/**
 * Adds the inside of a clicked polygon to a mask, or cuts it out. While it is drawn its corners can be moved, inserted on an
 * edge and deleted; Ctrl or Alt on the closing click inverts add and cut.
 */

import { type EditorObject, find } from "../document";
import { write } from "../fixes";
import { distanceToSegment, type ImagePoint, wholeImage } from "../geometry";
import { coverPolygon } from "../polygon";
import { paintedFlags, paintedObject } from "./painting";
import { CLICK_DISTANCE, type Draft, type Tool, type ToolHost, type ToolKind, type ToolPointer } from "./tool";

export const polygonTool: ToolKind = {
  title: "Polygon",
  key: "p",
  aim: "cross",
  make: (host) => new PolygonTool(host),
};

/** `held`: the corner under the pressed pointer; `placed` when this press made it. */
type Outline = {
  readonly object: EditorObject;
  readonly corners: readonly ImagePoint[];
  readonly last: ToolPointer;
  readonly held: {
    readonly index: number;
    readonly from: ToolPointer;
    readonly placed: boolean;
    readonly moved: boolean;
  } | null;
};

const CORNER_REACH = 2 * CLICK_DISTANCE;
const EDGE_REACH = CLICK_DISTANCE;

class PolygonTool implements Tool {
  #outline: Outline | null = null;
  readonly #host: ToolHost;

  constructor(host: ToolHost) {
    this.#host = host;
  }

  get draft(): Draft | null {
    if (this.#outline === null) return null;
    const { object, corners, last, held } = this.#outline;
    const hot = held?.index ?? this.#cornerAt(last);
    const next = held || hot >= 0 ? null : last.at;
    return { kind: "polygon", objectId: object.id, corners, next, hot, subtract: this.#cuts(last) };
  }

  down(pointer: ToolPointer): void {
    if (this.#outline === null) this.#start(pointer);
    else if (this.#cornerAt(pointer) >= 0) this.#grab(pointer, this.#cornerAt(pointer));
    else this.#place(pointer, this.#edgeAt(pointer) + 1 || this.#outline.corners.length);
    this.#host.redraw();
  }

  move(pointer: ToolPointer): void {
    const outline = this.#outline;
    if (outline === null) return;
    this.#outline = { ...outline, last: pointer };
    if (outline.held) this.#drag(pointer);
    this.#host.redraw();
  }

  up(pointer: ToolPointer): void {
    this.move(pointer);
    const held = this.#outline?.held;
    if (!this.#outline || !held) return;
    this.#outline = { ...this.#outline, held: null };
    const end = held.index === 0 || held.index === this.#outline.corners.length - 1;
    if (end && !held.moved && !held.placed && this.#outline.corners.length > 2) this.#close(pointer);
    this.#host.redraw();
  }

  finish(): void {
    if (this.#outline) this.#close(this.#outline.last);
  }

  stepBack(): boolean {
    if (this.#outline === null) return false;
    this.#keep(this.#outline.corners.slice(0, -1));
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
    const object = paintedObject(this.#host, pointer, this.#host.settings.paints === "foreground");
    if (object) this.#outline = { object, corners: [], last: pointer, held: null };
    if (object) this.#place(pointer, 0);
  }

  #place(pointer: ToolPointer, index: number): void {
    const outline = this.#outline!;
    const corners = outline.corners.toSpliced(index, 0, pointer.at);
    this.#outline = { ...outline, corners, last: pointer, held: { index, from: pointer, placed: true, moved: false } };
  }

  /** Take hold of a corner; with Shift it is deleted. */
  #grab(pointer: ToolPointer, index: number): void {
    const outline = this.#outline!;
    if (pointer.shift) this.#keep(outline.corners.toSpliced(index, 1));
    else this.#outline = { ...outline, last: pointer, held: { index, from: pointer, placed: false, moved: false } };
  }

  #drag(pointer: ToolPointer): void {
    const outline = this.#outline!;
    const held = outline.held!;
    const away = Math.hypot(pointer.screen.x - held.from.screen.x, pointer.screen.y - held.from.screen.y);
    if (!held.moved && away < CLICK_DISTANCE) return;
    const corners = outline.corners.with(held.index, pointer.at);
    this.#outline = { ...outline, corners, held: { ...held, moved: true } };
  }

  #keep(corners: readonly ImagePoint[]): void {
    this.#outline = this.#outline && corners.length > 0 ? { ...this.#outline, corners, held: null } : null;
    this.#host.redraw();
  }

  #cornerAt({ at }: ToolPointer): number {
    const reach = CORNER_REACH / this.#host.pixelScale;
    return this.#outline!.corners.findLastIndex(({ x, y }) => Math.hypot(x - at.x, y - at.y) < reach);
  }

  /** The edge from corner i to i + 1 at the pointer, or -1. The one that closes the outline is no edge yet. */
  #edgeAt({ at }: ToolPointer): number {
    const { corners } = this.#outline!;
    const reach = EDGE_REACH / this.#host.pixelScale;
    return corners.slice(1).findIndex((corner, i) => distanceToSegment(at, corners[i]!, corner) < reach);
  }

  #cuts({ ctrl, alt }: ToolPointer): boolean {
    return (this.#host.settings.polygon === "cut") !== (ctrl || alt);
  }

  #close(pointer: ToolPointer): void {
    const { corners, object: begun } = this.#outline!;
    this.#outline = null;
    this.#host.redraw();
    const { document, settings, rule } = this.#host;
    const region = coverPolygon(corners, wholeImage(document.size));
    if (region === null) return;
    const object = find(document, begun.id) ?? { ...begun, class: settings.class };
    const cuts = this.#cuts(pointer);
    this.#host.commit(
      cuts ? "Cut polygon out" : "Add polygon",
      write(document, object, region, cuts ? 0 : paintedFlags(settings), rule),
    );
    this.#host.select(object.id);
  }
}
