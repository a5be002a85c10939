/** Picks objects, one or several, and edits their boxes by handles or by moving them. Never moves what was not selected before. */

import { type EditorObject, find, type Patch } from "../document";
import { move, reshape } from "../edits";
import {
  type Box,
  boxFromCorners,
  contains,
  distance,
  type Handle,
  holds,
  movedTogether,
  resizeBox,
} from "../geometry";
import { CLICK_DISTANCE, type Draft, type Tool, type ToolHost, type ToolKind, type ToolPointer } from "./tool";

export const selectTool: ToolKind = {
  title: "Select and edit boxes",
  key: "v",
  aim: "arrow",
  looksOnly: true,
  make: (host) => new SelectTool(host),
};

/**
 * `grip`: what was pressed: a handle of the object in focus, the inside of a selected one, or the ground beside them.
 * `held`: ids of what moves with it, the one in focus last, whatever is selected meanwhile.
 */
type Press = {
  readonly from: ToolPointer;
  readonly last: ToolPointer;
  readonly grip: Handle | "inside" | "ground";
  readonly held: readonly string[];
  /** Far enough to be a drag. */
  readonly moved: boolean;
};

class SelectTool implements Tool {
  #press: Press | null = null;
  readonly #host: ToolHost;

  constructor(host: ToolHost) {
    this.#host = host;
  }

  get draft(): Draft | null {
    if (!this.#press?.moved) return null;
    const { from, last, grip } = this.#press;
    if (grip === "ground") return { kind: "marquee", objectId: null, box: this.#marquee(from, last) };
    const boxes = this.#boxes(this.#press);
    const focus = boxes.at(-1);
    return focus
      ? { kind: "box", objectId: focus.object.id, box: focus.box, also: boxes.slice(0, -1).map(({ box }) => box) }
      : null;
  }

  down(pointer: ToolPointer): void {
    const { editable } = this.#host.selection;
    const handle = this.#host.handleAt(pointer.screen);
    const inside = !pointer.shift && editable.some((object) => contains(object.box, pointer.at)) ? "inside" : "ground";
    const ids = editable.map(({ id }) => id);
    const held = handle ? ids.slice(-1) : ids;
    this.#press = { from: pointer, last: pointer, grip: handle ?? inside, held, moved: false };
  }

  move(pointer: ToolPointer): void {
    const press = this.#press;
    if (press === null) return;
    const moved = press.moved || distance(press.from.screen, pointer.screen) >= CLICK_DISTANCE;
    this.#press = { ...press, last: pointer, moved };
    if (moved) this.#host.redraw();
  }

  up(pointer: ToolPointer): void {
    this.move(pointer);
    if (this.#press && !this.#press.moved) this.#pick(this.#press.from);
    this.finish();
  }

  finish(): void {
    const press = this.#press;
    const patch = press?.moved && press.grip !== "ground" ? this.#patch(press) : [];
    this.cancel();
    if (press?.moved && press.grip === "ground") this.#pickInside(press);
    this.#host.commit("Edit box", patch);
  }

  stepBack(): boolean {
    const drafting = this.draft !== null;
    this.cancel();
    return drafting;
  }

  abort(): void {
    this.cancel();
  }

  cancel(): void {
    this.#press = null;
    this.#host.redraw();
  }

  leave(): void {
    this.cancel();
  }

  #patch(press: Press): Patch {
    const edit = press.grip === "inside" ? move : reshape;
    return this.#boxes(press).flatMap(({ object, box }) => edit(object, box));
  }

  /** The boxes as dragged so far: one by its handle, or several together; the one in focus comes last. */
  #boxes({ from, last, grip, held }: Press): { object: EditorObject; box: Box }[] {
    const { document } = this.#host;
    const objects = held.flatMap((id) => find(document, id) ?? []);
    const [dx, dy] = [last.at.x - from.at.x, last.at.y - from.at.y];
    if (grip !== "inside" && grip !== "ground")
      return objects.map((object) => ({ object, box: resizeBox(object.box, grip, dx, dy, document.size) }));
    const boxes = movedTogether(
      objects.map(({ box }) => box),
      dx,
      dy,
      document.size,
    );
    return objects.map((object, i) => ({ object, box: boxes[i]! }));
  }

  #marquee(from: ToolPointer, last: ToolPointer): Box {
    return boxFromCorners(from.at, last.at, this.#host.document.size);
  }

  /** Select what lies wholly inside the dragged rectangle; with Shift, too. */
  #pickInside({ from, last }: Press): void {
    const marquee = this.#marquee(from, last);
    const inside = this.#host.selection.visible.filter((object) => holds(marquee, object.box)).map(({ id }) => id);
    this.#host.selection.pick(from.shift ? [...this.#host.selection.ids, ...inside] : inside);
  }

  /** The best object there; clicking again at the same place goes on to what lies behind it. Shift adds or takes away. */
  #pick(pointer: ToolPointer): void {
    const there = this.#host.objectsAt(pointer.at);
    if (pointer.shift) {
      if (there[0]) this.#host.selection.toggle(there[0].id);
      return;
    }
    const at = there.findIndex((object) => object.id === this.#host.selected?.id);
    this.#host.select(there[(at + 1) % there.length]?.id ?? null);
  }
}
