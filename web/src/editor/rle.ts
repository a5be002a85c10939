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

/** Set `bit` in the row-major bytes `target` (width x height) wherever the counts mark a pixel. */
export function decodeInto(target: Uint8Array, counts: string, width: number, height: number, bit: number): void {
  const runs = parseCounts(counts);
  const total = runs.reduce((sum, run) => sum + run, 0);
  if (total !== width * height) throw new RleError(`RLE covers ${total} pixels, its rectangle has ${width * height}`);
  let start = 0;
  runs.forEach((run, i) => {
    if (i % 2) markRun(target, start, run, width, height, bit);
    start += run;
  });
}

function markRun(target: Uint8Array, start: number, run: number, width: number, height: number, bit: number): void {
  let x = Math.floor(start / height);
  let y = start - x * height;
  for (let left = run; left > 0; x++, y = 0) {
    const end = Math.min(y + left, height);
    left -= end - y;
    for (let i = y * width + x; y < end; y++, i += width) target[i]! |= bit;
  }
}

/** Compressed counts of the pixels of the row-major bytes `source` (width x height) that have any of the `bits`. */
export function encode(source: Uint8Array, width: number, height: number, bits: number): string {
  const runs: number[] = [];
  let run = 0;
  let inside = false;
  const columns = new Uint8Array(height * COLUMNS_AT_ONCE);
  for (let x = 0; x < width; x += COLUMNS_AT_ONCE) {
    const count = Math.min(COLUMNS_AT_ONCE, width - x);
    transpose(source, x, count, width, height, columns);
    for (let i = 0; i < count * height; i++) {
      const marked = (columns[i]! & bits) !== 0;
      if (marked !== inside) {
        runs.push(run);
        run = 0;
        inside = marked;
      }
      run++;
    }
  }
  runs.push(run);
  return formatCounts(runs);
}

/** Walking down single columns of a wide picture misses the cache at each step; a strip of them does not. */
const COLUMNS_AT_ONCE = 64;

function transpose(source: Uint8Array, x: number, count: number, width: number, height: number, out: Uint8Array): void {
  for (let y = 0; y < height; y++) {
    const row = y * width + x;
    for (let c = 0; c < count; c++) out[c * height + y] = source[row + c]!;
  }
}
