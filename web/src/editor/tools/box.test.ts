import { describe, expect, it } from "vitest";
import { Driver, filledMask, serverObject } from "../driver";
import { FOREGROUND } from "../mask";

const two = () => [serverObject("big", [10, 10, 60, 60]), serverObject("small", [20, 20, 40, 40])];

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

  it("leaves the selected object alone until the box is drawn", () => {
    const masked = serverObject("m", [10, 10, 20, 20], {
      state: "fixed",
      mask: filledMask([10, 10, 20, 20], FOREGROUND),
    });
    for (const begin of ["b", "q"]) {
      const driver = new Driver([masked]).keys("Tab", begin).click([40, 40]).hover([50, 50]);
      driver.keys("Delete", "x", "f", "Ctrl+d", "Shift+e");
      expect([driver.objects, driver.said(), driver.engine.drafting]).toEqual([[masked], [], true]);
      driver.keys("Escape", "Delete");
      expect(driver.said()).toEqual(["delete m"]);
    }
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

  it("class keys are for the box to come, and T gives the chosen class to the one just drawn", () => {
    const driver = new Driver().drag([
      [10, 10],
      [30, 30],
    ]);
    driver.keys("2");
    expect(driver.object("new-1").class).toBe(1);
    driver.keys("Shift+g", "1").drag([
      [50, 50],
      [60, 60],
    ]);
    expect(driver.objects.map((object) => object.class)).toEqual([2, 1]);
    expect(driver.said()).toEqual(["draw new-1", "edit new-1", "draw new-2"]);
    driver.keys("2").press([70, 10]).hover([90, 30]).keys("Shift+g"); // while one is drawn, the selected stays
    expect(driver.object("new-2").class).toBe(1);
  });
});
