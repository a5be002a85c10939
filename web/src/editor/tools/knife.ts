/** Cuts an object in two along a drawn line: the larger part keeps the object, what is cut off becomes a new one. */

import type { EditorObject } from "../document";
import { cut } from "../fixes";
import { type Box, boxArea, distance, type ImagePoint, intersect, isEmpty, union } from "../geometry";
import { markOf } from "../marks";
import { CLICK_DISTANCE, type Draft, type Tool, type ToolHost, type ToolKind, type ToolPointer } from "./tool";

export const knifeTool: ToolKind = { title: "Knife", key: "k", aim: "cross", make: (host) => new KnifeTool(host) };

class KnifeTool implements Tool {
  #line: { readonly points: readonly ImagePoint[]; readonly last: ToolPointer } | null = null;
  readonly #host: ToolHost;

  constructor(host: ToolHost) {
    this.#host = host;
  }

  get draft(): Draft | null {
    return this.#line && { kind: "cut", objectId: this.#host.selected?.id ?? null, points: this.#line.points };
  }

  down(pointer: ToolPointer): void {
    this.#line = { points: [pointer.at], last: pointer };
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

  /** Cut the object in focus, or else the smallest one that the line goes right through. */
  finish(): void {
    const points = this.#line?.points ?? [];
    this.cancel();
    if (points.length < 2) return;
    for (const object of this.#within(points)) {
      const patch = cut(this.#host.document, object, points, this.#host.newId);
      if (patch.length === 0) continue;
      this.#host.commit("Cut in two", patch);
      this.#host.select(object.id);
      return;
    }
    const { selected, selection } = this.#host;
    const mark = selected && markOf(selection.marks, selected.id);
    this.#host.remark({ kind: mark ?? "nothing-cut" });
  }

  stepBack(): boolean {
    const drafting = this.#line !== null;
    this.cancel();
    return drafting;
  }

  abort(): void {
    this.cancel();
  }

  cancel(): void {
    this.#line = null;
    this.#host.redraw();
  }

  leave(): void {
    this.cancel();
  }

  /** What may be cut: masks in sight, unlocked, that the line comes near, smallest first. */
  #within(points: readonly ImagePoint[]): EditorObject[] {
    const { selected, selection, rule } = this.#host;
    const reach = points
      .map(({ x, y }): Box => [Math.floor(x), Math.floor(y), Math.ceil(x) + 1, Math.ceil(y) + 1])
      .reduce(union);
    return selection.visible
      .filter(({ id }) => !selected?.mask || id === selected.id)
      .filter(({ id, mask }) => mask !== null && !rule.locked.has(id) && !isEmpty(intersect(mask.rect, reach)))
      .sort((a, b) => boxArea(a.box) - boxArea(b.box));
  }
}
