/**
 * Adds the inside of a clicked polygon to a mask, or cuts it out. While it is drawn its corners can be moved, inserted on an
 * edge and deleted; Ctrl or Alt on the closing click inverts add and cut. One that was cancelled comes back by undo.
 */

import { type EditorObject, find } from "../document";
import { write } from "../fixes";
import { distance, distanceToSegment, type ImagePoint, wholeImage } from "../geometry";
import { markOf } from "../marks";
import { coverPolygon } from "../polygon";
import { paintedFlags, paintedObject } from "./painting";
import { Steps } from "./steps";
import { CLICK_DISTANCE, type Draft, type Tool, type ToolHost, type ToolKind, type ToolPointer } from "./tool";

export const polygonTool: ToolKind = {
  title: "Polygon",
  key: "p",
  aim: "cross",
  make: (host) => new PolygonTool(host),
};

/** `held`: the corner under the pressed pointer, and the corners as they are with it; `placed` when this press made it. */
type Outline = {
  readonly object: EditorObject;
  /** It was in no list when the outline was begun. */
  readonly isNew: boolean;
  readonly steps: Steps<readonly ImagePoint[]>;
  readonly last: ToolPointer;
  readonly held: {
    readonly index: number;
    readonly corners: readonly ImagePoint[];
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
    if (this.#outline === null || this.#corners.length === 0) return null;
    const { object, last, held } = this.#outline;
    const hot = held?.index ?? this.#cornerAt(last);
    const next = held || hot >= 0 ? null : last.at;
    return { kind: "polygon", objectId: object.id, corners: this.#corners, next, hot, subtract: this.#cuts(last) };
  }

  down(pointer: ToolPointer): void {
    if (this.draft === null) this.#start(pointer);
    else if (this.#cornerAt(pointer) >= 0) this.#grab(pointer, this.#cornerAt(pointer));
    else this.#place(pointer, this.#edgeAt(pointer) + 1 || this.#corners.length);
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
    if (held.corners !== this.#outline.steps.now) this.#outline.steps.push(held.corners);
    this.#outline = { ...this.#outline, held: null };
    const end = held.index === 0 || held.index === held.corners.length - 1;
    if (end && !held.moved && !held.placed && held.corners.length > 2) this.#close(pointer);
    this.#host.redraw();
  }

  finish(): void {
    if (this.#outline) this.#close(this.#outline.last);
  }

  /** What is held is put back where it was, else the last corner set, moved, inserted or deleted. */
  stepBack(): boolean {
    if (this.#outline === null || (this.draft === null && !this.canUncancel)) return false;
    if (!this.#outline.held) this.#outline.steps.undo();
    this.#letGo();
    return true;
  }

  get canUncancel(): boolean {
    return this.draft === null && this.#outline?.steps.canUndo === true && this.#mayPaint(this.#outline);
  }

  get canRedo(): boolean {
    return this.#outline?.steps.canRedo === true && this.#mayPaint(this.#outline);
  }

  redo(): void {
    this.#outline?.steps.redo();
    this.#letGo();
  }

  abort(): void {
    this.#letGo();
  }

  forget(): void {
    this.#outline = null;
  }

  cancel(): void {
    const steps = this.draft && this.#outline!.steps;
    if (steps && steps.now.length > 2) {
      steps.push([]);
      this.#host.remark({ kind: "polygon-dropped" });
    } else this.#outline = null;
    this.#letGo();
  }

  leave(): void {
    if (this.#outline && this.#close(this.#outline.last)) this.#host.remark({ kind: "polygon-closed" });
    this.forget();
    this.#host.redraw();
  }

  #mayPaint({ object: { id }, isNew }: Outline): boolean {
    const there = isNew || find(this.#host.document, id) !== undefined;
    return there && markOf(this.#host.selection.marks, id) === undefined;
  }

  get #corners(): readonly ImagePoint[] {
    return this.#outline!.held?.corners ?? this.#outline!.steps.now;
  }

  #start(pointer: ToolPointer): void {
    const object = paintedObject(this.#host, pointer, this.#host.settings.paints === "foreground");
    if (!object) return;
    const isNew = find(this.#host.document, object.id) === undefined;
    this.#outline = { object, isNew, steps: new Steps<readonly ImagePoint[]>([]), last: pointer, held: null };
    this.#place(pointer, 0);
  }

  #place(pointer: ToolPointer, index: number): void {
    const corners = this.#corners.toSpliced(index, 0, pointer.at);
    const held = { index, corners, from: pointer, placed: true, moved: false };
    this.#outline = { ...this.#outline!, last: pointer, held };
  }

  /** Take hold of a corner; with Shift it is deleted. */
  #grab(pointer: ToolPointer, index: number): void {
    const corners = this.#corners;
    const held = { index, corners, from: pointer, placed: false, moved: false };
    this.#outline = { ...this.#outline!, last: pointer, held: pointer.shift ? null : held };
    if (!pointer.shift) return;
    this.#outline.steps.push(corners.toSpliced(index, 1));
    this.#letGo();
  }

  #drag(pointer: ToolPointer): void {
    const outline = this.#outline!;
    const held = outline.held!;
    if (!held.moved && distance(held.from.screen, pointer.screen) < CLICK_DISTANCE) return;
    const corners = held.corners.with(held.index, pointer.at);
    this.#outline = { ...outline, held: { ...held, corners, moved: true } };
  }

  /** Hold no corner; without any, now or to come back, the outline is no more. */
  #letGo(): void {
    const steps = this.#outline?.steps;
    const lives = steps && (steps.now.length > 0 || steps.canRedo || steps.canUndo);
    this.#outline = this.#outline && lives ? { ...this.#outline, held: null } : null;
    this.#host.redraw();
  }

  #cornerAt({ at }: ToolPointer): number {
    const reach = CORNER_REACH / this.#host.pixelScale;
    return this.#corners.findLastIndex(({ x, y }) => Math.hypot(x - at.x, y - at.y) < reach);
  }

  /** The edge from corner i to i + 1 at the pointer, or -1. The one that closes the outline is no edge yet. */
  #edgeAt({ at }: ToolPointer): number {
    const corners = this.#corners;
    const reach = EDGE_REACH / this.#host.pixelScale;
    return corners.slice(1).findIndex((corner, i) => distanceToSegment(at, corners[i]!, corner) < reach);
  }

  #cuts({ ctrl, alt }: ToolPointer): boolean {
    return (this.#host.settings.polygon === "cut") !== (ctrl || alt);
  }

  /** Returns whether there was something to close. */
  #close(pointer: ToolPointer): boolean {
    const [corners, { object: begun }] = [this.#corners, this.#outline!];
    const mark = markOf(this.#host.selection.marks, begun.id);
    if (mark) {
      this.#host.remark({ kind: mark });
      return false;
    }
    this.#outline = null;
    this.#host.redraw();
    if (corners.length === 0) return false;
    const { document, settings, rule } = this.#host;
    const region = coverPolygon(corners, wholeImage(document.size));
    if (region === null) {
      this.#host.remark({ kind: "empty-polygon" });
      return false;
    }
    const object = find(document, begun.id) ?? { ...begun, class: settings.class };
    const cuts = this.#cuts(pointer);
    this.#host.commit(
      cuts ? "Cut polygon out" : "Add polygon",
      write(document, object, region, cuts ? 0 : paintedFlags(settings), rule),
    );
    this.#host.select(object.id);
    return true;
  }
}
