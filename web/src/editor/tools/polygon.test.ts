import { describe, expect, it } from "vitest";
import { Driver, filledMask, serverObject } from "../driver";
import { FOREGROUND } from "../mask";

const suggested = (id = "a") =>
  serverObject(id, [10, 10, 20, 20], { state: "suggested", origin: "fused", mask: filledMask([12, 12, 16, 14], 3) });

describe("polygon", () => {
  const clicker = () => {
    const driver = new Driver([suggested()]);
    driver.engine.select("a");
    return driver.keys("p").click([20, 20]).click([60, 20]).click([60, 50]);
  };

  it("adds its inside, closed at the first corner, with Enter or by a double click", () => {
    const closings = [
      (driver: Driver) => driver.click([22, 21]),
      (driver: Driver) => driver.keys("Enter"),
      (driver: Driver) => driver.click([60, 50]),
    ];
    for (const close of closings) {
      const driver = clicker();
      close(driver);
      expect(driver.object("a")).toMatchObject({ state: "fixed", box: [10, 10, 60, 50] });
      expect(driver.said()).toEqual(["fix a"]);
    }
  });

  it("is closed when its tool is left, which is said; taken back to nothing it is not", () => {
    const driver = clicker().keys("b");
    expect([driver.said(), driver.remarks]).toEqual([["fix a"], [{ kind: "polygon-closed" }]]);
    const none = clicker().keys("Ctrl+z", "Ctrl+z", "Ctrl+z", "b");
    expect([none.said(), none.remarks]).toEqual([[], []]);
  });

  it("says that two corners make none", () => {
    const driver = new Driver([suggested()]).keys("p").click([20, 20]).click([60, 20]).keys("Enter");
    expect([driver.said(), driver.remarks]).toEqual([[], [{ kind: "empty-polygon" }]]);
  });

  it("cuts out with Ctrl on the closing click", () => {
    const driver = new Driver([{ ...suggested(), mask: filledMask([10, 10, 20, 20], FOREGROUND) }]).keys("p");
    driver.engine.select("a");
    driver.engine.camera.zoom(16);
    driver.click([10, 10]).click([15, 10]).click([15, 20]).click([10, 20]).click([10, 10], { ctrl: true });
    expect(driver.object("a").mask!.rect).toEqual([15, 10, 20, 20]);
  });

  it("Backspace and undo take points back, Escape all of them", () => {
    const driver = clicker().keys("Backspace", "Ctrl+z");
    expect(driver.engine.draft).toMatchObject({
      kind: "polygon",
      corners: [{ x: 20, y: 20 }],
      next: { x: 60, y: 50 },
    });
    driver.keys("Escape");
    expect([driver.engine.drafting, driver.said()]).toEqual([false, []]);
  });

  it("comes back by undo, whole, after Escape, until something else is done", () => {
    const driver = clicker().keys("m", "p"); // a closed one before it
    driver.click([70, 20]).click([90, 20]).click([90, 40]).keys("Escape");
    expect([driver.engine.drafting, driver.remarks.at(-1)]).toEqual([false, { kind: "polygon-dropped" }]);
    driver.keys("Ctrl+z");
    expect(driver.engine.draft).toMatchObject({ corners: [{ x: 70 }, { x: 90 }, { x: 90, y: 40 }] });
    driver.keys("Escape", "Ctrl+z", "Ctrl+z", "Enter");
    expect(driver.remarks.at(-1)).toEqual({ kind: "empty-polygon" }); // the corner after that
    driver.keys("Ctrl+z");
    expect(driver.object("a").state).toBe("suggested"); // the closed one

    const other = clicker().keys("Escape");
    other.keys("Space", "Ctrl+z");
    expect([other.engine.drafting, other.object("a").state]).toEqual([false, "suggested"]);
    const gone = clicker().keys("Escape");
    gone.engine.receive([], ["a"]);
    gone.keys("Ctrl+z");
    expect(gone.engine.drafting).toBe(false);
    const left = clicker().keys("Escape", "b", "p", "Ctrl+z");
    expect(left.engine.drafting).toBe(false);
    const pressed = new Driver([suggested()]).keys("p").press([20, 20]).keys("Escape");
    expect(pressed.engine.canUndo).toBe(false);
  });

  it("that came back by undo is dropped by redo, and comes back again", () => {
    const driver = clicker().keys("Escape", "Ctrl+z", "Ctrl+y");
    expect(driver.engine.drafting).toBe(false);
    expect(driver.keys("Ctrl+z").engine.draft).toMatchObject({ corners: [{ x: 20 }, { x: 60 }, { x: 60, y: 50 }] });
  });

  it("does not come between a redo and its undo", () => {
    const driver = new Driver([suggested()]);
    driver.engine.select("a");
    driver.keys("Shift+t", "Ctrl+z", "p").click([20, 20]).click([60, 20]).click([60, 50]).keys("Escape");
    driver.keys("Ctrl+y", "Ctrl+z");
    expect([driver.engine.drafting, driver.object("a").truncated]).toEqual([false, false]);
  });

  it.each([
    ["locked", "l"],
    ["hidden", "h"],
  ])("changes no object that is %s meanwhile", (mark, key) => {
    const dropped = clicker().keys("Escape", key, "Ctrl+z", "Enter");
    expect([dropped.engine.drafting, dropped.said()]).toEqual([false, []]);
    const drawn = clicker();
    drawn.engine.selection.mark({ ...drawn.engine.selection.marks, [mark]: new Set(["a"]) });
    drawn.keys("Enter");
    expect([drawn.engine.drafting, drawn.remarks, drawn.said()]).toEqual([true, [{ kind: mark }], []]);
    expect(drawn.keys("b").said()).toEqual([]);
  });

  it("starts from the object as it is when the polygon is closed", () => {
    const driver = new Driver([suggested()]).keys("p").click([30, 30]).click([40, 30]).click([40, 40]).keys("Enter");
    expect(driver.said()).toEqual(["draw new-1", "fix new-1"]);
  });

  it("cuts out by its switch, and Ctrl or Alt inverts it", () => {
    const full = { ...suggested(), mask: filledMask([10, 10, 20, 20], FOREGROUND) };
    const left = [{ keys: ["Shift+p"] }, { keys: [], alt: true }].map(({ keys, ...modifiers }) => {
      const driver = new Driver([full]).keys("p", ...keys);
      driver.engine.select("a");
      driver.engine.camera.zoom(16);
      driver.click([10, 10]).click([15, 10]).click([15, 20]).click([10, 20]).click([10, 10], modifiers);
      return driver.object("a").mask!.rect;
    });
    expect(left).toEqual([
      [15, 10, 20, 20],
      [15, 10, 20, 20],
    ]);
  });

  it("moves a corner by dragging it, inserts one by pressing on an edge, deletes one with Shift", () => {
    const corners = (driver: Driver) => {
      const { draft } = driver.engine;
      return draft?.kind === "polygon" ? draft.corners.map(({ x, y }) => [x, y]) : null;
    };
    const driver = clicker().drag([
      [60, 20],
      [70, 25],
      [80, 15],
    ]);
    expect(corners(driver)).toEqual([
      [20, 20],
      [80, 15],
      [60, 50],
    ]);
    driver.drag([
      [70, 33],
      [75, 40],
      [75, 45],
    ]);
    expect(corners(driver)).toEqual([
      [20, 20],
      [80, 15],
      [75, 45],
      [60, 50],
    ]);
    driver.click([80, 15], { shift: true });
    expect(corners(driver)).toEqual([
      [20, 20],
      [75, 45],
      [60, 50],
    ]);
    expect(driver.said()).toEqual([]);
  });

  it("takes back what was done last to its corners, wherever that was, and repeats it", () => {
    const corners = (driver: Driver) => {
      const { draft } = driver.engine;
      return draft?.kind === "polygon" ? draft.corners.map(({ x, y }) => [x, y]) : null;
    };
    const driver = clicker();
    const steps = [corners(driver)];
    driver.drag([
      [60, 20],
      [70, 25],
      [80, 15],
    ]);
    steps.push(corners(driver));
    driver.click([50, 17]); // on the first edge
    steps.push(corners(driver));
    driver.click([20, 20], { shift: true });
    steps.push(corners(driver));
    expect(steps.map((step) => step?.length)).toEqual([3, 3, 4, 3]);
    const undone = steps.slice(0, 3).map(() => corners(driver.keys("Ctrl+z")));
    expect(undone).toEqual(steps.slice(0, 3).toReversed());
    expect(steps.slice(1).map(() => corners(driver.keys("Ctrl+y")))).toEqual(steps.slice(1));
    driver.press([60, 50]).hover([65, 60]).keys("Ctrl+z").letGo([65, 60]); // a corner in hand goes back to its place
    expect(corners(driver)).toEqual(steps[3]);
    driver.keys("Backspace").click([10, 60]).keys("Ctrl+y"); // a new corner ends what could be repeated
    expect(corners(driver)).toEqual([...steps[2]!, [10, 60]]);
  });

  it.each(["p", "q"])("repeats what was taken back to nothing (%s), until something else is done", (tool) => {
    const undone = () => {
      const driver = new Driver([serverObject("a", [10, 10, 20, 20])]).keys(tool).click([30, 30]).click([60, 30]);
      driver.keys("Ctrl+z", "Ctrl+z");
      expect(driver.engine.drafting).toBe(false);
      return driver;
    };
    const driver = undone().keys("Ctrl+y", "Ctrl+y");
    expect([driver.engine.drafting, driver.engine.tool.canRedo]).toEqual([true, false]);
    const other = undone();
    other.engine.select("a");
    other.keys("f", "Ctrl+y");
    expect([other.engine.drafting, other.said()]).toEqual([false, ["edit a"]]);
  });

  it("gives a new object the class chosen while it was drawn", () => {
    const driver = new Driver().keys("p").click([30, 30]).click([60, 30]).keys("2").click([60, 60]).keys("Enter");
    expect(driver.object("new-1")).toMatchObject({ class: 2, state: "fixed" });
  });
});
