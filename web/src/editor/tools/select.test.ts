import { describe, expect, it } from "vitest";
import { Driver, filledMask, maskOf, serverObject } from "../driver";
import { FOREGROUND, toJson } from "../mask";

const two = () => [serverObject("big", [10, 10, 60, 60]), serverObject("small", [20, 20, 40, 40])];

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
    driver.keys("Alt+Shift+ArrowUp", "Alt+Shift+ArrowRight"); // the other corner: with it, every side
    expect(driver.object("small").box).toEqual([20, 29, 40, 50]);
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

  it("moves and pulls what was taken hold of, even when Tab selects another meanwhile", () => {
    const driver = picker().click([30, 30]).press([30, 30]).hover([35, 35]).keys("Tab").letGo([40, 40]);
    expect([driver.object("big"), driver.object("small").box]).toEqual([two()[0], [30, 30, 50, 50]]);
    driver.engine.select("small");
    driver.press([50, 50]).hover([55, 55]).keys("Tab").letGo([60, 60]);
    expect([driver.object("big"), driver.object("small").box]).toEqual([two()[0], [30, 30, 60, 60]]);
  });

  it("Escape drops a drag", () => {
    const driver = picker().click([30, 30]).press([30, 30]).hover([45, 45]).keys("Escape").letGo([45, 45]);
    expect(driver.objects).toEqual(two());
  });
});

describe("picking", () => {
  const ring = ["#####", "#...#", "#...#", "#...#", "#####"];
  const over = () => [
    serverObject("box", [0, 0, 60, 60]),
    serverObject("ring", [10, 10, 15, 15], { state: "fixed", mask: toJson(maskOf(ring, 10, 10)) }),
    serverObject("blob", [8, 8, 40, 40], { state: "fixed", mask: filledMask([8, 8, 40, 40], FOREGROUND) }),
  ];

  it("goes by a mask's pixels, then by size", () => {
    const driver = new Driver(over()).keys("v");
    driver.engine.camera.zoom(8);
    const picks = (x: number, y: number) => {
      driver.engine.select(null);
      return [0, 1, 2].map(() => driver.click([x, y]).engine.selected?.id);
    };
    expect(picks(10.5, 12.5)).toEqual(["ring", "blob", "box"]);
    expect(picks(12.5, 12.5)).toEqual(["blob", "box", "ring"]);
    expect(picks(50, 50)).toEqual(["box", "box", "box"]);
  });

  it("reaches for small boxes from beside them, as far on the screen at any zoom", () => {
    const driver = new Driver([serverObject("dot", [50, 40, 52, 42])]).keys("v");
    const hits = (x: number) => {
      driver.engine.select(null);
      return driver.click([x, 41]).engine.selected?.id;
    };
    expect([hits(45), hits(43)]).toEqual(["dot", undefined]);
    driver.engine.camera.zoom(4);
    expect([hits(49), hits(48)]).toEqual(["dot", undefined]);
  });
});

describe("several objects", () => {
  const three = () => [...two(), serverObject("far", [70, 10, 80, 20])];
  const chooser = () => new Driver(three()).keys("v");

  it("are picked by Shift+click, by a rectangle around them and all at once", () => {
    const driver = chooser().click([30, 30]).click([75, 15], { shift: true });
    expect(driver.engine.selection.ids).toEqual(["small", "far"]);
    driver.click([30, 30], { shift: true });
    expect(driver.engine.selection.ids).toEqual(["far"]);
    driver.keys("Escape").drag([
      [65, 5],
      [80, 10],
      [85, 25],
    ]);
    expect(driver.engine.selection.ids).toEqual(["far"]);
    driver.drag(
      [
        [15, 15],
        [45, 45],
      ],
      { shift: true },
    );
    expect(driver.engine.state.getSnapshot()).toMatchObject({ selectedIds: ["far", "small"], selection: "small" });
    driver.keys("Escape", "Ctrl+a");
    expect(driver.engine.selection.ids).toEqual(["big", "small", "far"]);
  });

  it("are deleted, classed and flagged in one step each", () => {
    const driver = chooser().keys("Ctrl+a", "2", "Shift+t");
    expect(driver.said()).toEqual(["big", "small", "far", "big", "small", "far"].map((id) => `edit ${id}`));
    driver.keys("Delete");
    expect(driver.objects).toEqual([]);
    driver.keys("Ctrl+z", "Ctrl+z", "Ctrl+z");
    expect(driver.objects).toEqual(three());
  });

  it("move together, stopped by the picture's border together", () => {
    const driver = chooser().click([30, 30]).click([75, 15], { shift: true });
    driver.drag([
      [75, 15],
      [80, 17],
      [95, 20],
    ]);
    expect([driver.object("small").box, driver.object("far").box]).toEqual([
      [40, 25, 60, 45],
      [90, 15, 100, 25],
    ]);
    driver.keys("ArrowRight", "ArrowUp");
    expect([driver.object("small").box, driver.object("far").box]).toEqual([
      [40, 24, 60, 44],
      [90, 14, 100, 24],
    ]);
  });

  it("become one by merging", () => {
    const driver = chooser().click([30, 30]).click([75, 15], { shift: true }).keys("j");
    expect(driver.object("far").box).toEqual([20, 10, 80, 40]);
    expect(driver.said()).toEqual(["edit far", "delete small"]);
  });
});
