import { describe, expect, it } from "vitest";
import { Driver, filledMask, rowsOf, serverObject } from "./driver";
import type { PointerInput } from "./input";
import { FOREGROUND, fromJson } from "./mask";
import { toImage, toScreen } from "./view";

/** A pointer of a device at a place of the picture. */
const at = (driver: Driver, x: number, y: number, more: Partial<PointerInput> = {}): PointerInput => ({
  ...{ position: toScreen(driver.engine.camera.view, { x, y }), button: 0, ctrl: false, alt: false, shift: false },
  ...more,
});

const drag = (driver: Driver, more: Partial<PointerInput>, ...points: [number, number][]) => {
  const inputs = points.map(([x, y]) => at(driver, x, y, more));
  driver.input.down(inputs[0]!);
  for (const input of inputs.slice(1)) driver.input.move(input);
  driver.input.up(inputs.at(-1)!);
};

/** A draft without where the pointer is. */
function drawn({ engine: { draft } }: { engine: Pick<Driver["engine"], "draft"> }) {
  if (draft?.kind === "polygon") return draft.corners;
  if (draft?.kind === "extremes") return draft.points;
  return draft?.kind === "box" ? draft.box.slice(0, 2) : draft;
}

const masked = () =>
  serverObject("a", [10, 10, 20, 20], { state: "suggested", mask: filledMask([10, 10, 20, 20], FOREGROUND) });

describe("fingers", () => {
  it("draw with one", () => {
    const driver = new Driver();
    drag(driver, { device: "touch" }, [10, 10], [30, 25]);
    expect(driver.objects[0]!.box).toEqual([10, 10, 30, 25]);
  });

  it("pinch with two: the picture stays under them, and nothing is drawn", () => {
    const driver = new Driver();
    const { engine, input } = driver;
    input.down(at(driver, 20, 20, { device: "touch" }));
    input.move(at(driver, 22, 20, { device: "touch" }));
    input.startPinch();
    const before = [
      toScreen(engine.camera.view, { x: 20, y: 20 }),
      toScreen(engine.camera.view, { x: 40, y: 20 }),
    ] as const;
    const after = [
      { x: before[0].x - 30, y: before[0].y + 10 },
      { x: before[1].x + 10, y: before[1].y + 10 },
    ] as const;
    input.pinch(before, after);
    expect(engine.camera.view.scale).toBeCloseTo(3);
    for (const [i, x] of [20, 40].entries()) {
      const point = toImage(engine.camera.view, after[i]!);
      expect([point.x, point.y]).toEqual([expect.closeTo(x), expect.closeTo(20)]);
    }
    expect([driver.objects, engine.drafting]).toEqual([[], false]);
  });

  /** What was begun before a press is as it was, when two fingers zoom or the system takes the pointer away. */
  it.each(["startPinch", "cancel"] as const)("that %s undo their own press and nothing before it", (taken) => {
    const begun: [string, (driver: Driver) => Driver][] = [
      ["b", (driver) => driver.click([30, 30])],
      ["q", (driver) => driver.click([30, 20]).click([20, 30]).click([40, 30])],
      ["p", (driver) => driver.click([30, 20]).click([20, 40]).click([50, 40])],
      ["s", (driver) => driver.click([15, 15]).click([12, 18])],
      ...[..."bqpsvk"].map((key): [string, (driver: Driver) => Driver] => [key, (driver) => driver]),
    ];
    for (const [key, begin] of begun) {
      for (const place of [
        [60, 50],
        [20, 40],
      ] as const) {
        const driver = begin(new Driver([masked()]).keys(key));
        const [before, { length: asked }] = [driver.engine.draft, driver.asked];
        driver.press(place).hover([70, 60]);
        driver.input[taken]();
        expect(drawn(driver)).toEqual(drawn({ engine: { draft: before } }));
        expect([driver.said(), driver.asked.length]).toEqual([[], asked]);
      }
    }
  });

  it("paint nothing when they pinch, but keep the stroke that the system interrupts", () => {
    const strokes = (["startPinch", "cancel"] as const).map((taken) => {
      const driver = new Driver([masked()]).keys("m").press([15, 15]).hover([30, 15]);
      driver.input[taken]();
      return driver.said();
    });
    expect(strokes).toEqual([[], ["fix a"]]);
  });

  it("pan with the select tool, and a tap picks", () => {
    const driver = new Driver([masked()]).keys("v");
    const { x } = driver.engine.camera.view;
    drag(driver, { device: "touch" }, [50, 50], [60, 50]);
    expect(driver.engine.camera.view.x).toBeCloseTo(x + 10);
    drag(driver, { device: "touch" }, [15, 15]);
    expect(driver.engine.selected?.id).toBe("a");
    drag(driver, { device: "touch" }, [15, 15], [18, 15], [25, 15]);
    expect(driver.object("a").box).toEqual([20, 10, 30, 20]);
  });
});

describe("a pen", () => {
  const painter = () => {
    const driver = new Driver([masked()]);
    driver.engine.set({ brushSize: 8 });
    driver.engine.select("a");
    return driver.keys("m");
  };
  const width = (driver: Driver) =>
    rowsOf(fromJson(driver.object("a").mask!))
      .at(-1)!
      .split("#").length - 1;

  it("paints as broad as it is pressed, unless that is switched off", () => {
    const light = painter();
    drag(light, { device: "pen", pressure: 0.25 }, [15, 30]);
    expect(width(light)).toBe(2);
    const off = painter();
    off.engine.set({ penPressure: false });
    drag(off, { device: "pen", pressure: 0.25 }, [15, 30]);
    expect(width(off)).toBeGreaterThan(2);
  });

  it("erases with its other end, whichever of the two tools is chosen", () => {
    for (const tool of ["m", "e"]) {
      const driver = painter().keys(tool);
      drag(driver, { device: "pen", pressure: 1, button: 5 }, [15, 10]);
      expect(rowsOf(fromJson(driver.object("a").mask!))[0]).not.toBe("##########");
      expect(driver.object("a").box).toEqual([10, 10, 20, 20]);
    }
  });

  it("leaves moving the picture to fingers from then on", () => {
    const driver = painter();
    expect(driver.engine.state.getSnapshot().penSeen).toBe(false);
    drag(driver, { device: "pen", pressure: 1 }, [15, 15]);
    expect(driver.engine.state.getSnapshot().penSeen).toBe(true);
    driver.said();
    const { x } = driver.engine.camera.view;
    drag(driver, { device: "touch" }, [50, 50], [55, 50]);
    expect([driver.engine.camera.view.x, driver.said()]).toEqual([expect.closeTo(x + 5), []]);
  });
});
