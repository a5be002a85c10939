/** Which waiting changes go into the next request. */
import type { Entry } from "./entry";

/** Changes of one image, in the order they were made. */
export type Batch = readonly [Entry, ...Entry[]];

const most = 50; // entries in one request
const heaviest = 1_000_000; // characters of masks in one request

/**
 * The next changes to send, all of one image; null when none can go. Objects in `blocked` wait for a person's word, those in
 * `careful` send one change at a time, and with `single` so does everybody.
 */
export function nextBatch(
  queue: readonly Entry[],
  blocked: ReadonlySet<string>,
  careful: ReadonlySet<string>,
  single: boolean,
): Batch | null {
  const free = queue.filter((entry) => !blocked.has(entry.object));
  const [first] = free;
  if (!first) return null;
  const batch: [Entry, ...Entry[]] = [first];
  let weight = weightOf(first);
  for (const entry of free.slice(1)) {
    if (entry.image !== first.image) continue;
    if (careful.has(entry.object) && batch.some(({ object }) => object === entry.object)) continue;
    weight += weightOf(entry);
    if (single || batch.length === most || weight > heaviest) break;
    batch.push(entry);
  }
  return batch;
}

const weightOf = ({ wanted: { mask } }: Entry) => (mask ? mask.foreground.length + (mask.ignored?.length ?? 0) : 0);
