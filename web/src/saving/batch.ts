/** Which waiting changes go into the next request. */
import { type Entry, sameObject } from "./entry";

/** Changes of one image, in the order they were made. */
export type Batch = readonly [Entry, ...Entry[]];

const most = 50; // entries in one request
const heaviest = 1_000_000; // characters of masks in one request

/**
 * The next changes to send, all of one image; null when none can go. Objects in `blocked` wait for a person's word, those in
 * `careful` send one change at a time, and with `single` so does everybody. Changes of one object go together only if each
 * was made from what the one before it left: the server lets them go on from each other unseen.
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
  const last = new Map([[first.object, first]]);
  let weight = weightOf(first);
  for (const entry of free.slice(1)) {
    const before = last.get(entry.object);
    if (entry.image !== first.image || (before && careful.has(entry.object))) continue;
    if (before && !goesOn(before, entry)) break; // not past it: a merge deletes only what its target already has
    last.set(entry.object, entry);
    weight += weightOf(entry);
    if (single || batch.length === most || weight > heaviest) break;
    batch.push(entry);
  }
  return batch;
}

const goesOn = (before: Entry, { base }: Entry) => base === null || sameObject(base, before.wanted);

/** Characters of its masks, beside which nothing else weighs. */
export const weightOf = ({ wanted: { mask } }: Entry) =>
  mask ? mask.foreground.length + (mask.ignored?.length ?? 0) : 0;
