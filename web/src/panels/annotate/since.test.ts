import { expect, test } from "vitest";
import type { HistoryEvent } from "../../api/history";
import { changesSince } from "./since";

const event = (user_id: number | null, object_id: string | null, kind = "object.changed"): HistoryEvent => ({
  id: 1,
  at: "2026-01-01T00:00:00Z",
  user_id,
  user: user_id === null ? null : `user ${user_id}`,
  kind,
  object_id,
  number: null,
  class_id: null,
  origin: null,
  comment: null,
});

test("what others did to objects after my last deed is new, newest first, each name once", () => {
  const events = [
    event(2, "a"),
    event(null, "b", "object.suggested"), // a worker
    event(3, "a"),
    event(2, "a"),
    event(2, null, "image.send_back"),
    event(2, "c", "image.commented"),
    event(2, "d", "object.deleted"),
    event(1, "a"),
    event(2, "e"),
  ];
  expect([...changesSince(events, 1)]).toEqual([
    ["a", ["user 2", "user 3"]],
    ["d", ["user 2"]],
  ]);
});

test("nothing is new to who was never here, or last", () => {
  expect(changesSince([event(2, "a"), event(2, "b")], 1).size).toBe(0);
  expect(changesSince([event(1, "a"), event(2, "b")], 1).size).toBe(0);
});
