/** Masks as shapes: islands, holes, specks, cuts and smooth edges. Masks go in and come out unchanged; foreground is what counts. */

import { boxWidth, type Size, union } from "./geometry";
import { bounds, crop, emptyMask, FOREGROUND, IGNORED, type Mask } from "./mask";

/** Pixels that touch at a corner belong together (8), or only those that share an edge (4). */
export type Touching = 4 | 8;

/** `labels`: for each pixel the number of its component from 1 on, 0 outside; `areas[n - 1]`: pixels of component n. */
export type Components = { readonly labels: Int32Array; readonly areas: readonly number[] };

/** The connected components of the pixels that `inside` marks with non-zero, numbered in reading order. */
export function components(inside: Uint8Array, width: number, touching: Touching): Components {
  const labels = new Int32Array(inside.length);
  const stack: number[] = [];
  const areas: number[] = [];
  for (let start = 0; start < inside.length; start++) {
    if (!inside[start] || labels[start]) continue;
    const label = areas.push(0);
    labels[start] = label;
    stack.push(start);
    while (stack.length > 0) {
      const at = stack.pop()!;
      areas[label - 1]!++;
      visit(at, width, inside.length, touching, (next) => {
        if (!inside[next] || labels[next]) return;
        labels[next] = label;
        stack.push(next);
      });
    }
  }
  return { labels, areas };
}

/** Call `each` with the neighbours of a pixel inside the rectangle. */
function visit(at: number, width: number, length: number, touching: Touching, each: (next: number) => void): void {
  const x = at % width;
  const [left, right, up, down] = [x > 0, x < width - 1, at >= width, at < length - width];
  if (left) each(at - 1);
  if (right) each(at + 1);
  if (up) each(at - width);
  if (down) each(at + width);
  if (touching === 4) return;
  if (left && up) each(at - width - 1);
  if (right && up) each(at - width + 1);
  if (left && down) each(at + width - 1);
  if (right && down) each(at + width + 1);
}

const foregroundOf = (mask: Mask): Uint8Array => mask.pixels.map((flags) => flags & FOREGROUND);

/** The mask with every pixel replaced for which `flagsAt` returns other flags. */
const remade = (mask: Mask, flagsAt: (flags: number, i: number) => number): Mask => ({
  rect: mask.rect,
  pixels: mask.pixels.map(flagsAt),
});

/** The mask with its holes made foreground: what nobody can reach from outside, not even a step over an edge. Ignored pixels stay. */
export function filled(mask: Mask): Mask {
  const [x0, y0, x1, y1] = mask.rect;
  const framed = crop(mask, [x0 - 1, y0 - 1, x1 + 1, y1 + 1]);
  const outside = components(
    framed.pixels.map((flags) => (flags & FOREGROUND ? 0 : 1)),
    boxWidth(framed.rect),
    4,
  );
  const [width, from] = [boxWidth(mask.rect), boxWidth(framed.rect)];
  const isHole = (i: number) => outside.labels[(Math.floor(i / width) + 1) * from + (i % width) + 1]! > 1;
  return remade(mask, (flags, i) => (isHole(i) && !(flags & IGNORED) ? FOREGROUND : flags));
}

/** Islands below this share of the foreground are specks. */
const SPECK_SHARE = 0.01;

/** The mask without islands smaller than `share` of its foreground; the largest island always stays. */
export function withoutSpecks(mask: Mask, share = SPECK_SHARE): Mask {
  const { labels, areas } = components(foregroundOf(mask), boxWidth(mask.rect), 8);
  const smallest = Math.min(share * areas.reduce((sum, area) => sum + area, 0), Math.max(...areas, 0));
  return remade(mask, (flags, i) => (labels[i] && areas[labels[i]! - 1]! < smallest ? 0 : flags));
}

/**
 * The mask with smoother edges: each pixel becomes what most of its 3 x 3 neighbourhood is. Beside the picture everything
 * goes on as at its border. Ignored pixels stay, and a mask so thin that none would be left stays whole.
 */
export function smoothed(mask: Mask, picture: Size): Mask {
  const framed = framedIn(mask, picture);
  const [width, from] = [boxWidth(mask.rect), boxWidth(framed.rect)];
  const majority = (i: number) => {
    const middle = (Math.floor(i / width) + 1) * from + (i % width) + 1;
    let count = 0;
    for (const row of [middle - from, middle, middle + from])
      for (let at = row - 1; at <= row + 1; at++) count += framed.pixels[at]! & FOREGROUND;
    return count >= 5;
  };
  const smooth = remade(mask, (flags, i) => (flags & IGNORED ? flags : majority(i) ? FOREGROUND : 0));
  return bounds(smooth, FOREGROUND) ? smooth : mask;
}

/** The mask with one pixel more on each side; beyond the picture's border that is the pixel at it. */
function framedIn(mask: Mask, { width, height }: Size): Mask {
  const [x0, y0, x1, y1] = mask.rect;
  const framed = crop(mask, [x0 - 1, y0 - 1, x1 + 1, y1 + 1]);
  const { pixels } = framed;
  const row = boxWidth(framed.rect);
  for (let at = 0; at < pixels.length; at += row) {
    if (x0 === 0) pixels[at] = pixels[at + 1]!;
    if (x1 === width) pixels[at + row - 1] = pixels[at + row - 2]!;
  }
  if (y0 === 0) pixels.copyWithin(0, row, 2 * row);
  if (y1 === height) pixels.copyWithin(pixels.length - row, pixels.length - 2 * row, pixels.length - row);
  return framed;
}

/** The islands of a mask as masks of their own, largest first; specks and ignored pixels stay with the largest. */
export function islandsOf(mask: Mask, share = SPECK_SHARE): Mask[] {
  const { labels, areas } = components(foregroundOf(mask), boxWidth(mask.rect), 8);
  const smallest = share * areas.reduce((sum, area) => sum + area, 0);
  const numbers = areas.map((_, i) => i + 1).sort((a, b) => areas[b - 1]! - areas[a - 1]!);
  const others = numbers.slice(1).filter((number) => areas[number - 1]! >= smallest);
  return parted(mask, labels, others);
}

/**
 * The mask cut along the pixels of `line` (which needs no gaps for an edge step to slip through): first what stays, the larger
 * piece of every island, then what is cut off; the line's own pixels go to the nearest side. One mask when nothing is cut off.
 */
export function cutAlong(mask: Mask, line: Mask): Mask[] {
  const width = boxWidth(mask.rect);
  const whole = foregroundOf(mask);
  const islands = components(whole, width, 4).labels;
  const apart = Uint8Array.from(whole);
  const blade = crop(line, mask.rect).pixels;
  for (let i = 0; i < apart.length; i++) if (blade[i]) apart[i] = 0;
  const { labels, areas } = components(apart, width, 4);
  const largest = new Map<number, number>();
  for (let i = 0; i < labels.length; i++) {
    const [piece, island] = [labels[i]!, islands[i]!];
    if (piece && areas[piece - 1]! > (areas[(largest.get(island) ?? 0) - 1] ?? 0)) largest.set(island, piece);
  }
  const stays = new Set(largest.values());
  const off = new Set(areas.map((_, i) => i + 1).filter((piece) => !stays.has(piece)));
  const sides = labels.map((piece) => (piece === 0 ? 0 : off.has(piece) ? 2 : 1));
  spread(sides, whole, width);
  return parted(mask, sides, off.size > 0 ? [2] : []);
}

/** In place: give foreground pixels without a label the label of the nearest one that has one. */
function spread(labels: Int32Array, inside: Uint8Array, width: number): void {
  let edge = [...labels.keys()].filter((i) => labels[i]);
  while (edge.length > 0) {
    const next: number[] = [];
    for (const at of edge) {
      visit(at, width, labels.length, 4, (other) => {
        if (!inside[other] || labels[other]) return;
        labels[other] = labels[at]!;
        next.push(other);
      });
    }
    edge = next;
  }
}

/** The mask without the labelled parts, and then each of these parts over its own bounds. */
function parted(mask: Mask, labels: Int32Array, parts: readonly number[]): Mask[] {
  const rest = remade(mask, (flags, i) => (parts.includes(labels[i]!) ? 0 : flags));
  const pieces = parts.map((part) => remade(mask, (_, i) => (labels[i] === part ? FOREGROUND : 0)));
  return [rest, ...pieces.map(tight)];
}

const tight = (mask: Mask): Mask => crop(mask, bounds(mask, FOREGROUND) ?? mask.rect);

/** All pixels that any of the masks has, over the bounds of all; foreground goes before ignored. */
export function joined(masks: readonly Mask[]): Mask {
  const rect = masks.map((mask) => mask.rect).reduce(union);
  const result = emptyMask(rect);
  for (const mask of masks) {
    const { pixels } = crop(mask, rect);
    for (let i = 0; i < pixels.length; i++) result.pixels[i]! |= pixels[i]!;
  }
  return remade(result, (flags) => (flags & FOREGROUND ? FOREGROUND : flags));
}
