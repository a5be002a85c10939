import { expect, test } from "vitest";
import type { HistoryEvent } from "../../api/history";
import { changesSince } from "./since";

const event = (
  user_id: number | null,
  object_id: string | null,
  kind = "object.changed",
  changed: HistoryEvent["changed"] = ["box"],
): HistoryEvent => ({
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
  active_seconds: null,
  changed,
});

test("what others did to objects after my last deed is new, newest first, each name and part once", () => {
  const events = [
    event(2, "a"),
    event(null, "b", "object.suggested"), // a worker
    event(3, "a", "object.fixed", ["box", "mask"]),
    event(2, "a"),
    event(2, "f", "object.drawn", []),
    event(2, null, "image.send_back"),
    event(2, "c", "image.commented"),
    event(2, "d", "object.deleted", []),
    event(1, "a"),
    event(2, "e"),
  ];
  expect([...changesSince(events, 1)]).toEqual([
    ["a", { who: ["user 2", "user 3"], what: ["box", "mask"] }],
    ["f", { who: ["user 2"], what: ["added"] }],
    ["d", { who: ["user 2"], what: [] }],
  ]);
});

test("nothing is new to who was never here, or last", () => {
  expect(changesSince([event(2, "a"), event(2, "b")], 1).size).toBe(0);
  expect(changesSince([event(1, "a"), event(2, "b")], 1).size).toBe(0);
});
