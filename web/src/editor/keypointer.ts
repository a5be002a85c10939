/** A pointer that keys move and press. It says the same to Input as a mouse does, so that every tool works with it. */

import type { Camera } from "./camera";
import type { Document, Pixel } from "./document";
import { clamp, contains, type ScreenPoint, wholeImage } from "./geometry";
import type { PointerInput } from "./input";
import { toImage, toScreen, type View } from "./view";

/** What it moves and presses: Input. */
export type Hand = Record<"down" | "move" | "up", (input: PointerInput) => void>;

/** Keys held as the pointer is pressed; tools know them from the mouse. */
export type Held = { readonly shift: boolean; readonly ctrl: boolean };

/** What it points at; the engine is one. */
type Host = {
  readonly camera: Camera;
  readonly document: Document;
  readonly pointer: ScreenPoint | null;
  hover(pointer: ScreenPoint | null): void;
  redraw(): void;
};

const NONE: Held = { shift: false, ctrl: false };

/** It goes so far beside the picture, in CSS pixels: enough for boxes that end with it. */
const BESIDE = 16;
/** Out of the canvas it takes the view along, so far that one sees what comes. */
const AHEAD = 64;
/** It stands so far into its pixel that the way to the screen and back never ends in the one before. */
const HAIR = 1 / 1024;

export class KeyPointer {
  /** Set by the Input that hears the keys. */
  hand: Hand | null = null;
  /** Called when it starts: its keys belong to the canvas. */
  onStart: () => void = () => {};
  #on = false;
  #pressed: Held | null = null;
  #resting: Pixel | null = null;
  readonly #host: Host;

  constructor(host: Host) {
    this.#host = host;
  }

  get on(): boolean {
    return this.#on;
  }

  /** Where it is on the canvas; undefined while it is off. A mouse takes it along. */
  get at(): ScreenPoint | undefined {
    if (!this.#on) return undefined;
    const { width, height } = this.#host.camera.canvas;
    return this.#host.pointer ?? { x: width / 2, y: height / 2 };
  }

  /** The pixel of the picture it came to rest on when the last key went up; null while it is off. */
  get resting(): Pixel | null {
    return this.#resting;
  }

  /** Start where the mouse was last, or in the middle of the view; or stop. */
  toggle(): void {
    this.letGo();
    this.#on = !this.#on;
    this.#resting = null;
    if (this.#on) this.#start();
    else this.#host.hover(null);
    this.#host.redraw();
  }

  #start(): void {
    this.onStart();
    this.step(0, 0);
    this.rest();
  }

  /** Move it by whole pixels of the picture. */
  step(dx: number, dy: number): void {
    if (this.at) this.hand?.move(this.#input(this.#further(this.at, dx, dy)));
  }

  /** Press and let go; what is held down is let go only. */
  click(held: Held): void {
    if (this.#pressed === null) this.press(held);
    this.letGo();
  }

  press(held: Held): void {
    if (!this.at) return;
    this.hand?.down({ ...this.#input(this.at), ...held });
    this.#pressed = held;
  }

  get pressed(): boolean {
    return this.#pressed !== null;
  }

  letGo(): void {
    if (this.#pressed && this.at) this.hand?.up(this.#input(this.at));
    this.#pressed = null;
  }

  /** The key that moved it is up: only now is its place told, not at each repetition. */
  rest(): void {
    if (!this.at) return;
    const place = pixelAt(this.#host.camera.view, this.at);
    if (String(place) === String(this.#resting)) return;
    this.#resting = place;
    this.#host.redraw();
  }

  #input(position: ScreenPoint): PointerInput {
    return { position, button: 0, alt: false, ...(this.#pressed ?? NONE) };
  }

  /** The pixel (dx, dy) further, at most a little beside the picture; the view follows. */
  #further(from: ScreenPoint, dx: number, dy: number): ScreenPoint {
    const { camera, document } = this.#host;
    const { width, height } = document.size;
    const [column, row] = pixelAt(camera.view, from);
    const beside = Math.floor(BESIDE / camera.view.scale);
    const place = {
      x: clamp(column + dx, -beside, width + beside) + HAIR,
      y: clamp(row + dy, -beside, height + beside) + HAIR,
    };
    const { x, y } = toScreen(camera.view, place);
    if (!contains(wholeImage(camera.canvas), { x, y }))
      camera.panBy(wayBack(x, camera.canvas.width), wayBack(y, camera.canvas.height));
    return toScreen(camera.view, place);
  }
}

function pixelAt(view: View, at: ScreenPoint): Pixel {
  const { x, y } = toImage(view, at);
  return [Math.floor(x), Math.floor(y)];
}

/** How far the view has to move to show a place that is outside of 0 to `length`. */
function wayBack(place: number, length: number): number {
  if (place < 0) return AHEAD - place;
  return place >= length ? length - AHEAD - place : 0;
}
