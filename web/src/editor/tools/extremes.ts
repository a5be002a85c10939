/** Draws a box by four clicks on the object: its top, left, bottom and right end, in any order. */

import type { Pixel } from "../document";
import { add, drawnObject } from "../edits";
import { type Box, contains, wholeImage } from "../geometry";
import type { Draft, Tool, ToolHost, ToolKind, ToolPointer } from "./tool";

export const extremesTool: ToolKind = {
  title: "Draw boxes by extreme points",
  key: "q",
  aim: "crosshair",
  make: (host) => new ExtremesTool(host),
};

const ENDS = 4;

class ExtremesTool implements Tool {
  #points: readonly Pixel[] = [];
  #next: Pixel | null = null;
  readonly #host: ToolHost;

  constructor(host: ToolHost) {
    this.#host = host;
  }

  get draft(): Draft | null {
    if (this.#points.length === 0) return null;
    const next = this.#next ? [this.#next] : [];
    return { kind: "extremes", objectId: null, points: this.#points, box: spanned([...this.#points, ...next]) };
  }

  down({ at }: ToolPointer): void {
    const pixel = this.#pixelAt(at.x, at.y);
    if (pixel === null) return;
    this.#points = [...this.#points, pixel];
    this.#next = null;
    if (this.#points.length === ENDS) this.#draw();
    this.#host.redraw();
  }

  move({ at }: ToolPointer): void {
    if (this.#points.length === 0) return;
    this.#next = this.#pixelAt(at.x, at.y);
    this.#host.redraw();
  }

  up(): void {}

  /** Fewer than four ends are no box. */
  finish(): void {}

  stepBack(): boolean {
    if (this.#points.length === 0) return false;
    this.#points = this.#points.slice(0, -1);
    this.#host.redraw();
    return true;
  }

  cancel(): void {
    [this.#points, this.#next] = [[], null];
    this.#host.redraw();
  }

  leave(): void {
    this.cancel();
  }

  #draw(): void {
    const points = this.#points;
    this.#points = [];
    const drawn = drawnObject(this.#host.newId(), spanned(points), this.#host.settings.class);
    this.#host.commit("Draw box by extreme points", add(this.#host.document, [{ ...drawn, points }]));
    this.#host.select(drawn.id);
  }

  #pixelAt(x: number, y: number): Pixel | null {
    return contains(wholeImage(this.#host.document.size), { x, y }) ? [Math.floor(x), Math.floor(y)] : null;
  }
}

/** The smallest box that holds these pixels. */
function spanned(points: readonly Pixel[]): Box {
  const [xs, ys] = [points.map(([x]) => x), points.map(([, y]) => y)];
  return [Math.min(...xs), Math.min(...ys), Math.max(...xs) + 1, Math.max(...ys) + 1];
}
