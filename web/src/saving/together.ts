/** Calls of one breath done as one: a thousand objects changed by one key are one transaction, not a thousand. */

/** A function that hands all the items it gets before the next microtask to `all`; its results are in their order. */
export function together<Item, Result>(all: (items: readonly Item[]) => Promise<readonly Result[]>) {
  let items: Item[] = [];
  let results: Promise<readonly Result[]> | null = null;
  return async (item: Item): Promise<Result> => {
    const place = items.push(item) - 1;
    results ??= Promise.resolve().then(() => {
      const taken = items;
      items = [];
      results = null;
      return all(taken);
    });
    return (await results)[place] as Result;
  };
}
