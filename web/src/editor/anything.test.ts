import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { EditorObject } from "./document";
import { Driver, filledMask, serverObject } from "./driver";
import { holds, union } from "./geometry";

const two = () => [serverObject("big", [10, 10, 60, 60]), serverObject("small", [20, 20, 40, 40])];
const suggested = (id = "a") =>
  serverObject(id, [10, 10, 20, 20], { state: "suggested", origin: "fused", mask: filledMask([12, 12, 16, 14], 3) });

describe("anything a person may do", () => {
  const spot = fc.tuple(fc.integer({ min: -10, max: 110 }), fc.integer({ min: -10, max: 90 }));
  const keys = fc.constantFrom(
    ..."bmepvkoxijhl12",
    "Space",
    "Tab",
    "Delete",
    "Enter",
    "Escape",
    "Backspace",
    "Ctrl+z",
    "Ctrl+y",
    "ArrowUp",
    "Ctrl+a",
    "Ctrl+c",
    "Ctrl+d",
    "Ctrl+v",
    "Shift+e",
    "Shift+f",
    "Shift+k",
    "Shift+l",
    "Shift+b",
    "Shift+p",
    "Shift+s",
  );
  const step = fc.oneof(
    fc
      .tuple(fc.array(spot, { minLength: 1, maxLength: 4 }), fc.record({ ctrl: fc.boolean(), shift: fc.boolean() }))
      .map(
        ([points, modifiers]) =>
          (driver: Driver) =>
            driver.drag(points, modifiers),
      ),
    keys.map((key) => (driver: Driver) => driver.keys(key)),
  );

  it("leaves valid objects, says how the server gets there, and can be undone to the start", () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 25 }), (steps) => {
        const start = [suggested(), ...two()];
        const driver = new Driver(start);
        for (const each of steps) each(driver);
        driver.keys("Escape");
        for (const { box, mask, state } of driver.objects) {
          expect(
            box[0] >= 0 && box[1] >= 0 && box[2] <= 100 && box[3] <= 80 && box[0] < box[2] && box[1] < box[3],
          ).toBe(true);
          expect(mask === null || holds(box, mask.rect)).toBe(true);
          expect(mask === null).toBe(state === "drawn");
          if (state === "fixed" || state === "accepted") expect(mask!.uncertain).toBeNull();
        }
        expect(replayed(start, driver)).toEqual(new Map(driver.objects.map((object) => [object.id, object])));
        while (driver.engine.session.canUndo) driver.keys("Ctrl+z");
        expect(driver.objects).toEqual(start);
      }),
      { numRuns: 100 },
    );
  }, 30_000);

  /** What the server holds in the end, by its own rules for each intent. */
  function replayed(start: readonly EditorObject[], driver: Driver): Map<string, EditorObject> {
    const stored = new Map(start.map((object) => [object.id, object]));
    const tombs = new Map<string, EditorObject>();
    for (const { kind, object } of driver.intents) {
      const before = stored.get(object.id);
      expect(before !== undefined).toBe(kind !== "draw" && kind !== "restore");
      if (kind === "delete") tombs.set(object.id, before!);
      if (kind === "delete") stored.delete(object.id);
      else stored.set(object.id, after(kind, object, before ?? tombs.get(object.id)));
    }
    return stored;
  }

  function after(kind: string, object: EditorObject, before: EditorObject | undefined): EditorObject {
    const { box, state, mask, origin } = object;
    if (kind === "draw") return { ...object, state: "drawn", mask: null, origin: null };
    if (kind === "fix")
      return { ...before!, box: union(before!.box, mask!.rect), state: "fixed", mask, origin: "human" };
    if (kind === "accept") return { ...before!, state, mask };
    if (kind === "reject") return { ...before!, state: "drawn", mask: null, origin: null };
    if (kind === "revert") return { ...object, origin: state === "fixed" ? "human" : origin };
    const fits = before!.mask === null || holds(box, before!.mask.rect);
    const kept = fits ? before! : ({ state: "drawn", mask: null, origin: null } as const);
    return { ...object, state: kept.state, mask: kept.mask, origin: kept.origin };
  }
});
