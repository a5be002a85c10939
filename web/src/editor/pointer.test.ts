import { describe, expect, it } from "vitest";
import { Driver } from "./driver";
import { listenToPointer } from "./pointer";
import { toScreen } from "./view";

/** Pointers as browsers tell of them; of several fingers the first one down is primary. */
const POINTERS = {
  mouse: { pointerId: 1, pointerType: "mouse", isPrimary: true },
  pen: { pointerId: 2, pointerType: "pen", isPrimary: true },
  finger: { pointerId: 3, pointerType: "touch", isPrimary: true },
  another: { pointerId: 4, pointerType: "touch", isPrimary: false },
} as const;

type Kind = "down" | "move" | "up" | "cancel";

/** What pointers do on a canvas without a screen; places are those of the picture. */
function hands(driver: Driver) {
  const canvas = Object.assign(new EventTarget(), {
    getBoundingClientRect: () => ({ left: 0, top: 0 }),
    setPointerCapture: () => {},
    focus: () => {},
  });
  listenToPointer(canvas as unknown as HTMLCanvasElement, driver.input, () => {}, new AbortController().signal);
  return (pointer: keyof typeof POINTERS, kind: Kind, x: number, y: number) => {
    const at = toScreen(driver.engine.camera.view, { x, y });
    const more = { button: 0, clientX: at.x, clientY: at.y };
    canvas.dispatchEvent(Object.assign(new Event(`pointer${kind}`), POINTERS[pointer], more));
  };
}

const boxes = (driver: Driver) => driver.objects.map(({ box }) => box);

describe("several pointers at once", () => {
  it.each([
    ["mouse", "finger"],
    ["pen", "finger"],
    ["pen", "mouse"],
    ["mouse", "pen"],
    ["finger", "mouse"],
  ] as const)("what a %s draws ends with it, whatever a %s does meanwhile", (drawing, other) => {
    const driver = new Driver();
    const does = hands(driver);
    does(drawing, "down", 10, 10);
    for (const end of ["up", "cancel"] as const) {
      does(drawing, "move", 20, 20);
      does(other, "down", 70, 5);
      does(other, "move", 80, 5);
      does(other, end, 80, 5);
    }
    does(drawing, "move", 30, 25);
    does(drawing, "up", 30, 25);
    does(drawing, "down", 40, 40);
    does(drawing, "up", 50, 50);
    expect(boxes(driver)).toEqual([
      [10, 10, 30, 25],
      [40, 40, 50, 50],
    ]);
  });

  it("two fingers of the hand that holds the pen do not move the picture under it", () => {
    const driver = new Driver();
    const [does, before] = [hands(driver), driver.engine.camera.view];
    does("pen", "down", 10, 10);
    does("finger", "down", 60, 60);
    does("another", "down", 70, 60);
    does("another", "move", 90, 60);
    does("pen", "up", 30, 25);
    expect([boxes(driver), driver.engine.camera.view]).toEqual([[[10, 10, 30, 25]], before]);
  });

  it("a pen goes before the palm that lies there already, which does nothing more", () => {
    const driver = new Driver();
    const [does, before] = [hands(driver), driver.engine.camera.view];
    does("finger", "down", 60, 60);
    does("finger", "move", 62, 60);
    does("another", "down", 70, 60);
    does("pen", "down", 10, 10);
    does("finger", "move", 64, 60);
    does("another", "move", 90, 60);
    does("pen", "move", 20, 20);
    does("finger", "up", 64, 60);
    does("pen", "up", 30, 25);
    does("another", "up", 90, 60);
    expect([boxes(driver), driver.engine.camera.view]).toEqual([[[10, 10, 30, 25]], before]);
  });

  it("fingers pinch together, and the next one draws", () => {
    const driver = new Driver();
    const [does, { scale }] = [hands(driver), driver.engine.camera.view];
    does("finger", "down", 20, 20);
    does("another", "down", 40, 20);
    does("another", "move", 60, 20);
    expect(driver.engine.camera.view.scale).toBeCloseTo(2 * scale);
    does("another", "up", 60, 20);
    does("finger", "up", 20, 20);
    driver.engine.camera.actualSize();
    does("finger", "down", 10, 10);
    does("finger", "up", 30, 25);
    expect(boxes(driver)).toEqual([[10, 10, 30, 25]]);
  });
});
