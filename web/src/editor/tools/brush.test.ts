import { describe, expect, it } from "vitest";
import { Driver, filledMask, rowsOf, serverObject } from "../driver";
import { FOREGROUND, fromJson } from "../mask";

const suggested = (id = "a") =>
  serverObject(id, [10, 10, 20, 20], { state: "suggested", origin: "fused", mask: filledMask([12, 12, 16, 14], 3) });

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

  it("has a square shape, too", () => {
    const driver = painter([serverObject("a", [10, 10, 40, 40])]).keys("Shift+b");
    driver.engine.set({ brushSize: 4 });
    driver.drag([[20, 20]]);
    expect(rowsOf(fromJson(driver.object("a").mask!))).toEqual(["####", "####", "####", "####"]);
  });

  it("paints pixels to be ignored over those of the object, and Ctrl erases them", () => {
    const driver = painter()
      .keys("i")
      .drag([[13, 13]]);
    expect(rowsOf(fromJson(driver.object("a").mask!))).toEqual(["xx##", "xx##"]);
    driver.drag([[13, 13]], { ctrl: true });
    expect(rowsOf(fromJson(driver.object("a").mask!))).toEqual(["##", "##"]);
    driver.keys("Escape").drag([[60, 60]]);
    expect(driver.objects).toHaveLength(1);
  });

  it("grows with Alt and the wheel or Alt and the right button, by whole pixels when small", () => {
    const driver = painter();
    const size = () => driver.engine.settings.brushSize;
    for (let i = 0; i < 3; i++) driver.input.wheel({ x: 10, y: 10 }, -100, { alt: true });
    expect(size()).toBe(Math.round(2 * Math.exp(0.45)));
    driver.press([50, 50], { alt: true, button: 2 }).hover([150, 50], { alt: true, button: 2 });
    expect(size()).toBeGreaterThan(7);
    driver.letGo([150, 50], { alt: true, button: 2 });
    expect([driver.said(), driver.engine.camera.scale]).toEqual([[], 1]);
  });

  it("leaves locked objects alone: painted on they stay, painted over they keep their pixels", () => {
    const settled = serverObject("n", [16, 10, 30, 20], {
      state: "accepted",
      mask: filledMask([16, 10, 30, 20], FOREGROUND),
    });
    const driver = painter([suggested(), settled]);
    driver.engine.select("n");
    driver.keys("l").drag([[20, 15]], { ctrl: true });
    expect(driver.remarks).toEqual([{ kind: "locked" }]);
    driver.engine.select("a");
    driver.drag([
      [14, 15],
      [20, 15],
    ]);
    expect(driver.said()).toEqual(["fix a"]);
    expect([driver.object("a").mask!.rect, driver.object("n")]).toEqual([[12, 12, 16, 16], settled]);
  });
});
