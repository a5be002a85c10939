import { describe, expect, it } from "vitest";
import type { EditorObject } from "./document";
import { Driver, filledMask, serverObject } from "./driver";
import { FOREGROUND, fromJson } from "./mask";
import { PINNED, PINNED_OUT } from "./tools/smart";
import { toImage } from "./view";

/** Keys that go so many pixels along one axis, at 100 %: far steps (64), steps (8), single pixels. */
function way(pixels: number, [less, more]: readonly [string, string]): string[] {
  const [far, key] = [Math.abs(pixels), pixels < 0 ? less : more];
  const times = (count: number, chord: string) => Array<string>(count).fill(chord);
  return [
    ...times(Math.floor(far / 64), `Shift+${key}`),
    ...times(Math.floor((far % 64) / 8), key),
    ...times(far % 8, `Alt+${key}`),
  ];
}

/** Works with keys alone; the pointer starts in the middle of the view, which is the picture's (50, 40). */
class Keys extends Driver {
  #at: readonly [x: number, y: number] = [50, 40];

  constructor(objects: readonly EditorObject[] = []) {
    super(objects);
    this.keys("Alt+p");
  }

  go(x: number, y: number): this {
    const [across, down] = [x - this.#at[0], y - this.#at[1]];
    this.#at = [x, y];
    return this.keys(...way(across, ["ArrowLeft", "ArrowRight"]), ...way(down, ["ArrowUp", "ArrowDown"]));
  }

  /** Whether a pixel belongs to an object's mask. */
  has(id: string, x: number, y: number): boolean {
    const { rect, pixels } = fromJson(this.object(id).mask!);
    return ((pixels[(y - rect[1]) * (rect[2] - rect[0]) + x - rect[0]] ?? 0) & FOREGROUND) !== 0;
  }
}

const fixed = (id = "a") =>
  serverObject(id, [10, 10, 40, 40], {
    state: "fixed",
    origin: "human",
    mask: filledMask([10, 10, 40, 40], FOREGROUND),
  });

describe("with the keyboard's pointer", () => {
  it("boxes are drawn by two clicks, or held down", () => {
    const driver = new Keys().go(20, 10).keys("Enter").go(63, 51).keys("Enter");
    driver.go(70, 60).keys("Alt+Enter").go(90, 75).keys("Alt+Enter");
    expect(driver.objects.map(({ box }) => box)).toEqual([
      [20, 10, 63, 51],
      [70, 60, 90, 75],
    ]);
  });

  it("boxes reach the picture's border and are drawn by extreme points", () => {
    const driver = new Keys().keys("q").go(50, -10).keys("Enter").go(110, 30).keys("Enter");
    driver.go(60, 70).keys("Enter").go(-10, 40).keys("Enter");
    expect(driver.objects[0]).toMatchObject({
      box: [0, 0, 100, 71],
      points: [
        [50, 0],
        [99, 30],
        [60, 70],
        [0, 40],
      ],
    });
  });

  it("polygons are clicked, corners held and deleted", () => {
    const driver = new Keys().keys("p").go(20, 20).keys("Enter").go(60, 20).keys("Enter").go(60, 60).keys("Enter");
    driver.go(20, 60).keys("Enter", "Shift+Enter"); // a corner that goes again
    driver.go(60, 20).keys("Alt+Enter").go(70, 10).keys("Alt+Enter");
    driver.go(20, 20).keys("Enter");
    expect(driver.object("new-1")).toMatchObject({ state: "fixed", box: [20, 10, 70, 60] });
    expect([driver.has("new-1", 60, 30), driver.has("new-1", 25, 55)]).toEqual([true, false]);
  });

  it("strokes are painted and erased while it is held", () => {
    const driver = new Keys().keys("m");
    driver.engine.set({ brushSize: 6 });
    driver.go(20, 20).keys("Alt+Enter").go(60, 20).keys("Alt+Enter").go(60, 50);
    expect([driver.has("new-1", 40, 20), driver.has("new-1", 60, 40)]).toEqual([true, false]);
    driver.keys("e").go(40, 10).keys("Alt+Enter").go(40, 30).keys("Enter").go(25, 20); // any press lets go
    expect([driver.has("new-1", 40, 20), driver.has("new-1", 25, 20)]).toEqual([false, true]);
    expect(driver.said()).toEqual(["draw new-1", "fix new-1", "fix new-1"]);
  });

  it("objects are cut, straight with Shift", () => {
    const driver = new Keys([fixed()]).keys("k").go(25, 5).keys("Alt+Shift+Enter").go(31, 45).keys("Alt+Enter");
    const [left, right] = driver.has("a", 12, 30) ? ["a", "new-1"] : ["new-1", "a"];
    expect([driver.has(left, 24, 12), driver.has(right, 28, 12), driver.has(left, 28, 38)]).toEqual([true, true, true]);
  });

  it("smart edit is pinned, with Ctrl what is not the object's", () => {
    const driver = new Keys([fixed()]).keys("s").go(20, 20).keys("Enter").go(35, 35).keys("Ctrl+Enter");
    const pins = driver.asked.at(-1)!.pins!;
    const at = (x: number, y: number) => pins.pixels[(y - 10) * 30 + x - 10];
    expect([at(20, 20), at(35, 35), at(30, 20)]).toEqual([PINNED, PINNED_OUT, 0]);
  });

  it("objects are picked, moved, and pulled at every side", () => {
    const driver = new Keys([fixed(), serverObject("b", [60, 50, 90, 70])]).keys("v").go(75, 60).keys("Enter");
    driver.go(20, 20).keys("Shift+Enter");
    expect(driver.engine.selection.ids).toEqual(["b", "a"]);
    driver.keys("Alt+Enter").go(23, 24).keys("Alt+Enter");
    expect([driver.object("a").box, driver.object("b").box]).toEqual([
      [13, 14, 43, 44],
      [63, 54, 93, 74],
    ]);
    driver.go(13, 14).keys("Alt+Enter").go(3, 4).keys("Alt+Enter"); // the upper left corner
    driver.go(43, 24).keys("Alt+Enter").go(50, 24).keys("Alt+Enter"); // the right side
    driver.go(26, 44).keys("Alt+Enter").go(26, 52).keys("Alt+Enter"); // the lower side
    expect(driver.object("a").box).toEqual([3, 4, 50, 52]);
  });
});

describe("the keyboard's pointer", () => {
  const place = ({ engine }: Driver) => {
    const { x, y } = toImage(engine.camera.view, engine.pointer!);
    return [Math.floor(x), Math.floor(y)];
  };

  it("starts where the mouse was last, goes as far on the screen at every zoom, and by single pixels", () => {
    const driver = new Driver().hover([30, 20]).keys("Alt+p", "ArrowRight");
    expect(place(driver)).toEqual([38, 20]);
    driver.keys("+", "+", "+"); // at the pointer, which stays where it is on the picture
    expect([place(driver), Math.round(driver.engine.pixelScale)]).toEqual([[38, 20], 2]);
    driver.keys("ArrowDown", "Alt+ArrowLeft");
    expect(place(driver)).toEqual([37, 24]);
    driver.engine.camera.zoom(32, driver.engine.pointer!);
    driver.keys("ArrowDown"); // never less than a pixel
    expect(place(driver)).toEqual([37, 25]);
  });

  it("takes the view along, and stays at the picture", () => {
    const driver = new Driver().keys("Alt+p");
    driver.engine.camera.zoom(8);
    for (let i = 0; i < 20; i++) driver.keys("Shift+ArrowRight");
    expect(place(driver)).toEqual([102, 40]);
    expect(driver.engine.pointer!.x).toBeLessThan(driver.engine.camera.canvas.width);
    const { view } = driver.engine.camera;
    driver.keys("ArrowLeft");
    expect(driver.engine.camera.view).toBe(view);
  });

  it("tells its place when it rests, not at each repetition of a key", () => {
    const driver = new Driver().keys("Alt+p");
    const told = () => driver.engine.state.getSnapshot().pointing;
    expect(told()).toEqual([50, 40]);
    driver.input.keyDown(["ArrowRight"]);
    driver.input.keyDown(["ArrowRight"], true);
    expect(told()).toEqual([50, 40]);
    driver.input.keyUp(["ArrowRight"]);
    expect(told()).toEqual([66, 40]);
    driver.keys("Alt+p");
    expect([told(), driver.engine.pointer]).toEqual([null, null]);
  });

  it("has Escape after the drawing, and its keys only while it is on", () => {
    const driver = new Driver([fixed()]).keys("Tab", "Alt+p", "Enter", "ArrowLeft");
    expect(driver.engine.drafting).toBe(true);
    driver.keys("Escape");
    expect([driver.engine.drafting, driver.engine.keyPointer.on]).toEqual([false, true]);
    driver.keys("Escape");
    expect([driver.engine.keyPointer.on, driver.engine.selected?.id]).toEqual([false, "a"]);
    driver.keys("Enter", "v", "ArrowLeft");
    expect([driver.engine.drafting, driver.object("a").box]).toEqual([false, [9, 10, 39, 40]]);
  });

  it("lets go of what Escape cancels", () => {
    const driver = new Driver().keys("m", "Alt+p", "Alt+Enter", "ArrowLeft", "Escape", "ArrowLeft");
    expect([driver.engine.drafting, driver.objects]).toEqual([false, []]);
    driver.keys("Enter");
    expect(driver.objects).toHaveLength(1);
  });

  it.each([
    ["another tool", (driver: Driver) => driver.keys("b")],
    ["another picture", (driver: Driver) => driver.engine.open({ width: 100, height: 80 }, [])],
    ["a window that loses the focus", (driver: Driver) => driver.input.releaseAll()],
    ["a press of the mouse", (driver: Driver) => driver.click([90, 70])],
  ])("lets go at %s, so that the mouse can press", (_, happens) => {
    const driver = new Driver().keys("Alt+p", "Alt+Enter");
    happens(driver);
    expect(driver.engine.keyPointer.pressed).toBe(false);
    const before = driver.objects.length;
    driver.drag([
      [10, 10],
      [20, 20],
    ]);
    expect(driver.objects).toHaveLength(before + 1);
  });
});
