import { expect, it } from "vitest";
import { TILE, tilesIn } from "./pyramid";
import { TiledPicture } from "./tiled";

const SIZE = { width: 12_000, height: 8_000 };
/** A screen that shows more tiles than are kept of what is out of sight. */
const SCREEN = { width: 5120, height: 2880 };

/** What the picture asks of a canvas, seen at `scale` from `x` on. */
function contextAt(scale: number, x: number): OffscreenCanvasRenderingContext2D {
  const nothing = () => {};
  const context = { canvas: SCREEN, save: nothing, restore: nothing, setTransform: nothing, drawImage: nothing };
  return {
    ...context,
    getTransform: () => ({ a: scale, e: -x * scale, f: 0 }),
  } as unknown as OffscreenCanvasRenderingContext2D;
}

it("rests once all tiles in sight are there, however many, and forgets those that no longer are", async () => {
  const alive = new Set<object>();
  let loads = 0;
  const load = async () => {
    loads++;
    const tile = { close: () => alive.delete(tile) };
    alive.add(tile);
    return tile as unknown as ImageBitmap;
  };
  let news = false;
  const base = { close: () => {} } as unknown as ImageBitmap;
  const picture = new TiledPicture({ base, load }, SIZE, () => {
    news = true;
  });
  const rest = async (x: number) => {
    const context = contextAt(0.51, x);
    do {
      news = false;
      picture.draw(context, 0.51);
      await new Promise((resolve) => setTimeout(resolve));
    } while (news && loads < 2000);
  };
  const inSight = tilesIn([0, 0, SCREEN.width / 0.51, SCREEN.height / 0.51], 0, SIZE).length;
  expect(inSight * TILE * TILE * 4).toBeGreaterThan(192 * 1024 * 1024);
  await rest(0);
  expect([loads, alive.size]).toEqual([inSight, inSight]);
  await rest(TILE * 4);
  expect(alive.size).toBeLessThan(loads);
});
