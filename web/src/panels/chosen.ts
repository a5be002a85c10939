/** Which images of a list are chosen: some, or all but some, so that choosing a million costs nothing. */

export type Chosen = {
  /** Whether the images that are not named in `odd` are chosen; those named in it are the other way. */
  readonly all: boolean;
  readonly odd: ReadonlySet<number>;
  /** The image that ranges begin at, and what was odd before the latest range. */
  readonly anchor: { readonly id: number; readonly odd: ReadonlySet<number> } | null;
};

export const none: Chosen = { all: false, odd: new Set(), anchor: null };
export const everything: Chosen = { all: true, odd: new Set(), anchor: null };

export const isChosen = ({ all, odd }: Chosen, id: number) => odd.has(id) !== all;

/** How many are chosen of a list of `total`. */
export const countOf = ({ all, odd }: Chosen, total: number) => (all ? Math.max(total - odd.size, 0) : odd.size);

/** Chooses one image, or no longer; ranges begin here from now on. */
export function toggled({ all, odd: before }: Chosen, id: number): Chosen {
  const odd = new Set(before);
  if (!odd.delete(id)) odd.add(id);
  return { all, odd, anchor: { id, odd } };
}

/** All of a range become what its beginning is. A range that began there before is taken back, so that ranges shrink, too. */
export function reached(chosen: Chosen, range: readonly number[]): Chosen {
  const { anchor } = chosen;
  if (!anchor) return chosen;
  const odd = new Set(anchor.odd);
  for (const id of range) anchor.odd.has(anchor.id) ? odd.add(id) : odd.delete(id);
  return { ...chosen, odd };
}

/** An image is gone. */
export function dropped({ all, odd: before, anchor }: Chosen, id: number): Chosen {
  const without = (ids: ReadonlySet<number>) => new Set([...ids].filter((one) => one !== id));
  const kept = anchor && anchor.id !== id ? { id: anchor.id, odd: without(anchor.odd) } : null;
  return { all, odd: without(before), anchor: kept };
}
