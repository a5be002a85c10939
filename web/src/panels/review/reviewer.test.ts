/** Reviewing without a page: moving, deciding, undoing, and what happens when somebody else was faster. */
import { describe, expect, test } from "vitest";
import type { ImageObject, ReviewItem } from "../../api/types";
import type { Entry } from "../../saving/entry";
import type { Settled } from "../../saving/outbox";
import { Reviewer, type ReviewOptions } from "./reviewer";

const mask = {
  id: 1,
  origin: "fused",
  round: null,
  by: null,
  rect: [0, 0, 4, 4],
  foreground: "04",
  uncertain: "4",
  ignored: null,
  certainty: 0.5,
  looks: 0.4,
} as const;

const object = (id: string, fields: Partial<ImageObject> = {}): ImageObject => ({
  id,
  class_id: 1,
  box: [0, 0, 4, 4],
  state: "suggested",
  version: 2,
  number: 1,
  pose: "Unspecified",
  truncated: false,
  difficult: false,
  occluded: false,
  mask: { ...mask, rect: [...mask.rect] },
  suggesting: false,
  points: null,
  ...fields,
});

const item = (
  id: string,
  fields: Partial<ImageObject> = {},
  state: ReviewItem["image"]["state"] = "boxed",
): ReviewItem => ({
  object: object(id, fields),
  image: { id: 7, name: "seven", blob: "b", width: 10, height: 10, state, version: 1 },
  random: false,
  comments: 0,
  changed: false,
  reviewed_by: null,
});

/** A reviewer whose outbox only remembers, and a list that comes in pages. */
const table = (...pages: ReviewItem[][]) => tableOf(undefined, ...pages);

async function tableOf(review: ReviewOptions["review"], ...pages: ReviewItem[][]) {
  const sent: Entry[] = [];
  const told: string[] = [];
  const held = new Set<string>();
  const heard = new Set<Settled>();
  const asked: (string | null)[] = [];
  const reviewer = new Reviewer({
    user: 1,
    project: 2,
    tab: "t",
    seconds: () => 6,
    tell: (words) => void told.push(words),
    ...(review && { review }),
    outbox: {
      add: (entry) => void sent.push(entry),
      holds: (id) => held.has(id),
      onSettled: (listener) => {
        heard.add(listener);
        return () => heard.delete(listener);
      },
    },
    fetchPage: async (after) => {
      asked.push(after);
      const place = after === null ? 0 : Number(after);
      return { items: pages[place] ?? [], next: place + 1 < pages.length ? String(place + 1) : null };
    },
  });
  reviewer.listen();
  await reviewer.more();
  const settle: Settled = (...word) => {
    for (const listener of heard) listener(...word);
  };
  return { reviewer, sent, told, held, asked, settle, state: () => reviewer.state.getState() };
}

const ids = (count: number, from = 0) => Array.from({ length: count }, (_, i) => item(`o${from + i}`));

test("accepting commits the guess, hands it to the outbox and goes on to the next", async () => {
  const { reviewer, sent, state } = await table(ids(3));
  reviewer.accept();
  expect(sent).toMatchObject([
    {
      kind: "accept",
      object: "o0",
      image: 7,
      project: 2,
      seconds: 6,
      wanted: { state: "accepted", mask: { uncertain: null } },
      base: { state: "suggested" },
      version: 2,
    },
  ]);
  expect(state()).toMatchObject({ focus: 1, decided: 1, canUndo: true });
  expect(state().cells.get("o0")).toMatchObject({ mark: "decided", object: { state: "accepted" } });
});

test("several are decided at once and share the time", async () => {
  const { reviewer, sent, state } = await table(ids(5));
  reviewer.focus(1);
  reviewer.focus(3, true);
  reviewer.reject();
  expect(sent.map(({ kind, object, seconds }) => [kind, object, seconds])).toEqual([
    ["reject", "o1", 2],
    ["reject", "o2", 2],
    ["reject", "o3", 2],
  ]);
  expect(state()).toMatchObject({ focus: 4, anchor: 4, decided: 3 });
});

test("undo brings the suggestion back, with what was uncertain in it", async () => {
  const { reviewer, sent, state } = await table(ids(2));
  reviewer.accept();
  reviewer.undo();
  expect(sent[1]).toMatchObject({
    kind: "revert",
    object: "o0",
    wanted: { state: "suggested", mask: { uncertain: "4" } },
  });
  expect(state()).toMatchObject({ focus: 0, decided: 0, canUndo: false });
  expect(state().cells.get("o0")).toMatchObject({ mark: "none", object: { state: "suggested" } });
});

test("undo puts back only what its step changed, and nothing that was changed again", async () => {
  const { reviewer, sent, told, settle, state } = await table(ids(2));
  reviewer.setClass(9);
  reviewer.accept();
  const moved = { box: [1, 0, 4, 4], class_id: 9, version: 5 };
  const accepted: Partial<ImageObject> = {
    state: "accepted",
    mask: { ...mask, rect: [...mask.rect], uncertain: null },
  };
  settle(sent[1] as Entry, object("o0", { ...moved, ...accepted }), "stored");
  reviewer.undo();
  expect(sent[2]).toMatchObject({ kind: "revert", version: 5, wanted: { box: [1, 0, 4, 4], state: "suggested" } });
  settle(sent[2] as Entry, object("o0", { ...moved, class_id: 4, version: 6 }), "stored");
  reviewer.undo();
  expect([sent.length, told.length]).toEqual([3, 1]);
  expect(state().cells.get("o0")?.object).toMatchObject({ class_id: 4, version: 6 });
});

test("another class is a change of its own and no decision", async () => {
  const { reviewer, sent, state } = await table(ids(2));
  reviewer.setClass(9);
  expect(sent).toMatchObject([{ kind: "edit", wanted: { class_id: 9, state: "suggested" } }]);
  expect(state()).toMatchObject({ focus: 0, decided: 0 });
  reviewer.setClass(9);
  expect(sent).toHaveLength(1);
});

test("what is settled stays: yes only goes on, and nothing changes on an accepted picture", async () => {
  const { reviewer, sent, state } = await table([
    item("o0", { state: "fixed" }),
    item("o1", {}, "accepted"),
    item("o2"),
  ]);
  reviewer.accept();
  reviewer.reject();
  expect(sent).toEqual([]);
  expect(state().focus).toBe(2);
});

describe("a yes to what is settled", () => {
  const settled = [item("o0", { state: "fixed" }), item("o1", { state: "accepted" }, "accepted"), item("o2")];

  /** A reviewer's table; the server answers what `answer` says. */
  const reviewing = async (answer: { done: string[]; others: ImageObject[] } | Error, items = settled) => {
    let down = false;
    const marked: unknown[] = [];
    const problems: unknown[] = [];
    const mark = async (seen: readonly { object_id: string }[], good: boolean) => {
      marked.push([seen, good]);
      if (answer instanceof Error) throw answer;
      if (down) throw new Error("no line");
      return answer;
    };
    const made = await tableOf({ by: "rosa", mark, failed: (problem) => problems.push(problem) }, items);
    const fail = () => {
      down = true;
    };
    return { ...made, marked, problems, fail };
  };

  test("calls it good, also on an accepted picture, and goes on; undo takes the word back", async () => {
    const { reviewer, sent, marked, state } = await reviewing({ done: ["o0"], others: [] });
    reviewer.accept();
    expect(state().cells.get("o0")).toMatchObject({ mark: "decided", reviewed_by: "rosa", object: { version: 2 } });
    expect(state()).toMatchObject({ focus: 1, decided: 1 });
    await Promise.resolve();
    reviewer.undo();
    expect(state().cells.get("o0")).toMatchObject({ mark: "none", reviewed_by: null });
    expect(state()).toMatchObject({ focus: 0, decided: 0, canUndo: false });
    const seen = [{ object_id: "o0", version: 2, active_seconds: 6 }];
    expect([marked, sent]).toEqual([
      [
        [seen, true],
        [seen, false],
      ],
      [],
    ]);
  });

  test("several at once, suggestions among them", async () => {
    const { reviewer, sent, marked, state } = await reviewing({ done: ["o0", "o1"], others: [] });
    reviewer.focus(2, true);
    reviewer.accept();
    expect(sent).toMatchObject([{ kind: "accept", object: "o2" }]);
    expect(marked).toMatchObject([[[{ object_id: "o0" }, { object_id: "o1" }], true]]);
    expect([...state().cells.values()].map(({ reviewed_by }) => reviewed_by)).toEqual(["rosa", "rosa", null]);
  });

  test("what changed since it was seen is shown as it is now, to be looked at again; what is gone is", async () => {
    const { reviewer, state } = await reviewing({ done: [], others: [object("o0", { state: "fixed", version: 5 })] });
    reviewer.focus(1, true);
    reviewer.accept();
    await expect.poll(() => state().cells.get("o1")?.mark).toBe("gone");
    expect(state().cells.get("o0")).toMatchObject({ mark: "look-again", reviewed_by: null, object: { version: 5 } });
  });

  test("a word that did not arrive is not shown as one", async () => {
    const { reviewer, problems, state } = await reviewing(new Error("no line"));
    reviewer.accept();
    await expect.poll(() => problems).toHaveLength(1);
    expect(state().cells.get("o0")).toMatchObject({ mark: "none", reviewed_by: null });
    expect(state()).toMatchObject({ decided: 0, canUndo: false });
  });

  test("a word that could not be taken back stands, and can still be taken back", async () => {
    const answer = { done: ["o0"], others: [] as ImageObject[] };
    const { reviewer, problems, state, fail } = await reviewing(answer);
    reviewer.accept();
    await Promise.resolve();
    fail();
    reviewer.undo();
    await expect.poll(() => problems).toHaveLength(1);
    expect(state().cells.get("o0")).toMatchObject({ mark: "decided", reviewed_by: "rosa" });
    expect(state()).toMatchObject({ decided: 1, canUndo: true });
  });

  test("the word of somebody else stays theirs: yes only goes on, and undo has nothing of it", async () => {
    const bobs = [{ ...item("o0", { state: "fixed" }), reviewed_by: "bob" }, item("o1")];
    const { reviewer, marked, state } = await reviewing({ done: [], others: [] }, bobs);
    reviewer.accept();
    expect(state()).toMatchObject({ focus: 1, canUndo: false });
    reviewer.undo();
    expect(state().cells.get("o0")?.reviewed_by).toBe("bob");
    expect(marked).toEqual([]);
  });

  test("one undo takes back all that one yes did", async () => {
    const { reviewer, sent, marked, state } = await reviewing({ done: ["o0", "o1"], others: [] });
    reviewer.focus(2, true);
    reviewer.accept();
    await Promise.resolve();
    reviewer.undo();
    expect(sent.map(({ kind, object }) => [kind, object])).toEqual([
      ["accept", "o2"],
      ["revert", "o2"],
    ]);
    expect(marked[1]).toMatchObject([[{ object_id: "o0" }, { object_id: "o1" }], false]);
    expect([...state().cells.values()].map(({ mark, reviewed_by }) => [mark, reviewed_by])).toEqual(
      Array(3).fill(["none", null]),
    );
    expect(state()).toMatchObject({ focus: 0, decided: 0, canUndo: false });
  });

  test("waits for the object's own change, and says so", async () => {
    const { reviewer, held, told, marked, state } = await reviewing({ done: ["o0"], others: [] });
    held.add("o0");
    reviewer.accept();
    expect([state().focus, told.length, marked]).toEqual([0, 1, []]);
    held.clear();
    reviewer.accept();
    expect([state().focus, told.length, marked.length]).toEqual([1, 1, 1]);
  });

  test("ends when the object is changed on its image, or sent back", async () => {
    const { reviewer, sent, settle, state } = await reviewing({ done: ["o0", "o1"], others: [] });
    reviewer.focus(1, true);
    reviewer.accept();
    await Promise.resolve();
    const painted = { object: "o0", kind: "fix" } as Entry;
    settle(painted, object("o0", { state: "fixed", version: 3 }), "stored");
    reviewer.sentBack(["o1"]);
    expect([...state().cells.values()].map(({ reviewed_by }) => reviewed_by)).toEqual([null, null, null]);
    reviewer.undo();
    expect(sent).toEqual([]);
  });

  test("a change of one's own ends it", async () => {
    const { reviewer, state } = await reviewing({ done: ["o0"], others: [] });
    reviewer.accept();
    reviewer.focus(0);
    reviewer.setClass(9);
    expect(state().cells.get("o0")?.reviewed_by).toBeNull();
  });
});

describe("somebody else was faster", () => {
  test("a dropped decision is shown to be looked at again", async () => {
    const { reviewer, sent, settle, state } = await table(ids(2));
    reviewer.accept();
    settle(sent[0] as Entry, object("o0", { version: 5 }), "dropped");
    expect(state().cells.get("o0")).toMatchObject({ mark: "look-again", object: { version: 5, state: "suggested" } });
  });

  test("a deleted object can no longer be decided", async () => {
    const { reviewer, sent, settle, state } = await table(ids(2));
    reviewer.reject();
    settle(sent[0] as Entry, null, "dropped");
    expect(state().cells.get("o0")?.mark).toBe("gone");
    reviewer.focus(0);
    reviewer.accept();
    expect(sent).toHaveLength(1);
  });
});

test("the next page is fetched before the end is reached, once, and repeated objects come once", async () => {
  const { reviewer, asked, state } = await table(ids(100), [...ids(1, 99), ...ids(50, 100)]);
  expect(asked).toEqual([null]);
  reviewer.focus(30);
  expect(asked).toEqual([null]);
  reviewer.focus(41);
  reviewer.focus(42);
  await Promise.resolve();
  await Promise.resolve();
  expect(asked).toEqual([null, "1"]);
  expect(state()).toMatchObject({ ended: true, loading: false });
  expect(state().order).toHaveLength(150);
});

test("sending back opens the picture for all of its objects", async () => {
  const { reviewer, state } = await table([item("o0", {}, "accepted"), item("o1", {}, "accepted")]);
  reviewer.sentBack(["o0"]);
  expect(state().cells.get("o0")).toMatchObject({ mark: "sent-back", comments: 1, image: { state: "open" } });
  expect(state().cells.get("o1")?.image.state).toBe("open");
  expect(state().focus).toBe(1);
});
