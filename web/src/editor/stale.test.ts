import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { defaultDisplay } from "./display";
import type { EditorObject } from "./document";
import { filledMask, serverObject } from "./driver";
import { type Box, boxArea, holds } from "./geometry";
import { emptyMask, FOREGROUND, paint, toJson } from "./mask";
import type { Scene } from "./render";
import { defaultSettings } from "./settings";
import { seenObjects, staleArea } from "./stale";
import { darkTheme } from "./theme";
import { visibleBox } from "./view";

const SIZE = { width: 400, height: 300 };
const VIEW = { scale: 2, x: 0, y: 0 };
const CANVAS = { width: 800, height: 600 };
const NONE: ReadonlySet<string> = new Set();
const CLASSES: Scene["classes"] = [];

function sceneOf(objects: readonly EditorObject[], more: Partial<Scene> = {}): Scene {
  return {
    picture: null,
    document: { size: SIZE, objects },
    classes: CLASSES,
    theme: darkTheme,
    companions: [],
    commented: new Set(),
    view: VIEW,
    canvas: CANVAS,
    dpr: 1,
    selected: undefined,
    selectedIds: [],
    hidden: NONE,
    locked: NONE,
    draft: null,
    tool: "select",
    settings: defaultSettings,
    display: defaultDisplay,
    pointer: null,
    pointing: false,
    peeking: false,
    readOnly: false,
    ...more,
  };
}

const at = (id: string, box: Box, more: Partial<EditorObject> = {}) => serverObject(id, box, more);
const [a, b] = [at("a", [20, 20, 60, 60]), at("b", [200, 100, 260, 160])];
const everything = visibleBox(VIEW, CANVAS);

describe("stale area", () => {
  it("is nothing while only drafts and pointers move", () => {
    const scene = sceneOf([a, b]);
    expect(
      staleArea(scene, { ...scene, pointer: { x: 5, y: 5 }, settings: { ...defaultSettings, class: 2 } }),
    ).toBeNull();
  });

  it("holds an object before and after its change, with its name above it", () => {
    const moved = { ...a, box: [40, 20, 80, 60] as Box, mask: filledMask([30, 30, 90, 40], FOREGROUND) };
    const area = staleArea(sceneOf([a, b]), sceneOf([moved, b]))!;
    expect(holds(area, [20, 20, 90, 60])).toBe(true);
    expect(area[1]).toBeLessThanOrEqual(20 - 15 / VIEW.scale);
    expect(holds(area, b.box)).toBe(false);
  });

  it("holds only the changed pixels of a mask when its object's outline and name stay", () => {
    const painted = (...boxes: Box[]) => {
      const mask = emptyMask([0, 0, 400, 300]);
      for (const box of boxes) paint(mask, { rect: box, pixels: new Uint8Array(boxArea(box)).fill(1) }, FOREGROUND);
      return toJson(mask);
    };
    const [core, stroke]: Box[] = [
      [100, 100, 140, 140],
      [30, 130, 60, 150],
    ];
    const frame = { state: "fixed", box: [20, 20, 300, 200] as Box } as const;
    const was = at("a", frame.box, { ...frame, mask: painted(core!) });
    const is = at("a", frame.box, { ...frame, mask: painted(core!, stroke!) });
    const margin = 18 / VIEW.scale;
    const expected = [30 - margin, 130 - margin, 60 + margin, 150 + margin];
    expect(staleArea(sceneOf([was, b]), sceneOf([is, b]))).toEqual(expected);
    expect(staleArea(sceneOf([is, b]), sceneOf([was, b]))).toEqual(expected);
    expect(staleArea(sceneOf([was]), sceneOf([{ ...is, mask: was.mask }]))).toBeNull();
    for (const other of [
      { ...is, truncated: true },
      { ...is, class: 2 },
      { ...is, state: "accepted" as const },
    ])
      expect(holds(staleArea(sceneOf([was]), sceneOf([other]))!, frame.box)).toBe(true);
  });

  it("holds what came, went, was selected, or is under the brush", () => {
    const scene = sceneOf([a, b]);
    const stroke = {
      kind: "stroke",
      objectId: "b",
      class: 1,
      mask: { rect: b.box, pixels: new Uint8Array(3600) },
    } as const;
    for (const after of [
      sceneOf([a]),
      { ...scene, selectedIds: ["b"], selected: b },
      { ...scene, draft: stroke },
    ] satisfies Scene[]) {
      for (const area of [staleArea(scene, after)!, staleArea(after, scene)!]) {
        expect([holds(area, b.box), holds(area, a.box)]).toEqual([true, false]);
      }
    }
  });

  it("is everything when the looks or the writing of names change", () => {
    const scene = sceneOf([a, b]);
    const crowd = Array.from({ length: 101 }, (_, i) => at(`c${i}`, [10, 10, 20, 20]));
    expect(staleArea(scene, { ...scene, hidden: new Set(["a"]) })).toEqual(everything);
    expect(staleArea(scene, { ...scene, display: { ...defaultDisplay, opacity: 0.1 } })).toEqual(everything);
    expect(staleArea(sceneOf(crowd), sceneOf(crowd.slice(1)))).toEqual(everything);
  });

  it("is nothing more where only the view moved, unless names come or go", () => {
    const moved = { ...VIEW, x: -300, y: -40 };
    expect(staleArea(sceneOf([a, b]), sceneOf([a, b], { view: moved }))).toBeNull();
    const crowd = Array.from({ length: 101 }, (_, i) => at(`c${i}`, [10, 10, 20, 20]));
    const scene = sceneOf(crowd);
    expect(staleArea(scene, { ...scene, view: moved })).toEqual(visibleBox(moved, CANVAS));
    expect(staleArea({ ...scene, view: moved }, scene)).toEqual(everything);
  });

  it("touches every object that reaches into it, whatever changes", () => {
    const box = fc
      .tuple(fc.nat(300), fc.nat(200), fc.integer({ min: 1, max: 90 }))
      .map(([x, y, side]): Box => [x, y, x + side, y + side]);
    fc.assert(
      fc.property(fc.array(box, { minLength: 2, maxLength: 8 }), box, (boxes, changed) => {
        const objects = boxes.map((one, i) => at(`o${i}`, one));
        const after = sceneOf(objects.with(0, { ...objects[0]!, box: changed }));
        const area = staleArea(sceneOf(objects), after)!;
        const touched = new Set(seenObjects(after, area).map(({ id }) => id));
        for (const { id, box: one } of after.document.objects) {
          const apart = one[0] >= area[2] || one[2] <= area[0] || one[1] >= area[3] || one[3] <= area[1];
          if (!apart) expect(touched.has(id)).toBe(true);
        }
      }),
    );
  });
});
