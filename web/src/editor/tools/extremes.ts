/** Draws a box by four clicks on the object: its top, left, bottom and right end, in any order. */

import type { Pixel } from "../document";
import { add, drawnObject } from "../edits";
import { type Box, clamp, contains, type ImagePoint } from "../geometry";
import { Steps } from "./steps";
import type { Draft, Tool, ToolHost, ToolKind, ToolPointer } from "./tool";

export const extremesTool: ToolKind = {
  title: "Draw boxes by extreme points",
  key: "q",
  aim: "crosshair",
  make: (host) => new ExtremesTool(host),
};

const ENDS = 4;

/** So far beside the picture, in CSS pixels, its border is meant: objects that end there have an end on it. */
const BORDER_REACH = 24;

class ExtremesTool implements Tool {
  #steps = new Steps<readonly Pixel[]>([]);
  #next: Pixel | null = null;
  /** Where the pointer is down: a point once it is let go. */
  #pressed: Pixel | null = null;
  readonly #host: ToolHost;

  constructor(host: ToolHost) {
    this.#host = host;
  }

  get #points(): readonly Pixel[] {
    return this.#steps.now;
  }

  get draft(): Draft | null {
    const points = this.#pressed ? [...this.#points, this.#pressed] : this.#points;
    if (points.length === 0) return null;
    const next = this.#next ? [this.#next] : [];
    return { kind: "extremes", objectId: null, points, box: spanned([...points, ...next]) };
  }

  down({ at }: ToolPointer): void {
    [this.#pressed, this.#next] = [this.#pixelAt(at), null];
    this.#host.redraw();
  }

  move({ at }: ToolPointer): void {
    if (this.#points.length === 0) return;
    this.#next = this.#pixelAt(at);
    this.#host.redraw();
  }

  up(): void {
    if (this.#pressed) this.#steps.push([...this.#points, this.#pressed]);
    this.#pressed = null;
    if (this.#points.length === ENDS) this.#draw();
    else this.#host.redraw();
  }

  /** Fewer than four ends are no box. */
  finish(): void {}

  stepBack(): boolean {
    if (!this.draft) return false;
    if (this.#pressed === null) this.#steps.undo();
    this.abort();
    return true;
  }

  get canRedo(): boolean {
    return this.#steps.canRedo;
  }

  redo(): void {
    this.#steps.redo();
    this.#host.redraw();
  }

  abort(): void {
    [this.#pressed, this.#next] = [null, null];
    this.#host.redraw();
  }

  cancel(): void {
    this.forget();
    this.abort();
  }

  forget(): void {
    this.#steps = new Steps<readonly Pixel[]>([]);
  }

  leave(): void {
    this.cancel();
  }

  #draw(): void {
    const points = this.#points;
    this.cancel();
    const drawn = drawnObject(this.#host.newId(), spanned(points), this.#host.settings.class);
    this.#host.commit("Draw box by extreme points", add(this.#host.document, [{ ...drawn, points }]));
    this.#host.select(drawn.id);
  }

  #pixelAt({ x, y }: ImagePoint): Pixel | null {
    const { width, height } = this.#host.document.size;
    const reach = BORDER_REACH / this.#host.pixelScale;
    if (!contains([-reach, -reach, width + reach, height + reach], { x, y })) return null;
    return [clamp(Math.floor(x), 0, width - 1), clamp(Math.floor(y), 0, height - 1)];
  }
}

/** The smallest box that holds these pixels. */
function spanned(points: readonly Pixel[]): Box {
  const [xs, ys] = [points.map(([x]) => x), points.map(([, y]) => y)];
  return [Math.min(...xs), Math.min(...ys), Math.max(...xs) + 1, Math.max(...ys) + 1];
}
