/** Picks objects and edits the selected one's box by its handles or by moving it. */

import type { EditorObject } from "../document";
import { reshape } from "../edits";
import { type Box, contains, distance, type Handle, moveBox, resizeBox } from "../geometry";
import { CLICK_DISTANCE, type Draft, type Tool, type ToolHost, type ToolKind, type ToolPointer } from "./tool";

export const selectTool: ToolKind = {
  title: "Select and edit boxes",
  key: "v",
  aim: "arrow",
  looksOnly: true,
  make: (host) => new SelectTool(host),
};

/** `grip`: what of the object was pressed; null when the press was beside it and only picks. */
type Press = {
  readonly from: ToolPointer;
  readonly object: EditorObject | null;
  readonly grip: Handle | "inside" | null;
  readonly box: Box | null;
};

class SelectTool implements Tool {
  #press: Press | null = null;
  readonly #host: ToolHost;

  constructor(host: ToolHost) {
    this.#host = host;
  }

  get draft(): Draft | null {
    if (!this.#press?.box || !this.#press.object) return null;
    return { kind: "box", objectId: this.#press.object.id, box: this.#press.box };
  }

  down(pointer: ToolPointer): void {
    const object = this.#host.selected;
    const handle = object ? this.#host.handleAt(pointer.screen) : null;
    const inside = object && contains(object.box, pointer.at) ? "inside" : null;
    this.#press = { from: pointer, object: object ?? null, grip: handle ?? inside, box: null };
  }

  move(pointer: ToolPointer): void {
    const press = this.#press;
    if (!press?.object || press.grip === null) return;
    if (press.box === null && distance(press.from.screen, pointer.screen) < CLICK_DISTANCE) return;
    const [dx, dy] = [pointer.at.x - press.from.at.x, pointer.at.y - press.from.at.y];
    const { size } = this.#host.document;
    const box =
      press.grip === "inside"
        ? moveBox(press.object.box, dx, dy, size)
        : resizeBox(press.object.box, press.grip, dx, dy, size);
    this.#press = { ...press, box };
    this.#host.redraw();
  }

  up(pointer: ToolPointer): void {
    this.move(pointer);
    if (this.#press && this.#press.box === null) this.#pick(this.#press.from);
    this.finish();
  }

  finish(): void {
    const press = this.#press;
    this.cancel();
    if (press?.box && press.object) this.#host.commit("Edit box", reshape(press.object, press.box));
  }

  stepBack(): boolean {
    const drafting = this.draft !== null;
    this.cancel();
    return drafting;
  }

  cancel(): void {
    this.#press = null;
    this.#host.redraw();
  }

  leave(): void {
    this.cancel();
  }

  /** The best object there; clicking again at the same place goes on to what lies behind it. */
  #pick(pointer: ToolPointer): void {
    const there = this.#host.objectsAt(pointer.at);
    const at = there.findIndex((object) => object.id === this.#host.selected?.id);
    this.#host.select(there[(at + 1) % there.length]?.id ?? null);
  }
}
