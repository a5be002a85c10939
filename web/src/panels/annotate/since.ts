/** What other people changed in an image since somebody last did something to it. */
import type { ImageOpened } from "../../api/types";

/** What became of one object: who changed it, each once, and what of it. */
export type News = { readonly who: readonly string[]; readonly what: readonly NewsPart[] };

type Told = NonNullable<ImageOpened["news"]>;

export type NewsPart = "added" | Told[number]["changed"][number];

/** By the object. */
export type Since = ReadonlyMap<string, News>;

export const nothingNew: Since = new Map();

/** The server's news by the object. */
export const sinceOf = (news: Told): Since =>
  new Map(
    news.map(({ object_id, users, drawn, changed }) => [
      object_id,
      { who: users, what: drawn ? ["added", ...changed] : changed },
    ]),
  );
