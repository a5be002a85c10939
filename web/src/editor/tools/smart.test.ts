import { describe, expect, it } from "vitest";
import { Driver, filledMask, rowsOf, serverObject } from "../driver";
import type { Box } from "../geometry";
import { FOREGROUND, type Mask, toJson, UNCERTAIN } from "../mask";
import type { Preview } from "../preview";
import { PINNED, PINNED_OUT } from "./smart";

const box: Box = [10, 10, 60, 60];
const suggestion = serverObject("a", box, {
  state: "suggested",
  origin: "fused",
  mask: filledMask([10, 10, 40, 60], FOREGROUND | UNCERTAIN),
});
const guided = (id = 7): Preview => ({
  objectId: "a",
  mask: filledMask([20, 20, 30, 30], FOREGROUND),
  origin: "guided",
  candidate: { id, seen: false },
});

/** A driver with smart edit on the selected object. */
function smart(object = suggestion): Driver {
  const driver = new Driver([object, serverObject("b", [70, 10, 90, 40])]);
  driver.engine.select(object.id);
  return driver.keys("s");
}

const lastPins = (driver: Driver): Mask => driver.asked.at(-1)!.pins!;
const count = (mask: Mask, flag: number) => mask.pixels.filter((pinned) => pinned === flag).length;
const at = ({ rect, pixels }: Mask, x: number, y: number) => pixels[(y - rect[1]) * (rect[2] - rect[0]) + x - rect[0]];

describe("smart edit", () => {
  it("pins what is clicked, Ctrl and the right button what is not the object's; the newest pin wins", () => {
    const driver = smart();
    driver.click([30, 30]);
    expect(driver.asked.at(-1)?.objectId).toBe("a");
    expect(lastPins(driver).rect).toEqual(box);
    expect(at(lastPins(driver), 30, 30)).toBe(PINNED);
    driver.click([50, 50], { ctrl: true });
    driver.click([50, 20], { button: 2 });
    expect([at(lastPins(driver), 50, 50), at(lastPins(driver), 50, 20)]).toEqual([PINNED_OUT, PINNED_OUT]);
    expect(at(lastPins(driver), 30, 30)).toBe(PINNED);
    driver.click([30, 30], { ctrl: true });
    expect(at(lastPins(driver), 30, 30)).toBe(PINNED_OUT);
    expect(count(lastPins(driver), PINNED)).toBe(0);
  });

  it("pins along a stroke, inside the box only, and asks once per stroke", () => {
    const driver = smart();
    driver.drag([
      [40, 30],
      [80, 30],
    ]);
    expect(driver.asked).toHaveLength(1);
    expect([at(lastPins(driver), 41, 30), at(lastPins(driver), 59, 30)]).toEqual([PINNED, PINNED]);
  });

  it("repeats pins that were taken back to none, until something else is done or the box changed", () => {
    const undone = () => smart().click([30, 30]).click([50, 50]).keys("Ctrl+z", "Ctrl+z");
    const driver = undone();
    expect([driver.engine.drafting, driver.engine.tool.canRedo]).toEqual([false, true]);
    driver.keys("Ctrl+y");
    expect([at(lastPins(driver), 30, 30), at(lastPins(driver), 50, 50)]).toEqual([PINNED, 0]);
    driver.keys("Ctrl+y");
    expect([at(lastPins(driver), 50, 50), driver.engine.drafting]).toEqual([PINNED, true]);
    const ends = [
      (other: Driver) => other.keys("f"),
      (other: Driver) => other.click([40, 40]),
      (other: Driver) => other.engine.receive([{ ...suggestion, box: [20, 10, 61, 60], version: 2 }]),
      (other: Driver) => other.engine.receive([], ["a"]),
    ];
    for (const end of ends) {
      const other = undone();
      end(other);
      expect(other.engine.tool.canRedo).toBe(false);
    }
  });

  it("redone pins are those of their object, whatever was selected meanwhile", () => {
    const driver = smart().click([30, 30]).keys("Ctrl+z");
    driver.engine.select("b");
    driver.keys("Ctrl+y");
    expect([driver.engine.selected?.id, driver.asked.at(-1)?.objectId]).toEqual(["a", "a"]);
    driver.engine.previews.show(guided());
    driver.keys("Space");
    expect([driver.said(), driver.object("a").candidate?.id]).toEqual([["accept a"], 7]);
  });

  it("undo takes the last pin back, and the last of all leaves the mask as it was", () => {
    const driver = smart();
    driver.click([30, 30]).click([50, 50]);
    const first = driver.asked[0]!.pins!;
    driver.engine.previews.show(guided());
    driver.keys("Ctrl+z");
    expect(rowsOf(lastPins(driver))).toEqual(rowsOf(first));
    driver.keys("Ctrl+y");
    expect(at(lastPins(driver), 50, 50)).toBe(PINNED);
    driver.keys("Backspace", "Backspace");
    expect(driver.asked.at(-1)).toEqual({ objectId: "a", pins: null });
    expect(driver.engine.previews.current).toBeNull();
    expect(driver.said()).toEqual([]);
  });

  it("Space accepts what is seen, with the candidate it came from, and goes on", () => {
    const driver = smart();
    driver.click([30, 30]);
    driver.engine.previews.show(guided());
    expect(driver.engine.shown.objects[0]).toMatchObject({ origin: "guided", state: "suggested" });
    driver.keys("Space");
    expect(driver.said()).toEqual(["accept a"]);
    expect(driver.object("a")).toMatchObject({ state: "accepted", origin: "guided", candidate: { id: 7 } });
    expect([driver.engine.drafting, driver.engine.previews.current]).toEqual([false, null]);
    driver.keys("Ctrl+z");
    expect(driver.object("a")).toMatchObject({ state: "suggested", origin: "fused", mask: suggestion.mask });
    expect(driver.said()).toEqual(["revert a"]);
    driver.keys("Ctrl+y");
    expect(driver.said()).toEqual(["accept a"]);
  });

  it.each(["Space", "Enter"])("%s right after a pin accepts the mask that the pin guides, once it comes", (key) => {
    const driver = smart();
    driver.click([30, 30]);
    driver.engine.previews.show(guided(7)); // of the first pin
    driver.click([50, 50]).keys(key);
    expect([driver.said(), driver.engine.state.getSnapshot().accepting]).toEqual([[], true]);
    driver.engine.previews.show(guided(8));
    expect(driver.said()).toEqual(["accept a"]);
    expect(driver.object("a")).toMatchObject({ state: "accepted", candidate: { id: 8 } });
    expect(driver.engine.state.getSnapshot()).toMatchObject({ accepting: false, drafting: false, preview: null });
  });

  it("Space goes on to the next suggestion when the mask came, not before", () => {
    const driver = new Driver([suggestion, serverObject("b", [70, 10, 90, 40], { ...suggestion, id: "b" })]);
    driver.engine.select("a");
    driver.keys("s").click([30, 30]).keys("Space");
    expect(driver.engine.selected?.id).toBe("a");
    driver.engine.previews.show(guided());
    expect([driver.said(), driver.engine.selected?.id]).toEqual([["accept a"], "b"]);
  });

  it.each([
    ["the next picture", "d", (driver: Driver) => expect(driver.commands).toEqual(["next"])],
    ["another tool", "b", (driver: Driver) => expect(driver.engine.toolId).toBe("box")],
    ["the next object", "Tab", (driver: Driver) => expect(driver.engine.selected?.id).toBe("b")],
  ])("%s comes after the mask that Space accepts, not in its place", (_, key, arrived) => {
    const driver = smart();
    driver.click([30, 30]).keys("Space", key);
    expect([driver.commands, driver.engine.toolId, driver.engine.selected?.id]).toEqual([[], "smart", "a"]);
    driver.engine.previews.show(guided());
    expect([driver.said(), driver.remarks]).toEqual([["accept a"], []]);
    arrived(driver);
  });

  it("nobody goes on, and is told why, when the mask that Space accepts does not come", async () => {
    const driver = smart();
    driver.click([30, 30]).keys("Space", "d");
    await driver.failToAnswer();
    expect([driver.said(), driver.commands, driver.remarks]).toEqual([[], [], [{ kind: "mask-missing" }]]);
    expect(driver.engine.drafting).toBe(true);
  });

  it("another picture before the mask came says that it was not accepted", () => {
    const driver = smart();
    driver.click([30, 30]).keys("Space");
    driver.engine.open({ width: 9, height: 9 }, []);
    expect(driver.remarks).toEqual([{ kind: "mask-missing" }]);
  });

  it("a pin on another object waits for the mask that Space accepts", () => {
    const driver = smart();
    driver.click([30, 30]).keys("Space").click([80, 30]);
    expect([driver.remarks, driver.asked.length]).toEqual([[{ kind: "still-accepting" }], 1]);
    driver.engine.previews.show(guided());
    expect(driver.said()).toEqual(["accept a"]);
  });

  it.each([
    ["another pin", (driver: Driver) => driver.click([50, 50])],
    ["a pin taken back", (driver: Driver) => driver.click([50, 50]).keys("Space", "Backspace")],
  ])("%s takes the word back that Space gave", (_, goOn) => {
    const driver = smart();
    driver.click([30, 30]).keys("Space");
    goOn(driver);
    driver.engine.previews.show(guided());
    expect([driver.said(), driver.engine.previews.current?.candidate.id]).toEqual([[], 7]);
  });

  it("a mask that will not come is not waited for: Space then accepts what is seen", async () => {
    const driver = smart();
    driver.click([30, 30]);
    driver.engine.previews.show(guided(7));
    driver.click([50, 50]).keys("Space");
    await driver.failToAnswer();
    expect(driver.engine.state.getSnapshot()).toMatchObject({ accepting: false, preview: { candidate: { id: 7 } } });
    driver.keys("Space");
    expect([driver.said(), driver.object("a").candidate?.id]).toEqual([["accept a"], 7]);
  });

  it("another candidate is not accepted in the place of the awaited mask", () => {
    const driver = smart();
    driver.click([30, 30]).keys("Space");
    driver.engine.previews.show({ ...guided(), origin: "mcg" });
    expect([driver.said(), driver.engine.state.getSnapshot().accepting]).toEqual([[], false]);
  });

  it("a switch turns pins round, so that a finger can set both kinds; Ctrl and the right button then pin the object", () => {
    const driver = smart();
    driver.keys("Shift+y").click([30, 30]);
    driver.click([50, 50], { ctrl: true }).click([50, 20], { button: 2 });
    const pinned = [at(lastPins(driver), 30, 30), at(lastPins(driver), 50, 50), at(lastPins(driver), 50, 20)];
    expect(pinned).toEqual([PINNED_OUT, PINNED, PINNED]);
    driver.keys("Shift+y").click([30, 30]);
    expect(at(lastPins(driver), 30, 30)).toBe(PINNED);
  });

  it("a pin outside the selected object's box goes to the topmost object there, and the pins before are kept", () => {
    const driver = smart();
    driver.click([30, 30]);
    driver.engine.previews.show(guided());
    driver.click([80, 30]);
    expect([driver.engine.selected?.id, driver.asked.at(-1)?.objectId]).toEqual(["b", "b"]);
    expect(lastPins(driver).rect).toEqual([70, 10, 90, 40]);
    expect([driver.said(), driver.remarks]).toEqual([["choose a"], []]);
  });

  it("a pin where no object is says that it works in a box, and disturbs nothing", () => {
    const driver = smart();
    driver.click([30, 30]).click([95, 75]);
    expect(driver.remarks).toEqual([{ kind: "nothing-to-pin" }]);
    expect([driver.asked.length, driver.engine.selected?.id, driver.engine.drafting]).toEqual([1, "a", true]);
  });

  it("Escape keeps what a person decided, accepting replaces it", () => {
    const fixed = { ...suggestion, state: "fixed", origin: "human", mask: filledMask(box, FOREGROUND) } as const;
    const driver = smart(fixed);
    driver.click([30, 30]);
    driver.engine.previews.show(guided());
    driver.keys("Escape");
    expect(driver.engine.shown.objects[0]).toBe(fixed);
    driver.click([30, 30]);
    driver.engine.previews.show(guided(8));
    driver.keys("v"); // leaving decides nothing either
    expect([driver.object("a"), driver.said()]).toEqual([fixed, []]);
    driver.keys("s").click([30, 30]);
    driver.engine.previews.show(guided(9));
    driver.keys("Enter");
    expect(driver.said()).toEqual(["accept a"]);
    expect(driver.object("a").origin).toBe("guided");
  });

  it.each([
    ["another tool", (driver: Driver) => driver.keys("b")],
    ["another object", (driver: Driver) => driver.engine.select("b")],
    ["another picture", (driver: Driver) => driver.engine.open({ width: 9, height: 9 }, [])],
  ])("%s keeps the guided mask as the suggestion", (_, leave) => {
    const driver = smart();
    driver.click([30, 30]);
    driver.engine.previews.show(guided());
    leave(driver);
    expect(driver.intents.map(({ kind, object }) => [kind, object.state, object.candidate?.id])).toEqual([
      ["choose", "suggested", 7],
    ]);
    expect(driver.engine.drafting).toBe(false);
  });

  it("a preview goes when its object is deleted or drawn anew by somebody else", () => {
    const driver = new Driver([suggestion]);
    driver.engine.select("a");
    driver.engine.previews.show(guided());
    driver.engine.receive([{ ...suggestion, box: [25, 10, 60, 60], version: 2, mask: null, state: "drawn" }]);
    expect(driver.engine.previews.current).toBeNull();
  });

  it("other previews are dropped by Escape, undo and reject, and chosen by going on", () => {
    const driver = new Driver([suggestion, serverObject("b", [70, 10, 90, 40])]);
    driver.engine.select("a");
    for (const key of ["Escape", "Ctrl+z"]) {
      driver.engine.previews.show(guided());
      driver.keys(key);
      expect([driver.engine.previews.current, driver.said()]).toEqual([null, []]);
    }
    driver.engine.previews.show(guided());
    driver.keys("Tab");
    expect(driver.said()).toEqual(["choose a"]);
    driver.engine.select("a");
    driver.engine.previews.show(guided());
    driver.keys("x");
    expect([driver.said(), driver.object("a").mask]).toEqual([["reject a"], null]);
    expect(toJson({ rect: box, pixels: new Uint8Array(2500) })).toBeNull();
  });
});

describe("extreme points", () => {
  it("four clicks in any order draw the box that they span, with a live preview; the points stay with it", () => {
    const driver = new Driver([]).keys("q");
    driver.click([30.5, 10.2]).click([12.9, 40.1]);
    driver.hover([50, 60]);
    expect(driver.engine.draft).toMatchObject({ kind: "extremes", box: [12, 10, 51, 61] });
    driver.click([44, 70]).click([60.9, 33]);
    expect(driver.said()).toEqual(["draw new-1"]);
    const points = [
      [30, 10],
      [12, 40],
      [44, 70],
      [60, 33],
    ];
    expect(driver.object("new-1")).toMatchObject({ box: [12, 10, 61, 71], points, class: 1 });
    expect([driver.engine.drafting, driver.engine.selected?.id]).toEqual([false, "new-1"]);
    driver.keys("v", "ArrowRight");
    expect(driver.object("new-1")).toMatchObject({
      box: [13, 10, 62, 71],
      points: points.map(([x, y]) => [x! + 1, y]),
    });
    driver.keys("Alt+ArrowRight");
    expect(driver.object("new-1").points).toBeNull();
    driver.keys("Ctrl+z", "Ctrl+z");
    expect(driver.object("new-1").points).toEqual(points);
  });

  it("just beside the picture mean its border, at every zoom", () => {
    const driver = new Driver([]).keys("q").click([-9, 30]).click([104.5, 20]).click([50, -20]);
    driver.engine.camera.zoom(4);
    driver.click([40, 85]);
    expect(driver.object("new-1")).toMatchObject({ box: [0, 0, 100, 80] });
    expect(driver.object("new-1").points).toEqual([
      [0, 30],
      [99, 20],
      [50, 0],
      [40, 79],
    ]);
  });

  it("takes single clicks back and repeats them, ignores clicks far beside the picture, and Escape ends it", () => {
    const driver = new Driver([]).keys("q");
    driver.click([-30, 10]);
    expect(driver.engine.drafting).toBe(false);
    driver.click([10, 10]).click([20, 20]).keys("Backspace").click([30, 30]).click([5, 40]);
    driver.keys("Ctrl+z", "Ctrl+y");
    expect(driver.engine.draft).toMatchObject({ kind: "extremes", box: [5, 10, 31, 41] });
    driver.keys("Enter");
    expect(driver.objects).toEqual([]);
    driver.keys("Escape");
    expect([driver.engine.drafting, driver.said()]).toEqual([false, []]);
  });
});
