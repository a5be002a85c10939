import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Camera } from "./camera";
import { boxFromCorners, moveBox, resizeBox, touchesImage } from "./geometry";
import { fitted, reveal, toImage, toScreen, visibleBox, zoomAt } from "./view";

const CANVAS = { width: 800, height: 600 };
const IMAGE = { width: 500, height: 375 };
const anywhere = fc.record({
  x: fc.double({ min: 0, max: 800, noNaN: true }),
  y: fc.double({ min: 0, max: 600, noNaN: true }),
});

describe("boxes from pointers", () => {
  it("take the nearest pixel edges, in any direction, clipped to the picture", () => {
    expect(boxFromCorners({ x: 10.4, y: 20.6 }, { x: 30.6, y: 5.4 }, IMAGE)).toEqual([10, 5, 31, 21]);
    expect(boxFromCorners({ x: -50, y: 370.2 }, { x: 9, y: 9999 }, IMAGE)).toEqual([0, 370, 9, 375]);
  });

  it("are at least one pixel each way and inside the picture, wherever they are drawn", () => {
    const point = fc.record({
      x: fc.double({ min: -999, max: 999, noNaN: true }),
      y: fc.double({ min: -999, max: 999, noNaN: true }),
    });
    fc.assert(
      fc.property(point, point, (a, b) => {
        const [x0, y0, x1, y1] = boxFromCorners(a, b, IMAGE);
        expect(0 <= x0 && x0 < x1 && x1 <= IMAGE.width && 0 <= y0 && y0 < y1 && y1 <= IMAGE.height).toBe(true);
      }),
    );
  });

  it("know a drag beside the picture", () => {
    expect(touchesImage({ x: -9, y: 10 }, { x: -1, y: 90 }, IMAGE)).toBe(false);
    expect(touchesImage({ x: -9, y: 10 }, { x: 1, y: 90 }, IMAGE)).toBe(true);
  });

  it("stop at the borders when moved, and keep their size", () => {
    expect(moveBox([10, 10, 60, 40], -25, 1000, IMAGE)).toEqual([0, 345, 50, 375]);
  });

  it("follow a handle, also across the opposite side", () => {
    expect(resizeBox([10, 10, 60, 40], "se", 5, -3, IMAGE)).toEqual([10, 10, 65, 37]);
    expect(resizeBox([10, 10, 60, 40], "w", 70, 0, IMAGE)).toEqual([60, 10, 80, 40]);
    expect(resizeBox([10, 10, 60, 40], "n", 0, 30, IMAGE)).toEqual(
      [10, 39, 60, 40].map((v, i) => (i === 1 ? 40 : i === 3 ? 41 : v)),
    );
  });
});

describe("view", () => {
  it("goes from picture to screen and back", () => {
    fc.assert(
      fc.property(anywhere, fc.double({ min: 0.01, max: 64, noNaN: true }), (point, scale) => {
        const view = { scale, x: 12, y: -7 };
        const back = toScreen(view, toImage(view, point));
        expect(back.x).toBeCloseTo(point.x, 6);
        expect(back.y).toBeCloseTo(point.y, 6);
      }),
    );
  });

  it("keeps the picture point under the cursor when zooming", () => {
    const view = fitted(CANVAS, IMAGE);
    const at = { x: 300, y: 200 };
    const zoomed = zoomAt(view, at, 3, CANVAS, IMAGE);
    expect(zoomed.scale).toBeCloseTo(view.scale * 3);
    expect(toImage(zoomed, at).x).toBeCloseTo(toImage(view, at).x);
    expect(toImage(zoomed, at).y).toBeCloseTo(toImage(view, at).y);
  });

  it("never loses the picture", () => {
    const moves = fc.array(fc.record({ at: anywhere, factor: fc.double({ min: 0.05, max: 20, noNaN: true }) }), {
      maxLength: 20,
    });
    fc.assert(
      fc.property(moves, (zooms) => {
        const view = zooms.reduce(
          (last, { at, factor }) => zoomAt(last, at, factor, CANVAS, IMAGE),
          fitted(CANVAS, IMAGE),
        );
        const [x0, y0, x1, y1] = visibleBox(view, CANVAS);
        expect(x0 < IMAGE.width && y0 < IMAGE.height && x1 > 0 && y1 > 0).toBe(true);
      }),
    );
  });

  it("reveals a box out of sight and leaves one in sight alone", () => {
    const view = { scale: 8, x: 0, y: 0 };
    expect(reveal(view, [5, 5, 50, 50], CANVAS)).toBe(view);
    const [x0, y0, x1, y1] = visibleBox(reveal(view, [300, 200, 480, 370], CANVAS), CANVAS);
    expect(x0 <= 300 && y0 <= 200 && x1 >= 480 && y1 >= 370).toBe(true);
  });
});

describe("camera", () => {
  it("keeps the picture fitted until somebody zooms, then keeps the middle", () => {
    const camera = new Camera(() => {});
    camera.show(IMAGE);
    camera.resize(CANVAS, 1);
    expect(camera.view).toEqual(fitted(CANVAS, IMAGE));
    camera.resize({ width: 400, height: 300 }, 1);
    expect(camera.view).toEqual(fitted({ width: 400, height: 300 }, IMAGE));
    camera.zoom(4);
    const middle = toImage(camera.view, { x: 200, y: 150 });
    camera.resize(CANVAS, 1);
    expect(toImage(camera.view, { x: 400, y: 300 })).toEqual(middle);
  });

  it("keeps the picture under a pressed pointer when the canvas changes its size, and adapts when it is let go", () => {
    const camera = new Camera(() => {});
    camera.show(IMAGE);
    camera.resize(CANVAS, 1);
    camera.hold();
    camera.resize({ width: 400, height: 300 }, 1);
    expect([camera.view, camera.canvas]).toEqual([fitted(CANVAS, IMAGE), { width: 400, height: 300 }]);
    camera.letGo();
    expect(camera.view).toEqual(fitted({ width: 400, height: 300 }, IMAGE));
    camera.zoom(4);
    const [view, middle] = [camera.view, toImage(camera.view, { x: 200, y: 150 })];
    camera.hold();
    camera.resize({ width: 600, height: 300 }, 1);
    camera.resize(CANVAS, 1);
    expect(camera.view).toBe(view);
    camera.letGo();
    expect(toImage(camera.view, { x: 400, y: 300 })).toEqual(middle);
    camera.hold();
    const before = camera.view;
    camera.letGo();
    expect(camera.view).toBe(before);
  });

  it("shows 100 % as one picture pixel per device pixel", () => {
    const camera = new Camera(() => {});
    camera.show(IMAGE);
    camera.resize(CANVAS, 2);
    camera.actualSize();
    expect(camera.scale).toBeCloseTo(1);
    expect(camera.view.scale).toBeCloseTo(0.5);
  });
});
