/** From a scroll position to a place in a list of any length: no browser scrolls a box as high as a million images. */

const tallest = 8_000_000; // px

export class ScrollMap {
  #full = 0;
  #view = 0;
  #last = 0;
  /** How much further down the list is than the scroll position. */
  #ahead = 0;

  /** The list's and the view's heights in px, whenever they change. */
  resize(full: number, view: number): void {
    this.#full = full;
    this.#view = view;
  }

  /** The height to give to what scrolls. */
  get height(): number {
    return Math.min(this.#full, tallest);
  }

  /** Where a place of the list lies in what scrolls, as things are now. */
  placed = (place: number): number => place - this.#ahead;

  /** The place of the list at the top of the view, now that the scroll position is this. Small steps are true to the pixel. */
  moved(position: number): number {
    const jumped = Math.abs(position - this.#last) > this.#view;
    const [most, end] = [this.height - this.#view, this.#full - this.#view];
    this.#last = position;
    if (this.#full <= tallest) this.#ahead = 0;
    else if (jumped || position <= 0 || position >= most) this.#ahead = (position / most) * end - position;
    return Math.max(Math.min(position + this.#ahead, end), 0);
  }

  /** The scroll position that belongs to this place, to be set when nothing moves: both ends stay within reach. */
  settle(place: number): number {
    const [most, end] = [this.height - this.#view, this.#full - this.#view];
    const position = end <= 0 ? 0 : Math.round((Math.min(place, end) / end) * most);
    this.#last = position;
    this.#ahead = this.#full <= tallest ? 0 : Math.min(place, end) - position;
    return position;
  }
}
