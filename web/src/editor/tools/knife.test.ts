import { describe, expect, it } from "vitest";
import { Driver, filledMask, serverObject } from "../driver";
import { FOREGROUND } from "../mask";

const bar = () =>
  serverObject("bar", [10, 10, 50, 20], { state: "accepted", mask: filledMask([10, 10, 50, 20], FOREGROUND) });

describe("knife", () => {
  it("cuts an object in two along the drawn line, as one undo step", () => {
    const driver = new Driver([bar()]).keys("k").drag([
      [20, 12],
      [20, 0],
      [20, 30],
    ]);
    expect(driver.said()).toEqual(["draw new-1", "fix new-1", "revert bar"]);
    expect([driver.object("bar").box, driver.object("new-1").box]).toEqual([
      [21, 10, 50, 20],
      [10, 10, 21, 20],
    ]);
    driver.keys("Ctrl+z");
    expect(driver.objects).toEqual([bar()]);
    expect(driver.said()).toEqual(["revert bar", "delete new-1"]);
    driver.keys("Ctrl+y");
    expect(driver.said()).toEqual(["restore new-1", "revert bar"]);
  });

  it("cuts the selected object from outside of it, straight with Shift", () => {
    const driver = new Driver([bar()]);
    driver.engine.select("bar");
    driver.keys("k").drag(
      [
        [30, 2],
        [80, 10],
        [30, 40],
      ],
      { shift: true },
    );
    expect(driver.objects).toHaveLength(2);
  });

  it("cuts what lies under the line when nothing is selected: the smallest that it goes through", () => {
    const large = { ...bar(), id: "large", box: [0, 0, 90, 70] as const, mask: filledMask([0, 0, 90, 70], FOREGROUND) };
    const driver = new Driver([large, bar()]).keys("k").drag([
      [30, 2],
      [30, 40],
    ]);
    expect(driver.said()).toEqual(["draw new-1", "fix new-1", "revert bar"]);
  });

  it("leaves alone what is locked, not cut through or cancelled", () => {
    const driver = new Driver([bar()]).keys("k");
    driver.drag([
      [20, 2],
      [20, 15],
    ]);
    driver.press([20, 12]).hover([20, 40]).keys("Escape").letGo([20, 40]);
    driver.engine.select("bar");
    driver.keys("l").drag([
      [20, 12],
      [20, 0],
      [20, 30],
    ]);
    expect([driver.said(), driver.objects]).toEqual([[], [bar()]]);
    expect(driver.remarks.map(({ kind }) => kind)).toEqual(["nothing-cut", "locked"]);
  });
});
