import { expect, test } from "vitest";
import { Shelf, type Shown } from "./shelf";

/** A picture of so many megabytes that says when it was closed. */
function picture(megabytes: number) {
  const made = { width: 1024, height: 256 * megabytes, closed: false, close: () => {} };
  made.close = () => {
    made.closed = true;
  };
  return made;
}

const asShown = (made: ReturnType<typeof picture>) => made as unknown as Shown;

test("what was used longest ago is closed, except what is looked at and the last three", async () => {
  const shelf = new Shelf();
  const all = Array.from({ length: 6 }, () => picture(100));
  const take = (i: number) => shelf.take(`${i}`, () => Promise.resolve(asShown(all[i] as (typeof all)[0])));
  await take(0);
  shelf.pin("0");
  for (const i of [1, 2, 3]) await take(i);
  expect(all.map(({ closed }) => closed)).toEqual([false, true, false, false, false, false]);
  shelf.pin("3");
  await take(4);
  await take(5);
  expect(all.map(({ closed }) => closed)).toEqual([true, true, true, false, false, false]);
  shelf.clear();
  expect(all.every(({ closed }) => closed)).toBe(true);
});

test("a picture is loaded once, and again after it failed", async () => {
  const shelf = new Shelf();
  let loads = 0;
  const load = () => (++loads === 1 ? Promise.reject(new Error("down")) : Promise.resolve(asShown(picture(1))));
  await expect(shelf.take("a", load)).rejects.toThrow("down");
  await shelf.take("a", load);
  await shelf.take("a", load);
  expect(loads).toBe(2);
});

test("a picture that comes after the shelf was cleared is closed", async () => {
  const shelf = new Shelf();
  const late = picture(1);
  let arrive = (_: Shown) => {};
  const coming = new Promise<Shown>((resolve) => {
    arrive = resolve;
  });
  const waiting = shelf.take("a", () => coming);
  shelf.clear();
  arrive(asShown(late));
  await waiting;
  expect(late.closed).toBe(true);
});
