/** The geometry of a large picture's levels and tiles, as in server/domain/pyramid.py. */

import { type Box, clamp, type Size } from "./geometry";

export const TILE = 512;

/** A tile of a level: level n has 2^-n of the picture's width. */
export type Tile = { readonly level: number; readonly column: number; readonly row: number };

const halved = (length: number, level: number): number => Math.ceil(length / 2 ** level);

/** How many levels there are; the last one is a single tile. */
export function levelCount({ width, height }: Size): number {
  return Math.max(Math.ceil(Math.log2(Math.max(width, height) / TILE)), 0) + 1;
}

/** The coarsest level that has a pixel for each device pixel; `scale` is device pixels per picture pixel. */
export function levelFor(scale: number, size: Size): number {
  return clamp(Math.floor(Math.log2(1 / scale)), 0, levelCount(size) - 1);
}

/** The part of the picture a tile shows, in picture pixels; it may end in the middle of one. */
export function tileBox({ level, column, row }: Tile, { width, height }: Size): Box {
  const side = TILE * 2 ** level;
  return [column * side, row * side, Math.min((column + 1) * side, width), Math.min((row + 1) * side, height)];
}

/** The tiles of a level that show any of this part of the picture, those next to its middle first. */
export function tilesIn(area: Box, level: number, size: Size): Tile[] {
  const side = TILE * 2 ** level;
  const [columns, rows] = [size.width, size.height].map((length) => Math.ceil(halved(length, level) / TILE));
  const [left, top] = [area[0], area[1]].map((edge) => Math.max(Math.floor(edge / side), 0));
  const [right, bottom] = [Math.min(Math.ceil(area[2] / side), columns!), Math.min(Math.ceil(area[3] / side), rows!)];
  const tiles: Tile[] = [];
  for (let row = top!; row < bottom; row++)
    for (let column = left!; column < right; column++) tiles.push({ level, column, row });
  const [x, y] = [(area[0] + area[2]) / 2 / side, (area[1] + area[3]) / 2 / side];
  const distance = ({ column, row }: Tile) => Math.hypot(column + 0.5 - x, row + 0.5 - y);
  return tiles.sort((a, b) => distance(a) - distance(b));
}
