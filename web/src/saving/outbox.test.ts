import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { ApiError, errorFrom, OfflineError } from "../api/errors";
import type { ImageObject } from "../api/types";
import type { Entry, EntryKind, Wanted } from "./entry";
import { ModelServer, mask, masked, Paper, stored } from "./model";
import { Outbox } from "./outbox";
import { judge, onto } from "./rebase";
import { changeOf } from "./requests";

let made = 0;

/** An entry whose base is a stored object (null: none). */
const entry = (
  kind: EntryKind,
  wanted: Partial<Wanted> = {},
  base: ImageObject | null = stored(),
  object = "a",
): Entry => {
  made += 1;
  const { class_id, box, state, truncated, difficult, occluded, mask } = base ?? stored();
  const found: Wanted = { class_id, box, state, truncated, difficult, occluded, mask };
  const about = { id: `change-${made}`, tab: "t", user: 1, project: 1, image: 1, object, kind, seconds: 0 };
  return { ...about, base: base && found, version: base?.version ?? null, wanted: { ...found, ...wanted } };
};

describe("outbox", () => {
  let paper: Paper;
  let server: ModelServer;
  let reachable: boolean;
  let sent: string[][];
  let outbox: Outbox;
  const send = async (entries: readonly Entry[]) => {
    if (!reachable) throw new OfflineError();
    sent.push(entries.map(({ kind, object }) => `${kind} ${object}`));
    return server.apply(entries);
  };
  beforeEach(() => {
    vi.useFakeTimers();
    paper = new Paper();
    server = new ModelServer();
    reachable = true;
    sent = [];
    outbox = new Outbox(paper, send);
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it("sends in order, what waits in one request, and crosses it out", async () => {
    outbox.add(entry("draw", {}, null));
    outbox.add(entry("edit", { box: [1, 1, 9, 9] }, stored({ version: 0 })));
    outbox.add(entry("draw", {}, null, "b"));
    expect(await outbox.drained()).toBe(true);
    expect(sent.flat()).toEqual(["draw a", "edit a", "draw b"]);
    expect(sent.length).toBeLessThan(3);
    expect(server.get("a")).toMatchObject({ box: [1, 1, 9, 9], version: 2 });
    expect(await paper.all()).toEqual([]);
  });

  it("accepts the suggestion that was looked at, when a worker was quicker with the next", async () => {
    const sketch = masked("suggested", "1?");
    server.put(sketch);
    server.suggest("a", "1>1");
    outbox.add(entry("accept", { state: "accepted" }, sketch));
    expect(await outbox.drained()).toBe(true);
    expect(server.get("a")).toMatchObject({ state: "accepted", mask: { foreground: "1?" } });
  });

  it("asks once about all changes of an image that is gone, and saves what is of others", async () => {
    const gone = new ApiError(404, "not_found", "There is no such image.");
    outbox = new Outbox(paper, (entries) => (entries[0]?.image === 2 ? Promise.reject(gone) : send(entries)));
    for (const object of ["b", "c", "d"]) outbox.add({ ...entry("draw", {}, null, object), image: 2 });
    outbox.add(entry("draw", {}, null));
    await vi.advanceTimersByTimeAsync(0);
    const { conflicts, waiting } = outbox.getSnapshot();
    expect([conflicts.map(({ lost }) => lost), waiting, sent]).toEqual([[3], 3, [["draw a"]]]);
    outbox.add({ ...entry("draw", {}, null, "e"), image: 2 }); // whoever has not read it yet draws on
    await vi.advanceTimersByTimeAsync(0);
    expect(outbox.getSnapshot().conflicts.map(({ lost }) => lost)).toEqual([4]);
    for (const conflict of outbox.getSnapshot().conflicts) outbox.settle(conflict, "theirs");
    expect([outbox.getSnapshot().waiting, outbox.getSnapshot().conflicts, [...paper.entries]]).toEqual([0, [], []]);
  });

  it("waits when something else than the server says that there is no such thing", async () => {
    let answers = false;
    outbox = new Outbox(paper, (entries) => (answers ? send(entries) : Promise.reject(errorFrom(404, "<html>"))));
    outbox.add(entry("draw", {}, null));
    expect(await outbox.drained()).toBe(false);
    expect(outbox.getSnapshot()).toMatchObject({ line: "down", conflicts: [], waiting: 1 });
    answers = true;
    await vi.advanceTimersByTimeAsync(10_000);
    expect(outbox.getSnapshot()).toMatchObject({ line: "up", waiting: 0 });
  });

  it("keeps everything while the server is away and sends it when it is back", async () => {
    reachable = false;
    outbox.add(entry("draw", {}, null));
    outbox.add(entry("fix", { state: "fixed", mask: mask("x") }, stored({ version: 0 })));
    expect(await outbox.drained()).toBe(false);
    expect(outbox.getSnapshot()).toMatchObject({ line: "down", waiting: 2, unkept: 0 });
    reachable = true;
    await vi.advanceTimersByTimeAsync(10_000);
    expect(outbox.getSnapshot()).toMatchObject({ line: "up", waiting: 0 });
    expect(server.get("a")?.mask?.foreground).toBe("x");
  });

  it("waits for the answer to what is being sent again", async () => {
    const answers: ((reachable: boolean) => void)[] = [];
    outbox = new Outbox(paper, async (entries) => {
      reachable = await new Promise<boolean>((resolve) => answers.push(resolve));
      return send(entries);
    });
    const sentAgain = async (now: boolean) => {
      await vi.advanceTimersByTimeAsync(10_000);
      const drained = outbox.drained();
      answers.shift()?.(now);
      return drained;
    };
    outbox.add(entry("draw", {}, null));
    expect([await sentAgain(false), await sentAgain(false), await sentAgain(true)]).toEqual([false, false, true]);
  });

  it("sends what comes at whatever moment while the change before is on its way or fails", async () => {
    const missed: string[] = [];
    for (const works of [true, false])
      for (let moment = 0; moment < 30; moment++) {
        reachable = works;
        outbox = new Outbox(new Paper(), send);
        outbox.add(entry("draw", {}, null, `first ${works} ${moment}`));
        for (let passed = 0; passed < moment; passed++) await Promise.resolve();
        reachable = true;
        if (works) outbox.replay([{ ...entry("draw", {}, null, `then ${moment}`), sequence: 9 }]);
        else outbox.wake();
        await vi.advanceTimersByTimeAsync(10_000);
        if (outbox.getSnapshot().waiting > 0) missed.push(`${works ? "replay" : "wake"} at ${moment}`);
      }
    expect(missed).toEqual([]);
  });

  it.each([
    ["breaks the server", new ApiError(500, "error", "Something broke.", "")],
    ["cannot be put into words", new TypeError("no class")],
  ])("sets a change that %s aside, and sends all the others", async (_, problem) => {
    vi.spyOn(console, "error").mockImplementation(() => {});
    outbox = new Outbox(paper, (entries) =>
      entries.some(({ object }) => object === "bad") ? Promise.reject(problem) : send(entries),
    );
    outbox.add(entry("draw", {}, null, "a"));
    outbox.add(entry("draw", {}, null, "bad"));
    outbox.add(entry("draw", {}, null, "b"));
    await vi.advanceTimersByTimeAsync(60_000);
    const { waiting, line, conflicts } = outbox.getSnapshot();
    expect([server.get("a") !== null, server.get("b") !== null, waiting, line]).toEqual([true, true, 1, "up"]);
    expect(conflicts.map(({ entry, reason }) => [entry.object, reason !== null])).toEqual([["bad", true]]);
    expect((await paper.all()).map(({ object }) => object)).toEqual(["bad"]); // until a person gives it up
  });

  it("waits for a server that is starting, however long", async () => {
    let up = false;
    outbox = new Outbox(paper, (entries) => (up ? send(entries) : Promise.reject(new ApiError(503, "x", "", ""))));
    outbox.add(entry("draw", {}, null));
    await vi.advanceTimersByTimeAsync(600_000);
    expect(outbox.getSnapshot()).toMatchObject({ line: "down", conflicts: [] });
    up = true;
    await vi.advanceTimersByTimeAsync(10_000);
    expect(outbox.getSnapshot()).toMatchObject({ line: "up", waiting: 0 });
  });

  it("sends what a closed page left in the journal, once", async () => {
    reachable = false;
    outbox.add(entry("draw", {}, null));
    await outbox.drained();
    reachable = true;
    const later = new Outbox(paper, send);
    later.replay(await paper.all());
    later.replay(await paper.all());
    expect(await later.drained()).toBe(true);
    expect(sent).toEqual([["draw a"]]);
    expect(paper.entries.size).toBe(0);
  });

  it("takes back what gave a box extreme points, and what took them", async () => {
    const points = [
      [0, 4],
      [5, 0],
      [9, 4],
      [5, 9],
    ];
    const [none, some] = [stored({ version: 0 }), stored({ points })];
    outbox.add(entry("draw", { points: null }, null));
    outbox.add({ ...entry("edit", { points }, none), base: { ...entry("edit").wanted, points: null } });
    await outbox.drained();
    expect(server.get("a")?.points).toEqual(points);
    outbox.add({ ...entry("revert", { points: null }, some), base: { ...entry("edit").wanted, points }, version: 2 });
    await outbox.drained();
    expect(server.get("a")).toMatchObject({ points: null, box: none.box, version: 3 });
    outbox.add({ ...entry("delete", {}, none), version: 3 });
    outbox.add(entry("restore", { points }, null));
    await outbox.drained();
    expect(server.get("a")?.points).toEqual(points);
  });

  it("says that nothing is on disk, and sends it all the same", async () => {
    paper.add = () => Promise.reject(new Error("QuotaExceededError"));
    reachable = false;
    outbox.add(entry("draw", {}, null));
    await outbox.drained();
    expect(outbox.getSnapshot()).toMatchObject({ waiting: 1, unkept: 1, keeps: false });
    reachable = true;
    outbox.wake();
    expect(await outbox.drained()).toBe(true);
    expect(outbox.getSnapshot()).toMatchObject({ unkept: 0, keeps: false });
    expect(server.get("a")).not.toBeNull();
  });

  it("waits for no disk: what one key does goes as one request, and is crossed out when it was written late", async () => {
    const written: (() => void)[] = [];
    const write = paper.add;
    paper.add = async (one) => {
      await new Promise<void>((resolve) => written.push(resolve));
      return write(one);
    };
    for (const object of ["a", "b"]) outbox.add(entry("draw", {}, null, object));
    expect(await outbox.drained()).toBe(true);
    expect(sent).toEqual([["draw a", "draw b"]]);
    for (const go of written) go();
    await vi.advanceTimersByTimeAsync(0);
    expect(paper.entries.size).toBe(0);
    expect(outbox.getSnapshot()).toMatchObject({ waiting: 0, unkept: 0 });
  });

  it("puts a stroke on top of a suggestion that arrived meanwhile, without asking", async () => {
    server.put(masked("suggested", "theirs", { version: 5 }));
    outbox.add(entry("fix", { state: "fixed", mask: mask("mine") }, stored({ version: 4 })));
    expect(await outbox.drained()).toBe(true);
    expect(server.get("a")).toMatchObject({ version: 6, mask: { foreground: "mine" } });
  });

  it("joins changes of different parts of one object", async () => {
    server.put(stored({ version: 7, class_id: 2, box: [0, 0, 8, 8] }));
    outbox.add(entry("edit", { truncated: true }, stored({ version: 6 })));
    outbox.add(
      entry("fix", { state: "fixed", truncated: true, mask: mask("mine") }, stored({ version: 6, truncated: true })),
    );
    expect(await outbox.drained()).toBe(true);
    expect(server.get("a")).toMatchObject({ class_id: 2, box: [0, 0, 8, 8], truncated: true, state: "fixed" });
  });

  it("asks when both painted, goes on with other objects, and loses nothing whatever the answer", async () => {
    for (const choice of ["mine", "theirs"] as const) {
      server.put(masked("fixed", "theirs", { version: 7 }));
      const settled = vi.fn();
      const stop = outbox.onSettled(settled);
      outbox.add(entry("fix", { state: "fixed", mask: mask("mine") }, masked("fixed", "before", { version: 6 })));
      outbox.add(entry("draw", {}, null, choice));
      await outbox.drained();
      expect(server.get(choice)).not.toBeNull();
      expect(server.get("a")?.mask?.foreground).toBe("theirs");
      const [conflict] = outbox.getSnapshot().conflicts;
      if (!conflict) throw new Error("it should have asked");
      outbox.settle(conflict, choice);
      outbox.settle(conflict, "theirs"); // a second click changes nothing
      expect(await outbox.drained()).toBe(true);
      expect(server.get("a")?.mask?.foreground).toBe(choice);
      const outcome = choice === "mine" ? "stored" : "dropped";
      expect(settled).toHaveBeenLastCalledWith(expect.anything(), expect.anything(), outcome);
      stop();
    }
  });

  it("brings a deleted object back when its stroke is to stay", async () => {
    server.put(stored({ version: 3 }));
    server.apply([entry("delete", {}, stored({ version: 3 }))]);
    outbox.add(entry("fix", { state: "fixed", mask: mask("mine") }, stored({ version: 3 })));
    await outbox.drained();
    const [conflict] = outbox.getSnapshot().conflicts;
    if (!conflict) throw new Error("it should have asked");
    outbox.settle(conflict, "mine");
    expect(await outbox.drained()).toBe(true);
    expect(server.get("a")?.mask?.foreground).toBe("mine");
  });

  it("waits for the person when the session has ended, and goes on after signing in", async () => {
    let signedIn = false;
    outbox = new Outbox(paper, async (entries) => {
      if (!signedIn) throw new ApiError(401, "not_signed_in", "Sign in.");
      return send(entries);
    });
    outbox.add(entry("draw", {}, null));
    expect(await outbox.drained()).toBe(false);
    expect(outbox.getSnapshot().line).toBe("signed-out");
    signedIn = true;
    outbox.wake();
    expect(await outbox.drained()).toBe(true);
  });

  it("finds the one change that the server cannot read, and stores the others", async () => {
    outbox = new Outbox(paper, async (entries) => {
      if (entries.some(({ object }) => object === "bad")) throw new ApiError(422, "bad_input", "No.", "Mend it.");
      return send(entries);
    });
    for (const object of ["a", "bad", "b"]) outbox.add(entry("draw", {}, null, object));
    await outbox.drained();
    expect([...server.rows.keys()]).toEqual(["a", "b"]);
    const [conflict] = outbox.getSnapshot().conflicts;
    expect(conflict).toMatchObject({ entry: { object: "bad" }, reason: "No. Mend it." });
    if (conflict) outbox.settle(conflict, "theirs");
    expect(await paper.all()).toEqual([]);
  });
});

describe("judge", () => {
  const cases: [string, Entry, ImageObject | null, string][] = [
    ["a repeated create", entry("draw", {}, null), stored(), "done"],
    ["a restore of what is gone", entry("restore", {}, null), null, "send"],
    ["a moved box over a flag", entry("edit", { box: [0, 0, 9, 9] }), stored({ truncated: true }), "send"],
    ["a class over a moved box", entry("edit", { class_id: 2 }), stored({ box: [0, 0, 8, 8] }), "send"],
    ["two moved boxes", entry("edit", { box: [0, 0, 9, 9] }), stored({ box: [0, 0, 8, 8] }), "ask"],
    ["two classes", entry("edit", { class_id: 2 }), stored({ class_id: 3 }), "ask"],
    ["the same box twice", entry("edit", { box: [0, 0, 8, 8] }), stored({ box: [0, 0, 8, 8] }), "done"],
    ["a box that holds their mask", entry("edit", { box: [1, 1, 9, 9] }), masked("fixed", "x"), "send"],
    ["a box that cuts their mask", entry("edit", { box: [4, 4, 9, 9] }), masked("fixed", "x"), "ask"],
    ["a box that cuts a suggestion", entry("edit", { box: [4, 4, 9, 9] }), masked("suggested", "x"), "send"],
    [
      "accepting what was overtaken",
      entry("accept", {}, masked("suggested", "1?")),
      masked("suggested", "1>1"),
      "send",
    ],
    [
      "accepting what was overtaken, in another box",
      entry("accept", {}, masked("suggested", "1?")),
      masked("suggested", "1>1", { box: [0, 0, 9, 9] }),
      "drop",
    ],
    [
      "accepting where somebody chose another",
      entry("accept", {}, masked("suggested", "1?")),
      masked("suggested", "1>1", { mask: { ...masked("suggested", "1>1").mask, by: 2 } as ImageObject["mask"] }),
      "drop",
    ],
    [
      "accepting GrabCut's mask when the fused one, which marks doubt around it, has come",
      entry("accept", {}, masked("suggested", "1?")),
      masked("suggested", "", {
        mask: {
          id: 2,
          origin: "fused",
          round: null,
          by: null,
          rect: [1, 1, 6, 6],
          foreground: "73110000",
          uncertain: "023000005",
          ignored: null,
          certainty: null,
          looks: null,
        },
      }),
      "send",
    ],
    ["accepting what only moved on", entry("accept", {}, masked("suggested", "x")), masked("suggested", "x"), "send"],
    ["accepting twice", entry("accept", {}, masked("suggested", "x")), masked("accepted", "x"), "done"],
    ["rejecting a new suggestion", entry("reject", {}, masked("suggested", "x")), masked("suggested", "y"), "send"],
    ["rejecting what was accepted", entry("reject", {}, masked("suggested", "x")), masked("accepted", "x"), "ask"],
    [
      "a stroke over a rejection",
      entry("fix", { state: "fixed", mask: mask("m") }, masked("suggested", "x")),
      stored(),
      "ask",
    ],
    ["the same stroke twice", entry("fix", { state: "fixed", mask: mask("m") }), masked("fixed", "m"), "done"],
    [
      "undo of a stroke over a class",
      entry("revert", { state: "suggested", mask: mask("s") }, masked("fixed", "m")),
      masked("fixed", "m", { class_id: 2 }),
      "send",
    ],
    ["deleting what was fixed", entry("delete", {}, masked("suggested", "x")), masked("fixed", "y"), "ask"],
    ["deleting what was flagged", entry("delete"), stored({ occluded: true }), "ask"],
    ["deleting what got a suggestion", entry("delete"), masked("suggested", "x"), "send"],
    ["deleting what is gone", entry("delete"), null, "done"],
    ["a stroke on what is gone", entry("fix"), null, "ask"],
    ["accepting what is gone", entry("accept"), null, "drop"],
  ];
  it.each(cases)("%s", (_, one, current, verdict) => {
    expect(judge(one, current)).toBe(verdict);
  });

  it("takes over what others changed besides", () => {
    const current = stored({ version: 9, class_id: 2, occluded: true });
    const moved = onto(entry("edit", { box: [1, 1, 9, 9], truncated: true }), current);
    const wanted = { class_id: 2, box: [1, 1, 9, 9], truncated: true, occluded: true };
    expect(moved).toMatchObject({ version: 9, wanted, base: { class_id: 2, box: [0, 0, 10, 10] } });
  });

  it("names the suggestion that was looked at, however often another one comes", () => {
    const accepted = { state: "accepted" as const };
    const once = onto(entry("accept", accepted, masked("suggested", "1?")), masked("suggested", "1>1"));
    const twice = onto(once, masked("suggested", "1=2"));
    expect(changeOf(twice)).toMatchObject({ kind: "accept", mask: { foreground: "1?" } });
    expect(twice.wanted).toMatchObject({ state: "accepted", mask: { foreground: "1?" } });
    const again = onto(twice, masked("suggested", "1?"));
    expect(changeOf(again)).not.toHaveProperty("mask");
  });
});
