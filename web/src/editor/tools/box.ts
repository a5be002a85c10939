/** Draws boxes, by dragging or by two clicks, and never grabs what is already there. */

import { add, drawnObject } from "../edits";
import { boxFromCorners, distance, touchesImage } from "../geometry";
import { CLICK_DISTANCE, type Draft, type Tool, type ToolHost, type ToolKind, type ToolPointer } from "./tool";

export const boxTool: ToolKind = {
  title: "Draw boxes",
  key: "b",
  aim: "crosshair",
  make: (host) => new BoxTool(host),
};

/** `pressed`: the first corner is down; `open`: it was clicked, the second click closes the box. */
type State =
  | { readonly name: "idle" }
  | { readonly name: "pressed" | "open"; readonly first: ToolPointer; readonly last: ToolPointer };

class BoxTool implements Tool {
  #state: State = { name: "idle" };
  readonly #host: ToolHost;

  constructor(host: ToolHost) {
    this.#host = host;
  }

  get draft(): Draft | null {
    if (this.#state.name === "idle") return null;
    const { first, last } = this.#state;
    if (!touchesImage(first.at, last.at, this.#host.document.size)) return null;
    return { kind: "box", objectId: null, box: boxFromCorners(first.at, last.at, this.#host.document.size) };
  }

  down(pointer: ToolPointer): void {
    if (this.#state.name === "idle") this.#state = { name: "pressed", first: pointer, last: pointer };
    else this.#follow(pointer);
    this.#host.redraw();
  }

  move(pointer: ToolPointer): void {
    if (this.#state.name === "idle") return;
    this.#follow(pointer);
    this.#host.redraw();
  }

  up(pointer: ToolPointer): void {
    if (this.#state.name === "idle") return;
    this.#follow(pointer);
    const clicked = distance(this.#state.first.screen, pointer.screen) < CLICK_DISTANCE;
    if (clicked && this.#state.name === "pressed") this.#state = { ...this.#state, name: "open" };
    else if (clicked) this.cancel();
    else this.finish();
  }

  finish(): void {
    const draft = this.draft;
    this.cancel();
    if (draft?.kind !== "box") return;
    const object = drawnObject(this.#host.newId(), draft.box, this.#host.settings.class);
    this.#host.commit("Draw box", add(this.#host.document, [object]));
    this.#host.select(object.id);
  }

  stepBack(): boolean {
    const drafting = this.#state.name !== "idle";
    this.cancel();
    return drafting;
  }

  abort(): void {
    if (this.#state.name === "pressed") this.cancel();
  }

  cancel(): void {
    this.#state = { name: "idle" };
    this.#host.redraw();
  }

  leave(): void {
    this.cancel();
  }

  #follow(pointer: ToolPointer): void {
    if (this.#state.name !== "idle") this.#state = { ...this.#state, last: pointer };
  }
}
