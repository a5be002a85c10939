/** What other people changed in an image since somebody last did something to it. */
import type { HistoryEvent } from "../../api/history";

/** By the object: who changed it, each once. */
export type Since = ReadonlyMap<string, readonly string[]>;

export const nothingNew: Since = new Map();

/** `events` newest first; nothing is new to who never did anything here. */
export function changesSince(events: readonly HistoryEvent[], me: number): Since {
  const last = events.findIndex(({ user_id }) => user_id === me);
  const found = new Map<string, string[]>();
  for (const { user, object_id, kind } of events.slice(0, Math.max(last, 0))) {
    if (user === null || object_id === null || !kind.startsWith("object.")) continue;
    const names = found.get(object_id) ?? [];
    if (!names.includes(user)) found.set(object_id, [...names, user]);
  }
  return found;
}
