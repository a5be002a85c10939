/** What other people changed in an image since somebody last did something to it. */
import type { HistoryEvent } from "../../api/history";

/** What became of one object: who changed it, each once, and what of it. */
export type News = { readonly who: readonly string[]; readonly what: readonly NewsPart[] };

export type NewsPart = "added" | HistoryEvent["changed"][number];

/** By the object. */
export type Since = ReadonlyMap<string, News>;

export const nothingNew: Since = new Map();

/** `events` newest first; nothing is new to who never did anything here. */
export function changesSince(events: readonly HistoryEvent[], me: number): Since {
  const last = events.findIndex(({ user_id }) => user_id === me);
  const found = new Map<string, News>();
  for (const { user, object_id, kind, changed } of events.slice(0, Math.max(last, 0))) {
    if (user === null || object_id === null || !kind.startsWith("object.")) continue;
    const { who, what } = found.get(object_id) ?? { who: [], what: [] };
    const parts: readonly NewsPart[] = kind === "object.drawn" ? ["added"] : changed;
    found.set(object_id, { who: [...new Set([...who, user])], what: [...new Set([...what, ...parts])] });
  }
  return found;
}
