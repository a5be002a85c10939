/** Lists that grow by a page when somebody asks for more. */
import type { InfiniteData, InfiniteQueryObserverResult } from "@tanstack/react-query";

type Pages = Pick<InfiniteQueryObserverResult<InfiniteData<unknown>>, "data" | "fetchNextPage">;

/** Fetches the next page, also where news make all pages fetched anew at that moment: that takes the place of the first try. */
export async function fetchMore({ data, fetchNextPage }: Pages): Promise<void> {
  const { data: after, isError } = await fetchNextPage();
  if (!isError && after?.pages.length === data?.pages.length) await fetchNextPage();
}
