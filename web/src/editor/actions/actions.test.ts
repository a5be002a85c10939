import { describe, expect, it } from "vitest";
import { Driver, filledMask, maskOf, rowsOf, serverObject } from "../driver";
import { FOREGROUND, fromJson, toJson } from "../mask";

const fixed = (id = "f") =>
  serverObject(id, [10, 10, 20, 20], {
    state: "fixed",
    origin: "human",
    class: 2,
    mask: filledMask([12, 12, 18, 18], FOREGROUND),
  });
const boxed = () => serverObject("b", [30, 30, 50, 50], { truncated: true });

describe("hiding and locking", () => {
  it("takes hidden objects from under the pointer and out of the walk, until shown again", () => {
    const driver = new Driver([fixed(), boxed()]).keys("v").click([15, 15]).keys("h", "Escape").click([15, 15]);
    expect(driver.engine.selected).toBeUndefined();
    expect(["Tab", "Tab"].map((key) => driver.keys(key).engine.selected?.id)).toEqual(["b", "b"]);
    driver.engine.select("f");
    driver.keys("h");
    expect(driver.engine.selection.marks.hidden.size).toBe(0);
  });

  it("changes nothing that is hidden, though it is selected: not by keys, the pointer or a tool", () => {
    const driver = new Driver([fixed()]).keys("Tab", "h", "Delete", "x", "2", "f", "v", "ArrowLeft", "Shift+s");
    for (const tool of ["v", "m", "e", "k", "p"]) {
      driver.engine.select("f");
      driver.keys(tool).drag([
        [14, 14],
        [15, 15],
        [16, 21],
      ]);
    }
    expect([driver.objects, driver.said()]).toEqual([[fixed()], []]);
    expect(driver.remarks).toEqual(Array(4).fill({ kind: "hidden" }));
    driver.keys("h", "Delete");
    expect(driver.said()).toEqual(["delete f"]);
  });

  it("hides or locks all the others, and shows or frees them again", () => {
    const driver = new Driver([fixed(), boxed(), fixed("g")]);
    driver.engine.select("b");
    driver.keys("Shift+h", "Shift+l");
    expect([...driver.engine.selection.marks.hidden, ...driver.engine.selection.marks.locked]).toEqual([
      "f",
      "g",
      "f",
      "g",
    ]);
    driver.keys("Shift+h", "Shift+l");
    expect([...driver.engine.selection.marks.hidden, ...driver.engine.selection.marks.locked]).toEqual([]);
  });

  it("keeps locked objects as they are, says nothing to the server, and ends with the picture", () => {
    const driver = new Driver([fixed()]).keys("Tab", "l", "Delete", "x", "2", "f", "v", "ArrowLeft", "Shift+s");
    driver.drag([
      [20, 20],
      [30, 30],
      [40, 40],
    ]);
    expect([driver.objects, driver.said()]).toEqual([[fixed()], []]);
    driver.engine.open({ width: 50, height: 50 }, [fixed()]);
    expect(driver.engine.selection.marks.locked.size).toBe(0);
  });
});

describe("accepting with the neighbours kept", () => {
  const suggestion = (id: string, x0: number) =>
    serverObject(id, [x0, 10, x0 + 10, 20], {
      state: "suggested",
      mask: filledMask([x0, 10, x0 + 10, 20], FOREGROUND),
    });

  it("leaves settled masks their pixels, as one undo step", () => {
    const driver = new Driver([fixed(), suggestion("a", 15), suggestion("b", 50)]).keys("o", "Ctrl+a", "Space");
    expect(driver.said()).toEqual(["fix a", "accept b"]);
    expect(driver.object("a").mask!.rect).toEqual([15, 10, 25, 20]);
    expect(driver.object("f")).toEqual(fixed());
    driver.keys("Ctrl+z");
    expect(driver.said()).toEqual(["revert b", "revert a"]);
    driver.keys("o", "Space");
    expect(driver.said()).toEqual(["accept a", "accept b"]);
  });

  it.each(["suggestion", "candidate"])("says when it leaves nothing of a %s", (kind) => {
    const mask = filledMask([13, 13, 15, 15], FOREGROUND);
    const covered = serverObject("c", [12, 12, 16, 16], { state: "suggested", mask, origin: "mcg" });
    const driver = new Driver([fixed(), covered, suggestion("next", 50)]).keys("o");
    driver.engine.select("c");
    if (kind === "candidate")
      driver.engine.previews.show({ objectId: "c", mask, origin: "mcg", candidate: { id: 1, seen: false } });
    driver.keys("Space");
    expect([driver.said(), driver.remarks]).toEqual([[], [{ kind: "nothing-to-accept" }]]);
    expect([driver.object("c"), driver.engine.selected?.id]).toEqual([covered, "c"]);
    expect(driver.engine.previews.current !== null).toBe(kind === "candidate");
  });

  it("says of a locked or hidden one why it stays, and passes locked ones by", () => {
    const driver = new Driver([suggestion("a", 15), suggestion("b", 50)]).keys("Tab", "l", "Space");
    expect([driver.said(), driver.remarks, driver.engine.selected?.id]).toEqual([[], [{ kind: "locked" }], "a"]);
    driver.keys("l", "h", "Space");
    expect([driver.said(), driver.remarks[1]]).toEqual([[], { kind: "hidden" }]);
    driver.keys("h", "l", "Escape", "Space");
    expect(driver.engine.selected?.id).toBe("b");
  });

  it("leaves each its pixels when several are accepted at once", () => {
    const driver = new Driver([suggestion("a", 15), suggestion("b", 20)]).keys("o", "Ctrl+a", "Space");
    expect(driver.said()).toEqual(["accept a", "fix b"]);
    expect(driver.object("b").mask!.rect).toEqual([25, 10, 30, 20]);
  });
});

describe("merging", () => {
  it("says which class it made when there were several", () => {
    const driver = new Driver([fixed(), boxed()]).keys("v");
    driver.engine.selection.pick(["b", "f"]);
    driver.keys("j");
    expect(driver.remarks).toEqual([{ kind: "merged", class: 2 }]);
    expect(driver.object("f")).toMatchObject({ class: 2, truncated: true });
    driver.keys("Ctrl+z");
    driver.engine.selection.pick(["b", "f"]);
    driver.engine.set({ class: 1 });
    driver.keys("1", "j");
    expect(driver.remarks).toHaveLength(1);
  });
});

describe("copies", () => {
  it("are put beside the originals, with settled masks and flags, and selected", () => {
    const driver = new Driver([fixed(), boxed()]).keys("Ctrl+a", "Ctrl+d");
    expect(driver.said()).toEqual(["draw new-1", "fix new-1", "draw new-2"]);
    expect(driver.objects.slice(2)).toMatchObject([
      { id: "new-1", box: [22, 22, 32, 32], class: 2, state: "fixed", mask: { rect: [24, 24, 30, 30] }, version: 0 },
      { id: "new-2", box: [42, 42, 62, 62], state: "drawn", truncated: true },
    ]);
    expect(driver.engine.selection.ids).toEqual(["new-1", "new-2"]);
    driver.keys("Ctrl+z");
    expect(driver.objects).toHaveLength(2);
  });

  it("go to the pointer by copy and paste, also on another picture, inside of it", () => {
    const driver = new Driver([fixed()]).keys("Tab", "Ctrl+c");
    driver.engine.open({ width: 60, height: 60 }, []);
    driver.hover([40, 30]).keys("Ctrl+v").hover([59, 0]).keys("Ctrl+v");
    expect(driver.objects.map(({ box, mask }) => [box, mask?.rect])).toEqual([
      [
        [35, 25, 45, 35],
        [37, 27, 43, 33],
      ],
      [
        [50, 0, 60, 10],
        [52, 2, 58, 8],
      ],
    ]);
    driver.engine.open({ width: 8, height: 60 }, []);
    driver.engine.hover(null);
    driver.keys("Ctrl+v");
    expect(driver.objects).toMatchObject([{ box: [0, 10, 8, 20], state: "drawn", mask: null }]);
  });

  it("do not take suggestions along: each copy gets its own", () => {
    const offered = serverObject("s", [0, 0, 9, 9], { state: "suggested", mask: filledMask([0, 0, 9, 9], 3) });
    const driver = new Driver([offered]).keys("Tab", "Ctrl+d");
    expect(driver.said()).toEqual(["draw new-1"]);
  });
});

describe("shapes of masks", () => {
  const rough = () =>
    serverObject("r", [10, 10, 40, 40], {
      state: "accepted",
      mask: toJson(
        maskOf(
          ["####.....#", "#..#......", "####......"].map((row) => row.padEnd(12, ".")),
          12,
          12,
        ),
      ),
    });
  const rows = (driver: Driver) => rowsOf(fromJson(driver.object("r").mask!));

  it("lose holes and specks and are split by islands, each one undo step", () => {
    const driver = new Driver([rough()]).keys("Tab", "Shift+f");
    expect(rows(driver)[1]).toBe("####......");
    driver.keys("Shift+k");
    expect(driver.object("new-1").box).toEqual([21, 12, 22, 13]);
    driver.keys("Ctrl+z", "Ctrl+z");
    expect(driver.objects).toEqual([rough()]);
    expect(driver.said()).toEqual([
      "fix r",
      "draw new-1",
      "fix new-1",
      "revert r",
      "revert r",
      "delete new-1",
      "revert r",
    ]);
  });

  it("have their box fitted to them, as one undo step", () => {
    const mask = filledMask([10, 10, 20, 20], FOREGROUND);
    const driver = new Driver([serverObject("r", [10, 5, 40, 20], { state: "accepted", mask })]).keys("Tab", "Shift+x");
    expect(driver.object("r")).toMatchObject({ box: [10, 10, 20, 20], state: "accepted", mask });
    driver.keys("Shift+x", "Ctrl+z");
    expect([driver.object("r").box, driver.remarks]).toEqual([
      [10, 5, 40, 20],
      [{ kind: "unchanged", action: "fit-box" }],
    ]);
  });

  it("say when they are as wanted already", () => {
    const mask = filledMask([10, 10, 20, 20], FOREGROUND);
    const driver = new Driver([serverObject("r", [10, 10, 20, 20], { state: "accepted", mask })]);
    driver.keys("Tab", "Shift+f", "Shift+s", "Shift+k");
    expect([driver.said(), driver.engine.session.canUndo]).toEqual([[], false]);
    const unchanged = ["fill-holes", "remove-specks", "split-islands"].map((action) => ({ kind: "unchanged", action }));
    expect(driver.remarks).toEqual(unchanged);
  });

  it("of several objects change in one step", () => {
    const other = { ...rough(), id: "o", mask: toJson(maskOf(["###", "#.#", "###"], 30, 30)) };
    const driver = new Driver([rough(), other]).keys("Ctrl+a", "Shift+f");
    expect(driver.said()).toEqual(["fix r", "fix o"]);
    driver.keys("Ctrl+z");
    expect(driver.objects).toEqual([rough(), other]);
  });
});
