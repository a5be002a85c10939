/** Undo and redo beside other people's work: it is never taken back unseen. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { EditorObject } from "./document";
import { Driver, filledMask, serverObject } from "./driver";
import { type Box, sameBox } from "./geometry";
import { FOREGROUND } from "./mask";

const masked = (id: string, state: EditorObject["state"], rect: Box = [12, 12, 18, 18]) =>
  serverObject(id, [10, 10, 20, 20], { state, mask: filledMask(rect, FOREGROUND), origin: "human" });

/** What somebody else, or a worker, made of it arrives. */
const hear = (driver: Driver, id: string, fields: Partial<EditorObject>) => {
  const object = driver.object(id);
  driver.engine.receive([{ ...object, ...fields, version: object.version + 1 }]);
};

describe("undo beside others", () => {
  it("leaves a newer stroke of somebody else alone, says so, and goes on with what was done before", () => {
    const driver = new Driver([masked("a", "fixed"), serverObject("b", [50, 50, 60, 60])]);
    driver.engine.select("b");
    driver.keys("v", "2");
    driver.engine.select("a");
    driver
      .keys("m")
      .drag([
        [15, 15],
        [30, 15],
      ])
      .stores();
    const theirs = filledMask([10, 10, 14, 14], FOREGROUND);
    hear(driver, "a", { mask: theirs });
    driver.keys("Ctrl+z");
    expect([driver.said(), driver.remarks, driver.object("a").mask]).toEqual([[], [{ kind: "undo-skipped" }], theirs]);
    expect(driver.engine.session.canRedo).toBe(false);
    driver.keys("Ctrl+z");
    expect(driver.said()).toEqual(["edit b"]);
  });

  it("undoes the class of all objects but those that somebody else changed, says how many, and redoes the same ones", () => {
    const ids = ["a", "b", "c"];
    const driver = new Driver(ids.map((id, i) => serverObject(id, [10 + 20 * i, 10, 20 + 20 * i, 20])));
    const classes = () => ids.map((id) => driver.object(id).class);
    driver.keys("v", "Ctrl+a", "2").stores();
    hear(driver, "b", { class: 3 });
    driver.keys("Ctrl+z");
    expect([classes(), driver.remarks]).toEqual([[1, 3, 1], [{ kind: "undo-partly", left: 1 }]]);
    driver.keys("Ctrl+y");
    expect([classes(), driver.remarks[1]]).toEqual([[2, 3, 2], { kind: "redo-partly", left: 1 }]);
  });

  it("leaves a stroke over a neighbour out as a whole when somebody else changed one of both", () => {
    const driver = new Driver([masked("a", "fixed"), masked("n", "fixed", [14, 14, 20, 20])]);
    driver.engine.select("a");
    driver.engine.set({ brushSize: 2 });
    driver.keys("m").click([19, 15]);
    expect(driver.intents.map(({ kind }) => kind)).toEqual(["fix", "fix"]);
    driver.stores();
    hear(driver, "n", { mask: filledMask([10, 10, 14, 14], FOREGROUND) });
    driver.keys("Ctrl+z");
    expect(driver.said()).toEqual([]);
  });

  it("gives back neither's state after theirs was taken", () => {
    const driver = new Driver([serverObject("a", [10, 10, 20, 20])]);
    driver.engine.select("a");
    driver.keys("v", "2").stores();
    hear(driver, "a", { class: 3 });
    driver.keys("Ctrl+z");
    expect([driver.object("a").class, driver.said(), driver.remarks]).toEqual([3, [], [{ kind: "undo-skipped" }]]);
  });

  it("redoes nothing over what they made of it after an undo", () => {
    const driver = new Driver([serverObject("a", [10, 10, 20, 20])]);
    driver.engine.select("a");
    driver.keys("v", "2", "Ctrl+z").stores();
    hear(driver, "a", { class: 3 });
    driver.keys("Ctrl+y");
    expect([driver.object("a").class, driver.said(), driver.remarks]).toEqual([3, [], [{ kind: "redo-skipped" }]]);
  });

  it("takes a new box back although a worker suggested its mask, but not once somebody decided about it", () => {
    for (const [state, said] of [
      ["suggested", ["delete new-1"]],
      ["accepted", []],
    ] as const) {
      const driver = new Driver()
        .drag([
          [10, 10],
          [20, 20],
        ])
        .stores();
      hear(driver, "new-1", { state, mask: filledMask([12, 12, 18, 18], FOREGROUND), origin: "fused" });
      driver.keys("Ctrl+z");
      expect(driver.said()).toEqual(said);
    }
  });

  it("redoes at once a box with the suggestion that it had, and the stroke on it", () => {
    const driver = new Driver()
      .drag([
        [10, 10],
        [20, 20],
      ])
      .stores();
    hear(driver, "new-1", {
      state: "suggested",
      mask: filledMask([12, 12, 18, 18], FOREGROUND),
      origin: "fused",
      by: null,
    });
    const suggested = driver.object("new-1").mask;
    driver.engine.select("new-1");
    driver.keys("m").click([11, 11]).stores();
    hear(driver, "new-1", { by: 1 }); // the server says whose stroke it is
    const painted = driver.object("new-1").mask;
    driver.keys("Ctrl+z", "Ctrl+z").stores();
    expect(driver.engine.session.canUndo).toBe(false);
    driver.keys("Ctrl+y");
    expect([driver.said(), driver.object("new-1").mask]).toEqual([["restore new-1"], suggested]);
    driver.keys("Ctrl+y");
    expect([driver.object("new-1").state, driver.object("new-1").mask, driver.remarks]).toEqual(["fixed", painted, []]);
  });

  it("redoes an accept with the mask that was seen, never with a newer suggestion", () => {
    const driver = new Driver([masked("a", "suggested")]);
    const seen = driver.object("a").mask;
    driver.engine.select("a");
    driver.keys("Space", "Ctrl+z").stores().keys("Ctrl+y");
    expect(driver.intents.map(({ kind }) => kind)).toEqual(["accept"]);
    driver.keys("Ctrl+z").stores();
    const newer = filledMask([10, 10, 14, 14], FOREGROUND);
    hear(driver, "a", { state: "suggested", mask: newer, origin: "mcg", by: null });
    driver.keys("Ctrl+y");
    expect(driver.intents.map(({ kind, object }) => [kind, object.state, object.mask])).toEqual([
      ["revert", "accepted", seen],
    ]);
  });

  it.each([
    ["a worker's newer suggestion", null, ["revert a"], []],
    ["the candidate that somebody else chose", 2, [], [{ kind: "undo-skipped" }]],
  ])("a reject taken back beside %s", (_, by, said, remarks) => {
    const driver = new Driver([masked("a", "suggested")]);
    driver.engine.select("a");
    driver.keys("x").stores();
    hear(driver, "a", { state: "suggested", mask: filledMask([10, 10, 14, 14], FOREGROUND), origin: "mcg", by });
    driver.keys("Ctrl+z");
    expect([driver.said(), driver.remarks]).toEqual([said, remarks]);
  });

  it("keeps what others made of other parts, and the mask they settled in a larger box", () => {
    const driver = new Driver([masked("a", "suggested")]);
    driver.engine.select("a");
    driver.keys("v", "2").stores();
    hear(driver, "a", { truncated: true });
    driver.keys("Ctrl+z");
    expect([driver.object("a").class, driver.object("a").truncated]).toEqual([1, true]);
    driver
      .keys("v")
      .drag([
        [20, 20],
        [40, 40],
      ])
      .stores();
    hear(driver, "a", { state: "fixed", mask: filledMask([12, 12, 38, 38], FOREGROUND) });
    driver.keys("Ctrl+z");
    expect([driver.object("a").state, driver.remarks]).toEqual(["fixed", [{ kind: "undo-skipped" }]]);
  });

  it("knows its own stroke in whatever rectangle the server wrote it", () => {
    const driver = new Driver([masked("a", "suggested")]);
    driver.engine.select("a");
    driver.keys("Space").stores();
    const wide = { rect: [11, 12, 18, 18] as Box, foreground: "6T1", uncertain: null, ignored: null };
    hear(driver, "a", { mask: wide });
    driver.keys("Ctrl+z");
    expect([driver.said(), driver.remarks]).toEqual([["revert a"], []]);
  });
});

type Part = "class" | "box" | "mask" | "truncated";
const PARTS: readonly Part[] = ["class", "box", "mask", "truncated"];

const sameMask = (a: EditorObject, b: EditorObject) =>
  a.state === b.state && JSON.stringify(a.mask) === JSON.stringify(b.mask);

const differingParts = (a: EditorObject, b: EditorObject) =>
  PARTS.filter((part) => {
    if (part === "mask") return !sameMask(a, b);
    return part === "box" ? !sameBox(a.box, b.box) : a[part] !== b[part];
  });

describe("in any order of two people's deeds", () => {
  const spot = fc.tuple(fc.integer({ min: 5, max: 70 }), fc.integer({ min: 5, max: 70 }));
  const mine = fc.oneof(
    fc.constantFrom(..."bmev12x", "Space", "Tab", "Delete", "Ctrl+a", "Shift+t", "ArrowUp").map((key) => ({ key })),
    fc.array(spot, { minLength: 1, maxLength: 3 }).map((points) => ({ points })),
  );
  const travel = fc.constantFrom("Ctrl+z", "Ctrl+y").map((key) => ({ key }));
  const theirs = fc.record({ which: fc.nat(5), deed: fc.nat(5), size: fc.integer({ min: 1, max: 9 }) });

  /** What somebody else does to it, and which parts that are. */
  function deeds(object: EditorObject, deed: number, size: number): Partial<EditorObject> {
    const [x0, y0, x1, y1] = object.box;
    const box: Box = [x0, y0, Math.min(x1 + size, 100), Math.min(y1 + size, 80)];
    const mask = filledMask([x0, y0, x0 + 1, y0 + 1], FOREGROUND);
    return [
      { state: "suggested", mask, origin: "mcg", by: 2 } as const,
      { class: 2 + size },
      { box },
      { truncated: !object.truncated },
      { state: "fixed", mask, origin: "human" } as const,
      { state: "accepted", mask, origin: "fused" } as const,
    ][deed]!;
  }

  it("no undo and no redo changes a part that somebody else changed last", () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(mine, mine, travel, theirs), { maxLength: 30 }), (steps) => {
        const driver = new Driver([masked("a", "suggested"), serverObject("b", [30, 30, 50, 50])]);
        const others = new Set<string>();
        for (const step of steps) {
          if ("which" in step) {
            const object = driver.objects[step.which % Math.max(driver.objects.length, 1)];
            if (!object) continue;
            hear(driver, object.id, deeds(object, step.deed, step.size));
            const now = driver.objects.find(({ id }) => id === object.id)!;
            for (const part of differingParts(object, now)) others.add(`${object.id} ${part}`);
            continue;
          }
          if ("key" in step) driver.keys(step.key);
          else driver.drag(step.points);
          const travels = "key" in step && step.key.startsWith("Ctrl+") && step.key !== "Ctrl+a";
          for (const { object, before, kind } of driver.intents) {
            const parts = before && kind !== "delete" ? differingParts(before, object) : before ? PARTS : [];
            const taken = parts.map((part) => `${object.id} ${part}`).filter((part) => others.has(part));
            if (travels) expect(taken).toEqual([]);
            for (const part of taken) others.delete(part);
          }
          driver.stores();
        }
      }),
      { numRuns: 300 },
    );
  }, 30_000);
});
