/**
 * Marked pixels as the places where, going down the columns of a rectangle, they begin and end: costs what outlines are long,
 * not what masks cover. Places count down the columns; the end of one column is the beginning of the next.
 */

import { type Box, boxArea, boxHeight, NOWHERE, sameBox } from "./geometry";
import { formatCounts, parseCounts } from "./rle";

/** In increasing order, an even number of them: marked from the first to the second, from the third to the fourth, ... */
export type Places = Int32Array;

/** Gathers runs of pixels; those that meet become one, and what is given twice is gone. */
export class Runs {
  readonly #places: number[] = [];
  readonly #height: number;
  readonly #corner: number;

  /** Places count in this rectangle, which holds all runs. */
  constructor(within: Box) {
    this.#height = boxHeight(within);
    this.#corner = within[0] * this.#height + within[1];
  }

  /** Pixels of column x from `top` to before `bottom`. */
  #add(x: number, top: number, bottom: number): void {
    const column = x * this.#height - this.#corner;
    if (top < bottom) this.#places.push(column + top, column + bottom);
  }

  /** What the counts mark, without what lies in `hole`. */
  addCounts(counts: string | null, rect: Box, hole: Box = NOWHERE): this {
    const lengths = parseCounts(counts ?? "");
    for (let i = 0, start = 0; i < lengths.length; start += lengths[i++]!)
      if (i % 2) this.addColumns(start, start + lengths[i]!, rect, hole);
    return this;
  }

  /** What lies between two places of `rect`, without what lies in `hole`. */
  addColumns(start: number, end: number, rect: Box, hole: Box = NOWHERE): void {
    const height = boxHeight(rect);
    for (let at = start; at < end; ) {
      const column = Math.floor(at / height);
      const next = Math.min(end, (column + 1) * height);
      const y = rect[1] - column * height;
      this.#addBeside(hole, rect[0] + column, y + at, y + next);
      at = next;
    }
  }

  #addBeside(hole: Box, x: number, top: number, bottom: number): void {
    const besides = x < hole[0] || x >= hole[2];
    this.#add(x, top, besides ? bottom : Math.min(bottom, hole[1]));
    if (!besides) this.#add(x, Math.max(top, hole[3]), bottom);
  }

  get places(): Places {
    const sorted = Int32Array.from(this.#places).sort();
    let kept = 0;
    for (let i = 0; i < sorted.length; i++) {
      if (kept > 0 && sorted[kept - 1] === sorted[i]) kept--;
      else sorted[kept++] = sorted[i]!;
    }
    return sorted.subarray(0, kept);
  }
}

/** Tight bounds of what is marked; NOWHERE when nothing is. */
export function boundsOf(places: Places, within: Box): Box {
  if (places.length === 0) return NOWHERE;
  const height = boxHeight(within);
  const columnOf = (place: number) => Math.floor(place / height);
  let [top, bottom] = [height, 0];
  for (let i = 0; i < places.length; i += 2) {
    const column = columnOf(places[i]!) * height;
    const through = places[i + 1]! > column + height;
    top = through ? 0 : Math.min(top, places[i]! - column);
    bottom = through ? height : Math.max(bottom, places[i + 1]! - column);
  }
  const last = columnOf(places[places.length - 1]! - 1);
  return [within[0] + columnOf(places[0]!), within[1] + top, within[0] + last + 1, within[1] + bottom];
}

/** Compressed counts over `rect`, which holds all that is marked. */
export function countsIn(places: Places, within: Box, rect: Box): string {
  const own = sameBox(within, rect) ? places : movedTo(rect, places, within);
  const runs: number[] = [];
  let last = 0;
  for (const place of own) {
    runs.push(place - last);
    last = place;
  }
  if (last < boxArea(rect)) runs.push(boxArea(rect) - last);
  return formatCounts(runs);
}

function movedTo(rect: Box, places: Places, within: Box): Places {
  const runs = new Runs(rect);
  for (let i = 0; i < places.length; i += 2) runs.addColumns(places[i]!, places[i + 1]!, within);
  return runs.places;
}
