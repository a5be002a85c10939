import { describe, expect, it } from "vitest";
import { trace } from "./contour";
import { plainTone } from "./display";
import { Driver, jsonOf, maskOf, serverObject } from "./driver";
import { layerPixels, parseColor, rgba } from "./layers";
import { Looks } from "./looks";
import { minimapOf, pointOn } from "./minimap";
import { instanceColor } from "./palette";
import { spacing } from "./rulers";
import { lightTheme } from "./theme";
import { toneTable } from "./tone";
import { toImage } from "./view";

describe("the display", () => {
  it("is changed by keys and stays in its ranges", () => {
    const driver = new Driver();
    const { engine } = driver;
    driver.keys("w", "Shift+c", "Shift+n", ".", ".");
    expect(engine.display).toMatchObject({ masks: "outlined", colors: "instance", names: false, opacity: 0.65 });
    driver.keys(".", ".", ".", ".", ".", ".");
    expect(engine.display.opacity).toBe(1);
    driver.keys("w", "Shift+c", "Shift+n");
    expect(engine.display).toMatchObject({ masks: "filled", colors: "class", names: true });
  });

  it("gets the picture's own tone back by one key", () => {
    const driver = new Driver();
    driver.engine.show({ tone: { brightness: 7, contrast: 0.5, gamma: 2 } });
    expect(driver.engine.display.tone.brightness).toBe(1);
    driver.keys("Alt+0");
    expect(driver.engine.state.getSnapshot().display.tone).toEqual(plainTone);
  });
});

describe("the tone", () => {
  const at = (tone: Partial<typeof plainTone>, ...values: number[]) => {
    const table = toneTable({ ...plainTone, ...tone });
    return values.map((value) => table[value]);
  };

  it("leaves values alone when plain", () => {
    expect(at({}, 0, 1, 127, 254, 255)).toEqual([0, 1, 127, 254, 255]);
  });

  it("adds brightness, steepens around the middle and bends by gamma", () => {
    expect(at({ brightness: 0.2 }, 0, 100, 250)).toEqual([51, 151, 255]);
    expect(at({ contrast: 0.5 }, 60, 127, 200)).toEqual([0, 126, 255]); // twice as steep: 60 -> -7.5, 127 -> 126.5
    expect(at({ contrast: -1 }, 0, 255)).toEqual([96, 159]); // a quarter as steep: 127.5 -/+ 31.875
    expect(at({ gamma: 2 }, 0, 64, 255)).toEqual([0, 128, 255]); // sqrt(64 / 255) = 0.501
  });
});

describe("colours of objects", () => {
  const style = (colors: "class" | "instance") => ({
    classes: [{ id: 1, name: "cat", color: "#123456" }],
    theme: lightTheme,
    display: { ...new Driver().engine.display, colors },
    style: "filled" as const,
    striped: true,
  });

  it("are the class's, or one each that stays when others go", () => {
    const looks = new Looks();
    const [a, b] = [serverObject("a", [0, 0, 9, 9]), serverObject("b", [0, 0, 9, 9])];
    expect([a, b].map((one) => looks.of(one, style("class")).color)).toEqual(["#123456", "#123456"]);
    const own = style("instance");
    expect([a, b].map((one) => looks.of(one, own).color)).toEqual([instanceColor(0), instanceColor(1)]);
    expect(looks.of(b, own)).toBe(looks.of(b, own));
    expect(looks.of(b, own).color).toBe(instanceColor(1));
  });

  it("are all different for many objects", () => {
    expect(new Set(Array.from({ length: 60 }, (_, n) => instanceColor(n))).size).toBe(60);
  });
});

describe("outlines of masks", () => {
  const look = {
    color: parseColor("#102030"),
    hatch: [parseColor("#ffffff"), parseColor("#000000")] as const,
    opacity: 0.4,
    style: "outlined" as const,
    striped: true,
  };
  const block = jsonOf(["#####", "#####", "#####", "#####", "#####"]);

  it("are a coloured rim with a dark one inside, and clear within", () => {
    const [rim, dark] = [rgba(look.color, 1), rgba([0, 0, 0], 0.55)];
    const row = (y: number) => [...layerPixels(block, look, 1)].slice(5 * y, 5 * y + 5);
    expect(row(0)).toEqual([rim, rim, rim, rim, rim]);
    expect(row(1)).toEqual([rim, dark, dark, dark, rim]);
    expect(row(2)).toEqual([rim, dark, 0, dark, rim]);
  });

  it("run between pixels when zoomed in", () => {
    expect(trace(maskOf([".#", "##"], 10, 20))).toEqual([
      ...[11, 20, 12, 20, 10, 21, 11, 21, 10, 22, 12, 22], // along rows
      ...[10, 21, 10, 22, 11, 20, 11, 21, 12, 20, 12, 22], // along columns
    ]);
    expect(new Set(layerPixels(block, { ...look, style: "bare" }, 1))).toEqual(new Set([0]));
  });
});

describe("the minimap", () => {
  const zoomed = () => {
    const driver = new Driver([], { width: 400, height: 300 });
    driver.engine.camera.resize({ width: 800, height: 600 }, 1);
    driver.engine.camera.zoom(8);
    return driver;
  };

  it("is there while part of the picture is out of sight", () => {
    const driver = zoomed();
    expect(driver.engine.minimap).toMatchObject({ width: 168, height: 126, x: 618, y: 460 });
    driver.keys("Shift+m");
    expect(driver.engine.minimap).toBeNull();
    driver.keys("Shift+m", "0");
    expect(driver.engine.minimap).toBeNull();
    expect(minimapOf({ scale: 8, x: 0, y: 0 }, { width: 300, height: 300 }, { width: 400, height: 300 })).toBeNull();
  });

  it("moves the view by a press and a drag, and draws nothing", () => {
    const { engine, input } = zoomed();
    const pointer = (x: number, y: number) => ({
      position: { x, y },
      button: 0,
      ctrl: false,
      alt: false,
      shift: false,
    });
    const middle = () => toImage(engine.camera.view, { x: 400, y: 300 });
    const map = engine.minimap!;
    input.down(pointer(map.x + 84, map.y + 63));
    expect([Math.round(middle().x), Math.round(middle().y)]).toEqual([200, 150]);
    input.move(pointer(map.x + 42, map.y + 63));
    expect(Math.round(middle().x)).toBe(Math.round(pointOn(map, { x: map.x + 42, y: 0 }).x));
    input.up(pointer(map.x + 42, map.y + 63));
    input.move(pointer(400, 300));
    expect([Math.round(middle().x), engine.drafting, engine.document.objects.length]).toEqual([100, false, 0]);
  });

  it("steps aside for what is drawn, and comes back after it", () => {
    const driver = zoomed();
    const map = driver.engine.minimap!;
    const under = toImage(driver.engine.camera.view, { x: map.x + 20, y: map.y + 20 });
    const first = toImage(driver.engine.camera.view, { x: map.x - 80, y: map.y - 80 });
    const { view } = driver.engine.camera;
    driver.keys("b").click([first.x, first.y]);
    expect(driver.engine.minimap).toBeNull();
    driver.click([under.x, under.y]);
    expect(driver.objects.map(({ box }) => box)).toHaveLength(1);
    expect(driver.engine.camera.view).toEqual(view);
    expect(driver.engine.minimap).toEqual(map);
  });
});

describe("rulers", () => {
  it("label round numbers at a readable distance, whole pixels at least", () => {
    const steps = [0.05, 0.5, 1, 8, 64].map((scale) => spacing(scale));
    expect(steps).toEqual([
      { step: 2000, parts: 4 },
      { step: 200, parts: 4 },
      { step: 100, parts: 5 },
      { step: 10, parts: 5 },
      { step: 1, parts: 1 },
    ]);
  });
});
