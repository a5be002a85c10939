import { InfiniteQueryObserver, QueryClient } from "@tanstack/react-query";
import { expect, it } from "vitest";
import { fetchMore } from "./paging";

it("shows the next page, though news came while it was on its way", async () => {
  const queries = new QueryClient();
  const fetches: { page: number; answer: () => void }[] = [];
  const queryFn = ({ pageParam }: { pageParam: number }) =>
    new Promise<number>((resolve) => fetches.push({ page: pageParam, answer: () => resolve(pageParam) }));
  const list = new InfiniteQueryObserver(queries, {
    queryKey: ["list"],
    queryFn,
    initialPageParam: 0,
    getNextPageParam: (last: number) => last + 1,
  });
  const stop = list.subscribe(() => {});
  const arrives = async () => {
    fetches.at(-1)?.answer();
    await new Promise((resolve) => setTimeout(resolve));
  };
  await arrives();

  const more = fetchMore(list.getCurrentResult());
  queries.invalidateQueries({ queryKey: ["list"] });
  await arrives();
  await arrives();
  await more;
  expect(list.getCurrentResult().data?.pages).toEqual([0, 1]);
  expect(fetches.map(({ page }) => page)).toEqual([0, 1, 0, 1]);
  stop();
});
