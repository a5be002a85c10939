import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { ApiError, OfflineError } from "../api/errors";
import type { ImageObject } from "../api/types";
import type { Entry, EntryKind, Wanted } from "./entry";
import type { Journal } from "./journal";
import { Outbox } from "./outbox";
import { judge } from "./rebase";

const mask = (foreground: string): Wanted["mask"] => ({
  rect: [2, 2, 6, 6],
  foreground,
  uncertain: null,
  ignored: null,
});

const stored = (part: Partial<ImageObject> = {}): ImageObject => ({
  id: "a",
  class_id: 1,
  box: [0, 0, 10, 10],
  state: "drawn",
  version: 1,
  number: 1,
  pose: "Unspecified",
  truncated: false,
  difficult: false,
  occluded: false,
  points: null,
  mask: null,
  suggesting: false,
  ...part,
});
const withMask = (state: ImageObject["state"], foreground: string, part: Partial<ImageObject> = {}) =>
  stored({ state, mask: { id: 1, origin: "fused", round: null, ...mask(foreground) } as ImageObject["mask"], ...part });

const entry = (
  kind: EntryKind,
  wanted: Partial<Wanted> = {},
  base: ImageObject | null = stored(),
  object = "a",
): Entry => ({
  tab: "t",
  user: 1,
  project: 1,
  image: 1,
  object,
  kind,
  base,
  seconds: 0,
  wanted: {
    class_id: 1,
    box: [0, 0, 10, 10],
    state: "drawn",
    truncated: false,
    difficult: false,
    occluded: false,
    mask: null,
    ...wanted,
  },
});

/** A journal that forgets nothing as long as the test runs. */
class Paper implements Journal {
  entries = new Map<number, Entry>();
  #last = 0;
  add = async (one: Entry) => {
    this.#last += 1;
    this.entries.set(this.#last, structuredClone(one));
    return this.#last;
  };
  remove = async (sequence: number) => {
    this.entries.delete(sequence);
  };
  all = async () => [...this.entries].map(([sequence, one]) => ({ ...one, sequence }));
}

/** The server's rules for versions, in a few lines: what it holds, and whether it can be reached. */
class Versions {
  objects = new Map<string, ImageObject>();
  reachable = true;
  sent: string[] = [];
  send = async ({ object, kind, wanted }: Entry, version: number | null): Promise<ImageObject | null> => {
    if (!this.reachable) throw new OfflineError();
    this.sent.push(`${kind} ${object}`);
    const now = this.objects.get(object);
    if (now && version !== now.version) throw new ApiError(412, "stale", "stale", "", now);
    if (!now && version !== null) throw new ApiError(404, "not_found", "gone");
    if (kind === "delete") {
      this.objects.delete(object);
      return null;
    }
    const next = { ...stored(now), ...wanted, id: object, version: (now?.version ?? 0) + 1 } as ImageObject;
    this.objects.set(object, next);
    return next;
  };
}

describe("outbox", () => {
  let paper: Paper;
  let server: Versions;
  let outbox: Outbox;
  beforeEach(() => {
    vi.useFakeTimers();
    paper = new Paper();
    server = new Versions();
    outbox = new Outbox(paper, server.send);
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it("sends in order, each from the version the one before made, and crosses them out", async () => {
    outbox.add(entry("draw", {}, null));
    outbox.add(entry("edit", { box: [1, 1, 9, 9] }, null));
    outbox.add(entry("draw", {}, null, "b"));
    expect(await outbox.drained()).toBe(true);
    expect(server.sent).toEqual(["draw a", "edit a", "draw b"]);
    expect(server.objects.get("a")).toMatchObject({ box: [1, 1, 9, 9], version: 2 });
    expect(await paper.all()).toEqual([]);
  });

  it("keeps everything while the server is away and sends it when it is back", async () => {
    server.reachable = false;
    outbox.add(entry("draw", {}, null));
    outbox.add(entry("fix", { state: "fixed", mask: mask("x") }, null));
    expect(await outbox.drained()).toBe(false);
    expect(outbox.getSnapshot()).toMatchObject({ line: "down", waiting: 2 });
    server.reachable = true;
    await vi.advanceTimersByTimeAsync(10_000);
    expect(outbox.getSnapshot()).toMatchObject({ line: "up", waiting: 0 });
    expect(server.objects.get("a")?.mask?.foreground).toBe("x");
  });

  it("sends what a closed page left in the journal", async () => {
    server.reachable = false;
    outbox.add(entry("draw", {}, null));
    await outbox.drained();
    server.reachable = true;
    const later = new Outbox(paper, server.send);
    later.replay(await paper.all());
    expect(await later.drained()).toBe(true);
    expect(server.objects.size).toBe(1);
    expect(paper.entries.size).toBe(0);
  });

  it("puts a stroke on top of a suggestion that arrived meanwhile, without asking", async () => {
    server.objects.set("a", withMask("suggested", "theirs", { version: 5 }));
    outbox.add(entry("fix", { state: "fixed", mask: mask("mine") }, stored({ version: 4 })));
    expect(await outbox.drained()).toBe(true);
    expect(server.objects.get("a")).toMatchObject({ version: 6, mask: { foreground: "mine" } });
  });

  it("asks when both painted, goes on with other objects, and loses nothing whatever the answer", async () => {
    for (const choice of ["mine", "theirs"] as const) {
      server.objects.set("a", withMask("fixed", "theirs", { version: 7 }));
      const settled = vi.fn();
      const stop = outbox.onSettled(settled);
      outbox.add(entry("fix", { state: "fixed", mask: mask("mine") }, withMask("fixed", "before", { version: 6 })));
      outbox.add(entry("draw", {}, null, choice));
      await outbox.drained();
      expect(server.objects.has(choice)).toBe(true);
      expect(server.objects.get("a")?.mask?.foreground).toBe("theirs");
      const [conflict] = outbox.getSnapshot().conflicts;
      if (!conflict) throw new Error("it should have asked");
      outbox.settle(conflict, choice);
      expect(await outbox.drained()).toBe(true);
      expect(server.objects.get("a")?.mask?.foreground).toBe(choice);
      expect(settled).toHaveBeenLastCalledWith(
        expect.anything(),
        expect.anything(),
        choice === "mine" ? "stored" : "dropped",
      );
      outbox.known.clear();
      stop();
    }
  });

  it("brings a deleted object back when its stroke is to stay", async () => {
    outbox.add(entry("fix", { state: "fixed", mask: mask("mine") }, stored({ version: 3 })));
    await outbox.drained();
    const [conflict] = outbox.getSnapshot().conflicts;
    if (!conflict) throw new Error("it should have asked");
    outbox.settle(conflict, "mine");
    expect(await outbox.drained()).toBe(true);
    expect(server.objects.get("a")?.mask?.foreground).toBe("mine");
  });

  it("waits for the person when the session has ended, and goes on after signing in", async () => {
    let signedIn = false;
    outbox = new Outbox(paper, async (one, version) => {
      if (!signedIn) throw new ApiError(401, "not_signed_in", "Sign in.");
      return server.send(one, version);
    });
    outbox.add(entry("draw", {}, null));
    expect(await outbox.drained()).toBe(false);
    expect(outbox.getSnapshot().line).toBe("signed-out");
    signedIn = true;
    outbox.wake();
    expect(await outbox.drained()).toBe(true);
  });
});

describe("judge", () => {
  const cases: [string, Entry, ImageObject | null, string][] = [
    ["a repeated create", entry("draw", {}, null), stored(), "done"],
    ["a moved box over a flag", entry("edit", { box: [0, 0, 9, 9] }), stored({ version: 2 }), "send"],
    ["two moved boxes", entry("edit", { box: [0, 0, 9, 9] }), stored({ box: [0, 0, 8, 8] }), "ask"],
    ["the same box twice", entry("edit", { box: [0, 0, 8, 8] }), stored({ box: [0, 0, 8, 8] }), "done"],
    ["a box that holds their mask", entry("edit", { box: [1, 1, 9, 9] }), withMask("fixed", "x"), "send"],
    ["a box that cuts their mask", entry("edit", { box: [4, 4, 9, 9] }), withMask("fixed", "x"), "ask"],
    ["a box that cuts a suggestion", entry("edit", { box: [4, 4, 9, 9] }), withMask("suggested", "x"), "send"],
    ["accepting what changed", entry("accept", {}, withMask("suggested", "1?")), withMask("suggested", "1>1"), "drop"],
    [
      "accepting GrabCut's mask when the fused one, which marks doubt around it, has come",
      entry("accept", {}, withMask("suggested", "1?")),
      withMask("suggested", "", {
        mask: {
          id: 2,
          origin: "fused",
          round: null,
          rect: [1, 1, 6, 6],
          foreground: "73110000",
          uncertain: "023000005",
          ignored: null,
          certainty: 0.5,
          looks: 0.5,
        },
      }),
      "send",
    ],
    [
      "accepting what only moved on",
      entry("accept", {}, withMask("suggested", "x")),
      withMask("suggested", "x"),
      "send",
    ],
    ["accepting twice", entry("accept", {}, withMask("suggested", "x")), withMask("accepted", "x"), "done"],
    ["rejecting a new suggestion", entry("reject", {}, withMask("suggested", "x")), withMask("suggested", "y"), "send"],
    ["rejecting what was accepted", entry("reject", {}, withMask("suggested", "x")), withMask("accepted", "x"), "ask"],
    [
      "a stroke over a rejection",
      entry("fix", { state: "fixed", mask: mask("m") }, withMask("suggested", "x")),
      stored(),
      "send",
    ],
    ["the same stroke twice", entry("fix", { state: "fixed", mask: mask("m") }), withMask("fixed", "m"), "done"],
    ["deleting what was fixed", entry("delete", {}, withMask("suggested", "x")), withMask("fixed", "y"), "ask"],
    ["deleting what is gone", entry("delete"), null, "done"],
    ["a stroke on what is gone", entry("fix"), null, "ask"],
    ["accepting what is gone", entry("accept"), null, "drop"],
  ];
  it.each(cases)("%s", (_, one, current, verdict) => {
    expect(judge(one, current)).toBe(verdict);
  });
});
