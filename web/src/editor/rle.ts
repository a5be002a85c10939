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
  const changes = Int32Array.from(changesIn(source, width, height, bits)).sort();
  const runs = new Int32Array(changes.length + 1);
  for (let i = 0, last = 0; i < changes.length; i++) {
    runs[i] = changes[i]! - last;
    last = changes[i]!;
  }
  runs[changes.length] = width * height - (changes.at(-1) ?? 0);
  return formatCounts(runs);
}

/**
 * Where, going down the columns, marked and unmarked pixels change over, in no order. Looks along the rows, at four pixels
 * at once: going down the columns of a wide picture would miss the cache at each step.
 */
function changesIn(source: Uint8Array, width: number, height: number, bits: number): number[] {
  const changes: number[] = [];
  const bytes = paddedRows(source, width, height);
  const words = new Uint32Array(bytes.buffer);
  const [stride, wanted] = [words.length / height, bits * 0x01010101];
  for (let x = 0; x < width; x++) {
    const before = x > 0 ? bytes[(height - 1) * 4 * stride + x - 1]! : 0;
    if (differs(bytes[x]!, before, bits)) changes.push(x * height);
  }
  for (let i = stride; i < words.length; i++) {
    if (((words[i]! ^ words[i - stride]!) & wanted) === 0) continue;
    const y = Math.floor(i / stride);
    for (let at = 4 * i; at < 4 * i + 4; at++)
      if (differs(bytes[at]!, bytes[at - 4 * stride]!, bits)) changes.push((at - 4 * stride * y) * height + y);
  }
  return changes;
}

const differs = (a: number, b: number, bits: number): boolean => ((a & bits) === 0) !== ((b & bits) === 0);

/** A copy whose rows begin at multiples of four bytes, with zeros after each row's end. */
function paddedRows(source: Uint8Array, width: number, height: number): Uint8Array<ArrayBuffer> {
  const stride = 4 * Math.ceil(width / 4);
  if (stride === width) return source.slice();
  const rows = new Uint8Array(stride * height);
  for (let y = 0; y < height; y++) rows.set(source.subarray(y * width, (y + 1) * width), y * stride);
  return rows;
}
