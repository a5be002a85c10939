import { describe, expect, it } from "vitest";
import { Driver, serverObject } from "./driver";

const suggested = (id: string) => serverObject(id, [10, 10, 20, 20], { state: "suggested" });

describe("undo in a picture that one comes back to", () => {
  const size = { width: 100, height: 80 };
  const flagged = (driver: Driver) => driver.object("a").truncated;
  const away = (driver: Driver) => {
    driver.engine.open(size, [suggested("a")], false, 1);
    driver.keys("Tab", "Shift+t", "Shift+o");
    const left = { ...driver.object("a"), version: 9 };
    driver.engine.open(size, [], false, 2);
    return { driver, left };
  };

  it("goes on where it was, and redo with it; other pictures have their own", () => {
    const { driver, left } = away(new Driver());
    expect([driver.engine.canUndo, driver.keys("Ctrl+z").engine.session.canRedo]).toEqual([false, false]);
    driver.engine.open(size, [left], false, 1);
    driver.keys("Ctrl+z");
    expect(driver.object("a")).toMatchObject({ occluded: false, truncated: true, version: 9 });
    driver.keys("Ctrl+z", "Ctrl+z", "Ctrl+Shift+z");
    expect([flagged(driver), driver.object("a").occluded]).toEqual([true, false]);
    expect(driver.said()).toEqual(Array(5).fill("edit a"));
  });

  it("leaves what others made of it meanwhile", () => {
    const { driver, left } = away(new Driver());
    driver.engine.open(size, [{ ...left, occluded: false }], false, 1);
    driver.keys("Ctrl+z");
    expect([flagged(driver), driver.remarks]).toEqual([true, [{ kind: "undo-skipped" }]]);
    driver.engine.open(size, [], false, 1); // it was deleted
    expect(driver.keys("Ctrl+z").said().at(-1)).toBe("edit a");
  });

  it("is kept of the last 32 pictures, and 50 steps of each", () => {
    const { driver, left } = away(new Driver());
    driver.engine.open(size, [left], false, 1);
    driver.keys("Tab", ...Array(30).fill("Shift+t"), ...Array(30).fill("Shift+o"));
    const now = driver.object("a");
    driver.engine.open(size, [], false, 2);
    driver.engine.open(size, [now], false, 1);
    const undone = Array.from({ length: 99 }, () => driver.engine.canUndo && driver.keys("Ctrl+z"));
    expect(undone.filter(Boolean).length).toBe(50);
    for (let id = 3; id < 35; id++) driver.engine.open(size, [], false, id);
    driver.engine.open(size, [left], false, 1);
    expect(driver.engine.canUndo).toBe(false);
  });
});
