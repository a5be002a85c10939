/** COCO's compressed run lengths, as pycocotools writes them: runs down the columns, background first. */

const FIRST_CHARACTER = 48;
const MORE = 0x20;
const SIGN = 0x10;

/** Thrown for counts that are no COCO RLE or do not fill their rectangle. */
export class RleError extends Error {}

/** Run lengths of compressed counts. From the fourth on a run is stored as its difference to the one two before. */
export function parseCounts(counts: string): number[] {
  const runs: number[] = [];
  let position = 0;
  while (position < counts.length) {
    let value = 0;
    let shift = 0;
    let bits: number;
    do {
      bits = counts.charCodeAt(position++) - FIRST_CHARACTER;
      if (!(bits >= 0 && bits < 64) || shift > 30)
        throw new RleError(`no COCO RLE at character ${position}: ${counts}`);
      value |= (bits & 0x1f) << shift;
      shift += 5;
    } while (bits & MORE);
    if (bits & SIGN && shift < 32) value |= -1 << shift;
    if (runs.length > 2) value += runs[runs.length - 2]!;
    if (value < 0) throw new RleError(`negative run in COCO RLE: ${counts}`);
    runs.push(value);
  }
  return runs;
}

/** Compressed counts of run lengths. */
export function formatCounts(runs: ArrayLike<number>): string {
  const codes: number[] = [];
  for (let i = 0; i < runs.length; i++) {
    let value = i > 2 ? runs[i]! - runs[i - 2]! : runs[i]!;
    let more = true;
    while (more) {
      const bits = value & 0x1f;
      value >>= 5;
      more = bits & SIGN ? value !== -1 : value !== 0;
      codes.push(bits + (more ? MORE : 0) + FIRST_CHARACTER);
    }
  }
  return codesToString(codes);
}

function codesToString(codes: number[]): string {
  let text = "";
  for (let i = 0; i < codes.length; i += 8192) text += String.fromCharCode(...codes.slice(i, i + 8192));
  return text;
}

/** Whether the counts mark no pixel: one run of background, or an empty rectangle. */
export const isBlank = (counts: string): boolean => parseCounts(counts).length < 2;

/** Calls `each` for every part of a column that the counts mark; throws RleError when they do not fill the rectangle. */
function eachMarked(
  counts: string,
  width: number,
  height: number,
  each: (x: number, top: number, bottom: number) => void,
): void {
  const runs = parseCounts(counts);
  const total = runs.reduce((sum, run) => sum + run, 0);
  if (total !== width * height) throw new RleError(`RLE covers ${total} pixels, its rectangle has ${width * height}`);
  for (let i = 0, start = 0; i < runs.length; start += runs[i++]!) {
    if (i % 2 === 0) continue;
    let x = Math.floor(start / height);
    for (let [top, left] = [start - x * height, runs[i]!]; left > 0; x++, top = 0) {
      const bottom = Math.min(top + left, height);
      left -= bottom - top;
      each(x, top, bottom);
    }
  }
}

/**
 * How many pixels of each step x step block (a power of two; row-major, from the rectangle's corner on) the counts mark.
 * Costs what outlines are long and how many blocks there are, not what masks cover.
 */
export function marksInBlocks(counts: string, width: number, height: number, step: number): Int32Array {
  const [columns, rows, shift] = [Math.ceil(width / step), Math.ceil(height / step), Math.log2(step)];
  const marks = new Int32Array(columns * rows);
  const further = new Int32Array(columns * (rows + 1)); // by how much more of each block's columns is marked than above it
  eachMarked(counts, width, height, (x, top, bottom) => {
    const [first, last, column] = [top >> shift, (bottom - 1) >> shift, x >> shift];
    if (first === last) {
      marks[first * columns + column]! += bottom - top;
      return;
    }
    marks[first * columns + column]! += ((first + 1) << shift) - top;
    marks[last * columns + column]! += bottom - (last << shift);
    further[(first + 1) * columns + column]! += step;
    further[last * columns + column]! -= step;
  });
  for (let i = 0; i < marks.length; i++) {
    if (i >= columns) further[i]! += further[i - columns]!;
    marks[i]! += further[i]!;
  }
  return marks;
}

/** Set `bit` in the row-major bytes `target` (width x height) wherever the counts mark a pixel. */
export function decodeInto(target: Uint8Array, counts: string, width: number, height: number, bit: number): void {
  eachMarked(counts, width, height, (x, top, bottom) => {
    for (let y = top, i = y * width + x; y < bottom; y++, i += width) target[i]! |= bit;
  });
}

/** A rectangle of a row-major array `stride` wide: half-open, as Box. */
export type Window = readonly [x0: number, y0: number, x1: number, y1: number];

/**
 * Compressed counts of the pixels in `window` that have any of the `bits`, in the row-major bytes `source` of rows `stride`
 * wide. Outside of the window nothing may have them, so that nothing has to be cut out first.
 */
export function encode(source: Uint8Array, stride: number, bits: number, window: Window): string {
  const changes = Int32Array.from(changesIn(source, stride, bits, window)).sort();
  const runs = new Int32Array(changes.length + 1);
  for (let i = 0, last = 0; i < changes.length; i++) {
    runs[i] = changes[i]! - last;
    last = changes[i]!;
  }
  const [x0, y0, x1, y1] = window;
  runs[changes.length] = (x1 - x0) * (y1 - y0) - (changes.at(-1) ?? 0);
  return formatCounts(runs);
}

/**
 * Where, going down the window's columns, marked and unmarked pixels change over, in no order. Looks along the rows, at four
 * pixels at once: going down the columns of a wide picture would miss the cache at each step.
 */
function changesIn(source: Uint8Array, stride: number, bits: number, [x0, y0, x1, y1]: Window): number[] {
  const changes: number[] = [];
  const [bytes, row] = paddedRows(source, stride);
  const [height, wanted] = [y1 - y0, bits * 0x01010101];
  for (let x = x0; x < x1; x++) {
    const before = x > x0 ? bytes[(y1 - 1) * row + x - 1]! : 0;
    if (differs(bytes[y0 * row + x]!, before, bits)) changes.push((x - x0) * height);
  }
  const words = wordsOf(bytes);
  const step = row / 4;
  for (let i = (y0 + 1) * step; i < y1 * step; i++) {
    if (((words[i]! ^ words[i - step]!) & wanted) === 0) continue;
    const y = Math.floor(i / step);
    for (let at = 4 * i; at < 4 * i + 4; at++)
      if (differs(bytes[at]!, bytes[at - row]!, bits)) changes.push((at - row * y - x0) * height + y - y0);
  }
  return changes;
}

const differs = (a: number, b: number, bits: number): boolean => ((a & bits) === 0) !== ((b & bits) === 0);

/** The bytes themselves, or a copy whose rows begin at multiples of four bytes, with zeros after each row's end; and its stride. */
function paddedRows(source: Uint8Array, stride: number): [bytes: Uint8Array, stride: number] {
  const padded = 4 * Math.ceil(stride / 4);
  if (padded === stride) return [source, stride];
  const rows = source.length / stride;
  const bytes = new Uint8Array(padded * rows);
  for (let y = 0; y < rows; y++) bytes.set(source.subarray(y * stride, (y + 1) * stride), y * padded);
  return [bytes, padded];
}

/** The bytes four at a time, without those left over; a copy only where they do not lie at a multiple of four. */
export function wordsOf(bytes: Uint8Array): Uint32Array {
  const aligned = bytes.byteOffset % 4 ? bytes.slice() : bytes;
  return new Uint32Array(aligned.buffer, aligned.byteOffset, bytes.length >> 2);
}
