import { describe, expect, it, vi } from "vitest";
import { CLASSES, Driver, filledMask, serverObject } from "./driver";
import { Engine } from "./engine";
import { fitted, toImage, toScreen } from "./view";

const suggested = (id: string, x = 10) =>
  serverObject(id, [x, 10, x + 10, 20], {
    state: "suggested",
    origin: "fused",
    mask: filledMask([x, 10, x + 8, 18], 3),
  });

describe("review keys", () => {
  it("Space accepts and goes on to the next suggestion, X rejects", () => {
    const driver = new Driver([suggested("a"), serverObject("b", [0, 0, 5, 5]), suggested("c", 30)]);
    driver.keys("Space");
    expect(driver.engine.selected?.id).toBe("a");
    driver.keys("Space");
    expect([driver.object("a").state, driver.engine.selected?.id]).toEqual(["accepted", "c"]);
    driver.keys("x");
    expect(driver.object("c")).toMatchObject({ state: "drawn", mask: null });
    expect(driver.said()).toEqual(["accept a", "reject c"]);
    driver.keys("Ctrl+z", "Ctrl+z");
    expect(driver.said()).toEqual(["revert c", "revert a"]);
  });

  it("Space with the pointer pans instead of accepting", () => {
    const driver = new Driver([suggested("a")]);
    driver.engine.select("a");
    const before = driver.engine.camera.view;
    driver.input.keyDown(["Space"]);
    driver.input.down({ position: { x: 100, y: 100 }, button: 0, ctrl: false, alt: false, shift: false });
    driver.input.move({ position: { x: 130, y: 90 }, button: 0, ctrl: false, alt: false, shift: false });
    driver.input.up({ position: { x: 130, y: 90 }, button: 0, ctrl: false, alt: false, shift: false });
    driver.input.keyUp(["Space"]);
    expect(driver.engine.camera.view).toEqual({ ...before, x: before.x + 30, y: before.y - 10 });
    expect([driver.said(), driver.objects.length]).toEqual([[], 1]);
    driver.keys("Space");
    expect(driver.said()).toEqual(["accept a"]);
  });

  it("Tab and Shift+Tab cycle through the objects", () => {
    const driver = new Driver([suggested("a"), suggested("b", 30), suggested("c", 50)]);
    const selected = ["Tab", "Tab", "Tab", "Tab", "Shift+Tab", "Shift+Tab"].map(
      (key) => driver.keys(key).engine.selected?.id,
    );
    expect(selected).toEqual(["a", "b", "c", "a", "c", "b"]);
  });

  it("flags, deletes and restores the selected object", () => {
    const driver = new Driver([suggested("a")]).keys("Tab", "Shift+t", "Shift+o", "f");
    expect(driver.object("a")).toMatchObject({ truncated: true, occluded: true, difficult: true, state: "suggested" });
    driver.said();
    driver.keys("Delete", "Ctrl+z", "Ctrl+y");
    expect(driver.said()).toEqual(["delete a", "restore a", "delete a"]);
  });
});

describe("view keys", () => {
  it("arrows pan when nothing is selected for editing, 0 fits, wheel zooms at the cursor", () => {
    const driver = new Driver([suggested("a")]);
    const { camera } = driver.engine;
    driver.keys("0");
    const fitted = camera.view;
    driver.keys("ArrowRight");
    expect(camera.view.x).toBeLessThan(fitted.x);
    const at = { x: 50, y: 60 };
    const under = toImage(camera.view, at);
    driver.input.wheel(at, -240);
    expect(camera.view.scale).toBeGreaterThan(fitted.scale);
    expect(toImage(camera.view, at).x).toBeCloseTo(under.x);
    driver.keys("Shift+0");
    expect(camera.scale).toBeCloseTo(1);
    driver.keys("0");
    expect(camera.view).toEqual(fitted);
  });

  it("zooms by a trackpad's pinch as far as its few pixels mean, by a notch of a wheel with Ctrl as without", () => {
    const zoomed = (pixels: number, pinched: boolean) => {
      const driver = new Driver();
      driver.input.wheel({ x: 50, y: 60 }, pixels, { pinched });
      return driver.engine.camera.scale;
    };
    for (const [pinch, wheel] of [
      [-4, -40],
      [3, 30],
      [-30, -100],
      [-100, -100],
      [240, 240],
    ] as const)
      expect(zoomed(pinch, true)).toBeCloseTo(zoomed(wheel, false));
  });

  it("shows the raw picture only while ~ is held", () => {
    const driver = new Driver();
    driver.input.keyDown(["`", "Backquote"]);
    expect(driver.engine.state.getSnapshot().peeking).toBe(true);
    driver.input.keyUp(["~", "Backquote"]);
    expect(driver.engine.peeking).toBe(false);
    driver.input.keyDown(["`", "Backquote"]);
    driver.input.releaseAll();
    expect(driver.engine.peeking).toBe(false);
  });
});

describe("a canvas that changes its size while a pointer is down", () => {
  const size = { width: 500, height: 260 };
  const begun: [string, (driver: Driver) => Driver][] = [
    ["box", (driver) => driver.keys("b")],
    ["box of two clicks", (driver) => driver.keys("b").click([50, 60])],
    ["stroke", (driver) => driver.keys("m")],
    ["polygon", (driver) => driver.keys("p").click([50, 60]).click([70, 60])],
    ["handle", (driver) => driver.keys("v").click([15, 15])],
    ["move", (driver) => driver.keys("v").click([15, 15])],
    ["marquee", (driver) => driver.keys("v")],
  ];
  const places: Record<string, [number, number]> = { handle: [20, 20], move: [15, 15], marquee: [5, 5] };

  /** The press and a move; then, on a resized canvas or the same, an end near the move, or at it. */
  function end(tool: (typeof begun)[number], resized: boolean, off: number) {
    const driver = new Driver([suggested("a"), serverObject("b", [45, 25, 55, 35])]);
    const { engine, input } = driver;
    engine.camera.fit();
    tool[1](driver)
      .press(places[tool[0]] ?? [40, 40])
      .hover([60, 50]);
    const position = toScreen(engine.camera.view, { x: 60, y: 50 });
    if (resized) engine.camera.resize(size, 1);
    const last = {
      position: { x: position.x + off, y: position.y + off },
      button: 0,
      ctrl: false,
      alt: false,
      shift: false,
    };
    if (off > 0) input.move(last);
    input.up(last);
    expect(engine.camera.view).toEqual(fitted(engine.camera.canvas, engine.document.size));
    driver.keys("Enter");
    return [driver.objects, driver.said(), engine.selection.ids];
  }

  it.each(begun)("leaves a %s as it was shown", (...tool) => {
    for (const off of [0, 9]) expect(end(tool, true, off)).toEqual(end(tool, false, off));
  });

  it("leaves a pan under the pointer", () => {
    const { engine, input } = new Driver();
    const at = (x: number) => ({ position: { x, y: 90 }, button: 1, ctrl: false, alt: false, shift: false });
    const under = toImage(engine.camera.view, { x: 100, y: 90 });
    input.down(at(100));
    engine.camera.resize(size, 1);
    input.move(at(130));
    expect(toImage(engine.camera.view, { x: 130, y: 90 })).toEqual(under);
    input.up(at(130));
  });

  it("refits the picture after a pinch or a lost pointer, too", () => {
    for (const lost of ["startPinch", "cancel"] as const) {
      const driver = new Driver();
      driver.engine.camera.fit();
      driver.press([10, 10]).hover([30, 30]);
      driver.engine.camera.resize(size, 1);
      driver.input[lost]();
      expect(driver.engine.camera.view).toEqual(fitted(size, driver.engine.document.size));
    }
  });
});

describe("actions", () => {
  it("have unique ids, and one enabled action per key at most times", () => {
    const { actions } = new Driver([suggested("a")]).engine;
    expect(new Set(actions.map(({ id }) => id)).size).toBe(actions.length);
    const keys = actions.filter((action) => action.enabled()).flatMap((action) => action.keys);
    expect(new Set(keys).size).toBe(keys.length);
  });

  it("leave what is drawn as it is when one looks for a key, an action or at the view settings", () => {
    for (const tool of ["b", "q", "p"]) {
      const driver = new Driver()
        .keys(tool)
        .click([10, 10])
        .click([30, tool === "b" ? 10 : 40])
        .click([50, 20]);
      const { draft } = driver.engine;
      driver.keys("?", "Ctrl+k", "Shift+v");
      expect([driver.commands, driver.engine.draft]).toEqual([["help", "palette", "view-settings"], draft]);
      expect(driver.engine.drafting).toBe(true);
    }
  });

  it("exist for the commands the page handles, which run after the drawing is kept", () => {
    const driver = new Driver();
    expect(driver.engine.run("copy-boxes")).toBe(true);
    driver.keys("g");
    expect(driver.commands).toEqual(["copy-boxes", "boxed"]);
    expect(driver.engine.run("accept-image")).toBe(false);
  });

  it("the boxes of another picture come with class and flags, selected, as far as they fit and are not there", () => {
    const driver = new Driver([serverObject("there", [30, 30, 40, 40])]);
    const others = [
      serverObject("a", [5, 5, 20, 20], { class: 2, occluded: true, difficult: true, truncated: true }),
      suggested("b", 90),
      serverObject("c", [95, 70, 300, 300]),
      serverObject("d", [30, 30, 40, 40]),
      serverObject("e", [120, 30, 140, 40]),
    ];
    expect(driver.engine.addBoxes(others)).toBe(3);
    expect(driver.objects.slice(1)).toMatchObject([
      { box: [5, 5, 20, 20], class: 2, occluded: true, difficult: true, truncated: true },
      { box: [90, 10, 100, 20], class: 1, occluded: false, state: "drawn", mask: null },
      { box: [95, 70, 100, 80] },
    ]);
    expect(driver.engine.selection.ids).toEqual(["new-1", "new-2", "new-3"]);
    expect(driver.engine.addBoxes(others)).toBe(0);
    driver.keys("Ctrl+z");
    expect(driver.objects).toHaveLength(1);
  });

  it("wait for what the page says a command needs", () => {
    const ran: string[] = [];
    let can = false;
    const reopen = { enabled: () => can, run: () => void ran.push("reopen") };
    const engine = new Engine({ classes: CLASSES, commands: { reopen }, newId: () => "", onIntents: () => {} });
    expect(engine.run("reopen")).toBe(false);
    can = true;
    expect([engine.run("reopen"), ran]).toEqual([true, ["reopen"]]);
  });

  it("change nothing in a picture that is read only", () => {
    const objects = [suggested("a")];
    const driver = new Driver(objects, { readOnly: true }).keys("Tab");
    for (const action of driver.engine.actions) if (action.enabled() && !action.release) action.run();
    driver.engine.select("a");
    driver
      .keys("Space", "x", "Delete", "b")
      .drag([
        [12, 12],
        [50, 50],
      ])
      .drag([
        [10, 10],
        [5, 5],
      ]);
    expect([driver.said(), driver.objects]).toEqual([[], objects]);
    expect(driver.commands).toEqual(["next", "palette", "view-settings", "help"]);
  });
});

describe("news from the server", () => {
  const drawn = serverObject("a", [10, 10, 20, 20]);

  it("brings suggestions, other people's objects and removals", () => {
    const driver = new Driver([drawn]);
    driver.engine.receive([{ ...suggested("a"), version: 2 }, serverObject("b", [1, 1, 9, 9])]);
    expect(driver.objects.map(({ id, state }) => `${id} ${state}`)).toEqual(["a suggested", "b drawn"]);
    driver.engine.select("b");
    driver.engine.receive([], ["b"]);
    expect([driver.objects.length, driver.engine.selected]).toEqual([1, undefined]);
    expect(driver.said()).toEqual([]);
  });

  it("waits for the end of a drag, and is dropped when the drag changed the object", () => {
    for (const ends of [
      [15, 15],
      [25, 25],
    ] as const) {
      const driver = new Driver([drawn]).keys("v").click([15, 15]).press([15, 15]).hover([25, 25]);
      driver.engine.receive([{ ...suggested("a"), version: 2 }]);
      expect(driver.engine.draft).toMatchObject({ box: [20, 20, 30, 30] });
      expect(driver.object("a").state).toBe("drawn");
      driver.hover([...ends]).letGo([...ends]);
      expect(driver.object("a").state).toBe(ends[0] === 15 ? "suggested" : "drawn");
    }
  });

  it("does not touch unsaved changes, and takes the news once they are saved", () => {
    const driver = new Driver([drawn]).keys("v").click([15, 15]).keys("ArrowRight", "ArrowRight");
    const news = { ...suggested("a"), box: [12, 10, 22, 20] as const, version: 4 };
    const [first, second] = driver.intents;
    driver.engine.saved(first!, 2);
    driver.engine.receive([news]);
    expect(driver.object("a")).toMatchObject({ state: "drawn", version: 2 });
    driver.engine.saved(second!, 3);
    expect(driver.engine.state.getSnapshot().unsaved).toBe(0);
    driver.engine.receive([{ ...news, version: 2 }]);
    expect(driver.object("a")).toMatchObject({ state: "drawn", version: 3 });
    driver.engine.receive([news]);
    expect(driver.object("a")).toEqual(news);
  });

  it("leaves undo valid", () => {
    const driver = new Driver()
      .drag([
        [10, 10],
        [30, 30],
      ])
      .keys("v", "2");
    for (const intent of driver.intents.splice(0)) driver.engine.saved(intent, 1);
    const mask = filledMask([12, 12, 20, 20], 1);
    driver.engine.receive([{ ...driver.object("new-1"), state: "suggested", mask, origin: "fused", version: 2 }]);
    driver.keys("Ctrl+z");
    expect(driver.object("new-1")).toMatchObject({ class: 1, state: "suggested", mask });
    driver.keys("Ctrl+z", "Ctrl+y");
    expect(driver.intents.map(({ kind }) => kind)).toEqual(["edit", "delete", "restore"]);
    for (const intent of driver.intents.splice(0)) driver.engine.saved(intent, 3);
    driver.engine.receive([], ["new-1"]);
    driver.keys("Ctrl+y", "Ctrl+z");
    expect([driver.objects, driver.said()]).toEqual([[], []]);
  });
});

describe("read only", () => {
  it("shows what is stored: a candidate that was looked at goes, and another one does not come", () => {
    const decided = { ...suggested("a"), state: "accepted" } as const;
    const candidate = { objectId: "a", mask: decided.mask!, origin: "mcg", candidate: { id: 7, seen: false } };
    const driver = new Driver([decided]).keys("Tab");
    driver.engine.previews.show(candidate);
    driver.engine.setReadOnly(true);
    expect([driver.engine.shown.objects, driver.said()]).toEqual([[decided], []]);
    driver.engine.previews.show(candidate);
    expect(driver.engine.shown.objects).toEqual([decided]);
  });
});

describe("the classes, changed elsewhere", () => {
  const [cat, dog] = CLASSES;
  const bird = { id: 3, name: "bird", color: "#000000", key: "3" };
  const begun: [string, (driver: Driver) => Driver][] = [
    ["a box", (driver) => driver.keys("b").press([50, 50]).hover([60, 60])],
    ["a stroke", (driver) => driver.keys("m").press([50, 50]).hover([60, 60])],
    ["a polygon", (driver) => driver.keys("p").click([50, 50]).click([60, 50]).hover([60, 60])],
    ["a point", (driver) => driver.keys("s").click([15, 15])],
  ];

  it.each(begun)("leave %s, undo and selection as they are", (_, begin) => {
    const driver = begin(new Driver([suggested("a")]).keys("Tab", "Shift+t"));
    const { draft, session, selection, toolId } = driver.engine;
    driver.engine.setClasses([dog!, bird, { ...cat!, name: "kitten", key: "4" }]);
    expect(driver.engine.draft).toEqual(draft);
    expect([session.canUndo, selection.ids, driver.engine.toolId]).toEqual([true, ["a"], toolId]);
    expect(driver.keys("4").engine.settings.class).toBe(1);
    driver.keys("Escape", "Escape", "v", "Ctrl+z");
    expect(driver.object("a").truncated).toBe(false);
  });

  it("have the first stand in for the chosen one that is gone", () => {
    const driver = new Driver().keys("2").press([10, 10]).hover([30, 30]);
    driver.engine.setClasses([bird, cat!]);
    driver.letGo([30, 30]);
    expect(driver.object("new-1").class).toBe(3);
  });
});

describe("state", () => {
  it("keeps its snapshot until something in it changes, and tells subscribers", () => {
    const driver = new Driver([suggested("a")]);
    const listener = vi.fn();
    const { state } = driver.engine;
    const stop = state.subscribe(listener);
    const before = state.getSnapshot();
    driver.hover([10, 10]);
    expect([state.getSnapshot(), listener.mock.calls.length]).toEqual([before, 0]);
    driver.keys("m");
    expect([state.getSnapshot().tool, listener.mock.calls.length]).toEqual(["brush", 1]);
    stop();
    driver.keys("b");
    expect(listener.mock.calls.length).toBe(1);
  });

  it("opening another picture commits the drawing, forgets undo and keeps tool and class", () => {
    const driver = new Driver([suggested("a")]).keys("2", "m");
    driver.press([50, 50]).hover([60, 60]);
    driver.engine.open({ width: 50, height: 50 }, []);
    expect(driver.said()).toEqual(["draw new-1", "fix new-1"]);
    expect(driver.engine.state.getSnapshot()).toMatchObject({
      tool: "brush",
      class: 2,
      canUndo: false,
      unsaved: 0,
      objects: [],
    });
  });
});
