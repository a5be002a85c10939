/** Which of the three first-use hints is due: the first box, the first suggestion, the first accepted mask. Each is shown once. */
import { useEffect, useState } from "react";
import type { EditorState } from "../../editor";
import { keep, readKept } from "./kept";

export const HINTS = ["box", "suggestion", "accepted"] as const;

export type Hint = (typeof HINTS)[number];

type Seen = Pick<EditorState, "objects" | "readOnly">;

const has = ({ objects }: Seen, ...states: readonly string[]) => objects.some(({ state }) => states.includes(state));

/** How many hints need not be shown any more, because the person is past them; `done` of them were before. */
export function passed(done: number, seen: Seen): number {
  if (done === 0 && seen.objects.length > 0) return passed(1, seen);
  return done === 1 && has(seen, "accepted", "fixed") ? 2 : done;
}

/** The hint to show after the first `done` ones. */
export function hintFor(done: number, seen: Seen): Hint | null {
  const at = passed(done, seen);
  const due = [seen.objects.length === 0, has(seen, "suggested"), has(seen, "accepted", "fixed")][at];
  return due && !seen.readOnly ? (HINTS[at] ?? null) : null;
}

/** The hint due for a user now, and how to be done with it. */
export function useHint(user: number, seen: Seen): [Hint | null, () => void] {
  const place = `hints.${user}`;
  const [done, setDone] = useState(() => readKept<{ done: number }>(place).done ?? 0);
  const now = passed(done, seen);
  const finish = (n: number) => {
    keep(place, { done: n });
    setDone(n);
  };
  useEffect(() => {
    if (now !== done) finish(now);
  });
  return [hintFor(done, seen), () => finish(now + 1)];
}
