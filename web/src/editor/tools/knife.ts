/** Cuts an object in two along a drawn line: the larger part keeps the object, what is cut off becomes a new one. */

import { cut } from "../fixes";
import { distance, type ImagePoint } from "../geometry";
import { paintedObject } from "./painting";
import { CLICK_DISTANCE, type Draft, type Tool, type ToolHost, type ToolKind, type ToolPointer } from "./tool";

export const knifeTool: ToolKind = { title: "Knife", key: "k", aim: "cross", make: (host) => new KnifeTool(host) };

class KnifeTool implements Tool {
  #line: { readonly objectId: string; readonly points: readonly ImagePoint[]; readonly last: ToolPointer } | null =
    null;
  readonly #host: ToolHost;

  constructor(host: ToolHost) {
    this.#host = host;
  }

  get draft(): Draft | null {
    return this.#line && { kind: "cut", objectId: this.#line.objectId, points: this.#line.points };
  }

  down(pointer: ToolPointer): void {
    const { selected } = this.#host;
    const object = selected?.mask ? selected : paintedObject(this.#host, pointer, false);
    if (!object || this.#host.rule.locked.has(object.id)) return;
    this.#line = { objectId: object.id, points: [pointer.at], last: pointer };
    this.#host.redraw();
  }

  /** A hand shakes: points nearer than a click are left out, so that Shift keeps the last stretch straight. */
  move(pointer: ToolPointer): void {
    const line = this.#line;
    if (line === null || distance(line.last.screen, pointer.screen) < CLICK_DISTANCE) return;
    const before = pointer.shift ? line.points.slice(0, 1) : line.points;
    this.#line = { ...line, points: [...before, pointer.at], last: pointer };
    this.#host.redraw();
  }

  up(pointer: ToolPointer): void {
    this.move(pointer);
    this.finish();
  }

  finish(): void {
    const line = this.#line;
    this.cancel();
    const object = this.#host.document.objects.find(({ id }) => id === line?.objectId);
    if (!line || !object || line.points.length < 2) return;
    this.#host.commit("Cut in two", cut(this.#host.document, object, line.points, this.#host.newId));
    this.#host.select(object.id);
  }

  stepBack(): boolean {
    const drafting = this.#line !== null;
    this.cancel();
    return drafting;
  }

  cancel(): void {
    this.#line = null;
    this.#host.redraw();
  }

  leave(): void {
    this.cancel();
  }
}
