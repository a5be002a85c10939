import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Driver, filledMask, rowsOf, serverObject } from "./driver";
import { FOREGROUND, fromJson } from "./mask";

const two = () => [serverObject("big", [10, 10, 60, 60]), serverObject("small", [20, 20, 40, 40])];
const suggested = (id = "a") =>
  serverObject(id, [10, 10, 20, 20], { state: "suggested", origin: "fused", mask: filledMask([12, 12, 16, 14], 3) });

describe("box tool", () => {
  it("draws by dragging and stays ready for the next one", () => {
    const driver = new Driver()
      .drag([
        [10, 10],
        [20, 15],
        [30, 25],
      ])
      .drag([
        [60, 40],
        [50, 30],
      ]);
    expect(driver.objects).toMatchObject([
      { id: "new-1", box: [10, 10, 30, 25], class: 1, state: "drawn", mask: null, version: 0 },
      { id: "new-2", box: [50, 30, 60, 40] },
    ]);
    expect(driver.said()).toEqual(["draw new-1", "draw new-2"]);
    expect(driver.engine.state.getSnapshot()).toMatchObject({ tool: "box", selection: "new-2", unsaved: 2 });
  });

  it("draws by two clicks, following the pointer between them", () => {
    const driver = new Driver().click([10, 10]).hover([50, 40]);
    expect(driver.engine.draft).toMatchObject({ kind: "box", objectId: null, box: [10, 10, 50, 40] });
    driver.click([30, 20]);
    expect(driver.objects[0]!.box).toEqual([10, 10, 30, 20]);
  });

  it("forgets a double click in one place", () => {
    const driver = new Driver().click([10, 10]).click([11, 10]);
    expect([driver.objects.length, driver.engine.drafting]).toEqual([0, false]);
  });

  it("never grabs an existing box", () => {
    const driver = new Driver(two());
    driver.engine.select("small");
    driver.drag([
      [20, 20],
      [35, 35],
    ]);
    expect(driver.object("small").box).toEqual([20, 20, 40, 40]);
    expect(driver.object("new-1").box).toEqual([20, 20, 35, 35]);
  });

  it("clips to the picture, and draws nothing beside it", () => {
    const driver = new Driver()
      .drag([
        [-30, -5],
        [10, 200],
      ])
      .drag([
        [-30, 10],
        [-10, 60],
      ]);
    expect(driver.objects.map(({ box }) => box)).toEqual([[0, 0, 10, 80]]);
  });

  it("draws single pixels when zoomed in", () => {
    const driver = new Driver();
    driver.engine.camera.zoom(32);
    driver.drag([
      [50.1, 40.1],
      [50.9, 40.9],
    ]);
    expect(driver.objects[0]!.box).toEqual([50, 40, 51, 41]);
  });

  it("Escape cancels, and class keys choose the class of the box being drawn", () => {
    const driver = new Driver().press([10, 10]).hover([30, 30]).keys("Escape").letGo([30, 30]);
    expect(driver.objects).toEqual([]);
    driver.press([10, 10]).hover([30, 30]).keys("2").letGo([30, 30]);
    expect(driver.objects[0]!.class).toBe(2);
  });
});

describe("brush and eraser", () => {
  const painter = (objects = [suggested()]) => {
    const driver = new Driver(objects);
    driver.engine.set({ brushSize: 2 });
    driver.engine.select(objects[0]?.id ?? null);
    return driver.keys("m");
  };

  it("fixes the selected object in one undo step per stroke", () => {
    const driver = painter().drag([
      [12, 15],
      [14, 15],
      [16, 15],
    ]);
    expect(driver.object("a")).toMatchObject({ state: "fixed", origin: "human", box: [10, 10, 20, 20] });
    expect(driver.object("a").mask).toMatchObject({ rect: [11, 12, 17, 16], uncertain: null });
    driver
      .drag([
        [12, 18],
        [14, 18],
      ])
      .keys("Ctrl+z", "Ctrl+z");
    expect(driver.object("a")).toEqual(suggested());
    expect(driver.said()).toEqual(["fix a", "fix a", "revert a", "revert a"]);
    driver.keys("Ctrl+Shift+z");
    expect(driver.object("a").state).toBe("fixed");
    expect(driver.said()).toEqual(["fix a"]);
  });

  it("grows the box when painting beside it, and stops at the picture's border", () => {
    const driver = painter().drag([
      [15, 15],
      [15, 30],
      [-20, 30],
    ]);
    expect(driver.object("a").box).toEqual([0, 10, 20, 31]);
  });

  it("erases, and Ctrl inverts both tools", () => {
    const erased = painter()
      .keys("e")
      .drag([
        [12, 13],
        [13, 13],
      ]);
    const inverted = painter().drag(
      [
        [12, 13],
        [13, 13],
      ],
      { ctrl: true },
    );
    expect(rowsOf(fromJson(erased.object("a").mask!))).toEqual(["##", "##"]);
    expect(inverted.object("a")).toEqual(erased.object("a"));
    const painted = painter()
      .keys("e")
      .drag([[18, 18]], { ctrl: true });
    expect(painted.object("a").mask!.rect).toEqual([12, 12, 19, 19]);
  });

  it("paints the object under the pointer when none is selected, or a new one", () => {
    const driver = painter();
    driver.engine.select(null);
    driver
      .drag([[18, 18]])
      .keys("Escape")
      .drag([
        [50, 50],
        [54, 50],
      ]);
    expect(driver.said()).toEqual(["fix a", "draw new-1", "fix new-1"]);
    expect(driver.object("new-1")).toMatchObject({ box: [49, 49, 55, 51], state: "fixed" });
    driver.keys("e", "Escape").drag([[80, 70]]);
    expect(driver.said()).toEqual([]);
  });

  it("keeps neighbours or overwrites them, by the switch", () => {
    const settled = serverObject("n", [16, 10, 30, 20], {
      state: "accepted",
      mask: filledMask([16, 10, 30, 20], FOREGROUND),
    });
    const overwriting = painter([suggested(), settled]).drag([
      [14, 15],
      [20, 15],
    ]);
    expect(overwriting.said()).toEqual(["fix a", "fix n"]);
    const keeping = painter([suggested(), settled])
      .keys("o")
      .drag([
        [14, 15],
        [20, 15],
      ]);
    expect(keeping.said()).toEqual(["fix a"]);
    expect(keeping.object("a").mask!.rect).toEqual([12, 12, 16, 16]);
    expect(keeping.object("n")).toEqual(settled);
  });

  it("takes both objects back with one undo", () => {
    const settled = serverObject("n", [16, 10, 30, 20], {
      state: "accepted",
      mask: filledMask([16, 10, 30, 20], FOREGROUND),
    });
    const driver = painter([suggested(), settled])
      .drag([
        [14, 15],
        [20, 15],
      ])
      .keys("Ctrl+z");
    expect(driver.objects).toEqual([suggested(), settled]);
  });

  it("does nothing when no pixel changes", () => {
    const driver = painter().drag([
      [14, 13],
      [15, 13],
    ]);
    expect([driver.said(), driver.objects]).toEqual([[], [suggested()]]);
  });

  it("keeps the stroke when the tool or the picture changes in the middle of it", () => {
    const driver = painter().press([12, 18]).hover([16, 18]).keys("d");
    expect(driver.commands).toEqual(["next"]);
    expect(driver.said()).toEqual(["fix a"]);
  });

  it("Escape throws the stroke away, and other edits wait for its end", () => {
    const driver = painter().press([12, 18]).hover([16, 18]).keys("Delete", "x", "Space", "Escape").letGo([16, 18]);
    expect(driver.objects).toEqual([suggested()]);
  });
});

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
      corners: [
        { x: 20, y: 20 },
        { x: 60, y: 50 },
      ],
    });
    driver.keys("Escape");
    expect([driver.engine.drafting, driver.said()]).toEqual([false, []]);
  });

  it("starts from the object as it is when the polygon is closed", () => {
    const driver = new Driver([suggested()]).keys("p").click([30, 30]).click([40, 30]).click([40, 40]).keys("Enter");
    expect(driver.said()).toEqual(["draw new-1", "fix new-1"]);
  });
});

describe("select tool", () => {
  const picker = () => new Driver(two()).keys("v");

  it("picks the smallest object, and what lies behind it by clicking again", () => {
    const driver = picker();
    const picked = () => driver.click([30, 30]).engine.selected?.id;
    expect([picked(), picked(), picked()]).toEqual(["small", "big", "small"]);
    expect(driver.click([90, 70]).engine.selected).toBeUndefined();
  });

  it("moves the selected box and pulls its handles, each one undo step", () => {
    const driver = picker()
      .click([30, 30])
      .drag([
        [30, 30],
        [33, 31],
        [40, 35],
      ]);
    expect(driver.object("small").box).toEqual([30, 25, 50, 45]);
    driver.drag([
      [50, 45],
      [70, 50],
    ]);
    expect(driver.object("small").box).toEqual([30, 25, 70, 50]);
    driver.keys("Ctrl+z", "Ctrl+z");
    expect(driver.objects).toEqual(two());
    expect(driver.said()).toEqual(["edit small", "edit small", "edit small", "edit small"]);
  });

  it("edits by arrow keys: move, move far, resize", () => {
    const driver = picker().click([30, 30]).keys("ArrowLeft", "Shift+ArrowDown", "Alt+ArrowRight");
    expect(driver.object("small").box).toEqual([19, 30, 40, 50]);
  });

  it("changes the class of the selected object by its key", () => {
    const driver = picker().click([30, 30]).keys("2", "2");
    expect(driver.object("small").class).toBe(2);
    expect(driver.said()).toEqual(["edit small"]);
  });

  it("a click does not move anything", () => {
    const driver = picker()
      .click([30, 30])
      .drag([
        [30, 30],
        [32, 31],
      ]);
    expect(driver.said()).toEqual([]);
  });

  it("Escape drops a drag", () => {
    const driver = picker().click([30, 30]).press([30, 30]).hover([45, 45]).keys("Escape").letGo([45, 45]);
    expect(driver.objects).toEqual(two());
  });
});

describe("anything a person may do", () => {
  const spot = fc.tuple(fc.integer({ min: -10, max: 110 }), fc.integer({ min: -10, max: 90 }));
  const keys = fc.constantFrom(
    ..."bmepvox12",
    "Space",
    "Tab",
    "Delete",
    "Enter",
    "Escape",
    "Backspace",
    "Ctrl+z",
    "Ctrl+y",
    "ArrowUp",
  );
  const step = fc.oneof(
    fc.array(spot, { minLength: 1, maxLength: 4 }).map((points) => (driver: Driver) => driver.drag(points)),
    keys.map((key) => (driver: Driver) => driver.keys(key)),
  );

  it("leaves valid objects, says how the server gets there, and can be undone to the start", () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 25 }), (steps) => {
        const start = [suggested(), ...two()];
        const driver = new Driver(start);
        for (const each of steps) each(driver);
        driver.keys("Escape");
        for (const { box, mask, state } of driver.objects) {
          expect(
            box[0] >= 0 && box[1] >= 0 && box[2] <= 100 && box[3] <= 80 && box[0] < box[2] && box[1] < box[3],
          ).toBe(true);
          expect(mask === null).toBe(state === "drawn");
          if (state === "fixed" || state === "accepted") expect(mask!.uncertain).toBeNull();
        }
        expect(replayed(start, driver)).toEqual(new Map(driver.objects.map((object) => [object.id, object])));
        while (driver.engine.session.canUndo) driver.keys("Ctrl+z");
        expect(driver.objects).toEqual(start);
      }),
      { numRuns: 200 },
    );
  });

  /** What a server that follows the intents holds in the end. */
  function replayed(start: readonly { id: string }[], driver: Driver): Map<string, unknown> {
    const stored = new Map<string, unknown>(start.map((object) => [object.id, object]));
    for (const { kind, object } of driver.intents) {
      expect(stored.has(object.id)).toBe(kind !== "draw" && kind !== "restore");
      if (kind === "delete") stored.delete(object.id);
      else stored.set(object.id, object);
    }
    return stored;
  }
});
