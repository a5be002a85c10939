/** The engine's camera: the current view, the canvas it looks through and the picture it looks at. */

import type { Box, ImagePoint, ScreenPoint, Size } from "./geometry";
import { centred, fitted, lookAt, panBy, reveal, toImage, type View, zoomAt } from "./view";

export class Camera {
  #view: View = { scale: 1, x: 0, y: 0 };
  #canvas: Size = { width: 1, height: 1 };
  #image: Size = { width: 1, height: 1 };
  #dpr = 1;
  /** Until somebody zooms or pans, the picture stays fitted when the canvas changes its size. */
  #fitted = true;
  /** The canvas when a pointer was pressed on it; null: none is. */
  #held: Size | null = null;
  readonly #changed: () => void;

  constructor(changed: () => void) {
    this.#changed = changed;
  }

  get view(): View {
    return this.#view;
  }

  /** Size of the canvas in CSS pixels. */
  get canvas(): Size {
    return this.#canvas;
  }

  /** Device pixels per CSS pixel. */
  get dpr(): number {
    return this.#dpr;
  }

  /** Device pixels per picture pixel: 1 is 100 %. */
  get scale(): number {
    return this.#view.scale * this.#dpr;
  }

  resize(canvas: Size, dpr: number): void {
    const before = this.#canvas;
    this.#canvas = canvas;
    this.#dpr = dpr;
    if (this.#held) this.#changed();
    else this.#adapt(before);
  }

  /** A pointer is pressed: the picture stays under it until it is let go, whatever becomes of the canvas. */
  hold(): void {
    this.#held = this.#canvas;
  }

  letGo(): void {
    const before = this.#held;
    this.#held = null;
    if (before && before !== this.#canvas) this.#adapt(before);
  }

  /** Look at another picture, all of it. */
  show(image: Size): void {
    this.#image = image;
    this.fit();
  }

  fit(): void {
    this.#set(fitted(this.#canvas, this.#image), true);
  }

  /** One picture pixel per device pixel, the middle of the canvas staying where it is. */
  actualSize(): void {
    this.zoom(1 / this.scale);
  }

  zoom(factor: number, at: ScreenPoint = this.#middle()): void {
    this.#set(zoomAt(this.#view, at, factor, this.#canvas, this.#image));
  }

  panBy(dx: number, dy: number): void {
    this.#set(panBy(this.#view, dx, dy, this.#canvas, this.#image));
  }

  /** Bring a picture point into the middle. */
  lookAt(middle: ImagePoint): void {
    this.#set(lookAt(this.#view, middle, this.#canvas, this.#image));
  }

  /** Bring a box into sight; does nothing when it is. */
  reveal(box: Box): void {
    const view = reveal(this.#view, box, this.#canvas);
    if (view !== this.#view) this.#set(view);
  }

  #middle(): ScreenPoint {
    return middleOf(this.#canvas);
  }

  /** The canvas had another size: what was in its middle stays there. */
  #adapt(before: Size): void {
    if (this.#fitted) this.fit();
    else this.#set(centred(this.#view.scale, toImage(this.#view, middleOf(before)), this.#canvas));
  }

  #set(view: View, fitted = false): void {
    this.#view = view;
    this.#fitted = fitted;
    this.#changed();
  }
}

const middleOf = ({ width, height }: Size): ScreenPoint => ({ x: width / 2, y: height / 2 });
