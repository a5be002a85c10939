import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { apply, type Document, type EditorObject, invert } from "./document";
import { filledMask, maskOf, rowsOf, serverObject } from "./driver";
import { accept, drawnObject } from "./edits";
import {
  acceptBy,
  cut,
  fix as fixWithin,
  merge,
  type Neighbours,
  type Rule,
  reform,
  split,
  workingMask,
  write,
} from "./fixes";
import { type Box, holds } from "./geometry";
import { intentsOf } from "./intents";
import { filled, islandsOf, smoothed, withoutSpecks } from "./islands";
import { FOREGROUND, fromJson, grow, IGNORED, type Mask, paint, toJson, UNCERTAIN } from "./mask";

const SIZE = { width: 100, height: 80 };
const OVERWRITE: Rule = { neighbours: "overwrite", locked: new Set() };
const KEEP: Rule = { neighbours: "keep", locked: new Set() };
const result = (objects: EditorObject[], patch: Parameters<typeof apply>[1]): Document =>
  apply({ size: SIZE, objects }, patch);
const suggested = serverObject("a", [10, 10, 14, 12], {
  state: "suggested",
  origin: "fused",
  mask: toJson(maskOf(["#?-.", "##.."], 10, 10)),
});
const ids = () => {
  let count = 0;
  return () => `part-${++count}`;
};
const kindsOf = (document: Document, patch: Parameters<typeof apply>[1]) =>
  intentsOf(patch, document, apply(document, patch), "user").map(({ kind, object }) => `${kind} ${object.id}`);

/** The end of a stroke that went anywhere. */
const fix = (document: Document, object: EditorObject, painted: Mask, neighbours: Neighbours) =>
  fixWithin(document, object, painted, neighbours, painted.rect);

/** A stroke over one rectangle, as the brush makes it. */
function stroke(object: EditorObject, rows: readonly string[], x0: number, y0: number, value = FOREGROUND): Mask {
  const region = maskOf(rows, x0, y0);
  const mask = grow(workingMask(object), region.rect, [0, 0, SIZE.width, SIZE.height]);
  paint(mask, region, value);
  return mask;
}

describe("fix", () => {
  it("makes a human mask of certain pixels only and grows the box", () => {
    const patch = fix({ size: SIZE, objects: [suggested] }, suggested, stroke(suggested, ["##"], 13, 12), "keep");
    const [object] = result([suggested], patch).objects;
    expect(object).toMatchObject({ state: "fixed", origin: "human", box: [10, 10, 15, 13] });
    expect(rowsOf(fromJson(object!.mask!))).toEqual(["##...", "##...", "...##"]);
  });

  it("keeps ignored pixels, and paints over them", () => {
    const object = serverObject("v", [0, 0, 4, 1], { state: "accepted", mask: toJson(maskOf(["x##x"])) });
    const patch = fix({ size: SIZE, objects: [object] }, object, stroke(object, ["#"], 0, 0), "keep");
    const mask = result([object], patch).objects[0]!.mask!;
    expect(rowsOf(fromJson(mask))).toEqual(["###x"]);
    expect(mask.ignored).not.toBeNull();
  });

  it("leaves a drawn object behind when everything is erased", () => {
    const patch = fix(
      { size: SIZE, objects: [suggested] },
      suggested,
      stroke(suggested, ["###", "###"], 10, 10, 0),
      "keep",
    );
    expect(result([suggested], patch).objects[0]).toMatchObject({ state: "drawn", mask: null, box: suggested.box });
  });

  it("adds a new object around what was painted", () => {
    const object = drawnObject("new", [20, 20, 21, 21], 2);
    const patch = fix({ size: SIZE, objects: [] }, object, stroke(object, ["###", "###"], 20, 20), "keep");
    expect(result([], patch).objects).toMatchObject([{ id: "new", box: [20, 20, 23, 22], state: "fixed", class: 2 }]);
    expect(fix({ size: SIZE, objects: [] }, object, stroke(object, ["#"], 30, 30, 0), "keep")).toEqual([]);
  });
});

describe("neighbours", () => {
  const settled = serverObject("s", [0, 0, 6, 2], {
    state: "accepted",
    origin: "fused",
    mask: filledMask([0, 0, 6, 2], FOREGROUND),
  });
  const offered = serverObject("o", [0, 0, 6, 2], {
    state: "suggested",
    origin: "fused",
    mask: filledMask([0, 0, 6, 2], FOREGROUND),
  });
  const other = serverObject("me", [4, 0, 9, 2], {
    state: "fixed",
    origin: "human",
    mask: filledMask([4, 0, 9, 2], FOREGROUND),
  });

  it("lose what the stroke painted, but not where the masks overlapped before", () => {
    const objects = [settled, offered, other];
    const patch = fix({ size: SIZE, objects }, other, stroke(other, ["##"], 3, 0), "overwrite");
    const [left, suggestion] = result(objects, patch).objects;
    expect(left).toMatchObject({ state: "fixed", origin: "human", box: settled.box });
    expect(rowsOf(fromJson(left!.mask!))).toEqual(["###..#", "######"]);
    expect(suggestion).toBe(offered);
  });

  it("are drawn again without a mask when nothing of it is left", () => {
    const objects = [settled, other];
    const patch = fix({ size: SIZE, objects }, other, stroke(other, ["######", "######"], 0, 0), "overwrite");
    expect(result(objects, patch).objects[0]).toMatchObject({ state: "drawn", mask: null });
  });

  it("keep their ignored pixels", () => {
    const object = serverObject("s", [0, 0, 2, 1], { state: "accepted", mask: filledMask([0, 0, 2, 1], IGNORED) });
    const patch = fix({ size: SIZE, objects: [object, other] }, other, stroke(other, ["##"], 0, 0), "overwrite");
    expect(patch.map(({ id }) => id)).toEqual(["me"]);
  });

  it("are left alone when kept", () => {
    const patch = fix({ size: SIZE, objects: [settled, other] }, other, stroke(other, ["##"], 0, 0), "keep");
    expect(patch.map(({ id }) => id)).toEqual(["me"]);
  });
});

describe("write", () => {
  const settled = serverObject("s", [12, 10, 14, 12], {
    state: "accepted",
    mask: filledMask([12, 10, 14, 12], FOREGROUND),
  });
  const document: Document = { size: SIZE, objects: [suggested, settled] };
  const everything: Mask = maskOf(["#####", "#####"], 9, 10);
  const rows = (rule: Rule) =>
    apply(document, write(document, suggested, everything, FOREGROUND, rule)).objects.map(
      ({ mask }) => mask && rowsOf(fromJson(mask)),
    );

  it("overwrites neighbours, keeps them, or keeps those that are locked", () => {
    expect(rows(OVERWRITE)).toEqual([["#####", "#####"], null]);
    expect(rows(KEEP)).toEqual([
      ["###", "###"],
      ["##", "##"],
    ]);
    expect(rows({ neighbours: "overwrite", locked: new Set(["s"]) })).toEqual(rows(KEEP));
  });

  it("marks pixels to be ignored without touching the neighbours, growing the box as the server does", () => {
    const patch = write(document, suggested, maskOf(["####"], 12, 11), IGNORED, OVERWRITE);
    const [object, other] = apply(document, patch).objects;
    expect([object!.box, other]).toEqual([[10, 10, 16, 12], settled]);
    expect(rowsOf(fromJson(object!.mask!))).toEqual(["##....", "##xxxx"]);
    expect(kindsOf(document, patch)).toEqual(["fix a"]);
  });

  it("does nothing when no pixel changes", () => {
    expect(write(document, settled, maskOf(["#"], 12, 10), FOREGROUND, OVERWRITE)).toEqual([]);
  });
});

describe("split", () => {
  const whole = serverObject("w", [0, 0, 20, 10], {
    class: 2,
    state: "fixed",
    origin: "human",
    occluded: true,
    mask: toJson(maskOf(["####..##", "##...###"], 2, 3)),
  });
  const document: Document = { size: SIZE, objects: [suggested, whole] };

  it("makes objects of the parts, which are saved before the original loses them", () => {
    const patch = split(document, whole, islandsOf(workingMask(whole)), ids());
    const [, rest, part] = apply(document, patch).objects;
    expect(rest).toMatchObject({ id: "w", box: [2, 3, 6, 5], state: "fixed" });
    expect(part).toMatchObject({
      id: "part-1",
      box: [7, 3, 10, 5],
      class: 2,
      state: "fixed",
      occluded: true,
      version: 0,
    });
    expect(kindsOf(document, patch)).toEqual(["draw part-1", "fix part-1", "revert w"]);
    expect(apply(apply(document, patch), invert(patch))).toEqual(document);
  });

  it("does nothing to one island", () => {
    expect(split(document, suggested, islandsOf(workingMask(suggested)), ids())).toEqual([]);
  });

  it("cuts along a line", () => {
    const bar = serverObject("b", [0, 0, 8, 2], { state: "fixed", mask: filledMask([0, 0, 8, 2], FOREGROUND) });
    const line = [
      { x: 2.5, y: -3 },
      { x: 3.5, y: 9 },
    ];
    const after = result([bar], cut({ size: SIZE, objects: [bar] }, bar, line, ids()));
    expect(after.objects.map(({ id, box }) => [id, box])).toEqual([
      ["b", [3, 0, 8, 2]],
      ["part-1", [0, 0, 3, 2]],
    ]);
  });
});

describe("accepting beside settled neighbours", () => {
  const settled = serverObject("s", [11, 10, 13, 12], {
    state: "fixed",
    mask: filledMask([11, 10, 13, 12], FOREGROUND),
  });
  const whole = { ...suggested, mask: filledMask([10, 10, 14, 12], FOREGROUND | UNCERTAIN) };
  const document: Document = { size: SIZE, objects: [whole, settled] };

  it("takes nothing from them, and with the neighbours kept nothing that is theirs; it is a human mask then", () => {
    const patch = acceptBy(document, whole, KEEP);
    const [object, neighbour] = apply(document, patch).objects;
    expect(rowsOf(fromJson(object!.mask!))).toEqual(["#..#", "#..#"]);
    expect([object!.state, object!.origin, neighbour]).toEqual(["fixed", "human", settled]);
    expect(kindsOf(document, patch)).toEqual(["fix a"]);
    expect(apply(apply(document, patch), invert(patch))).toEqual(document);
    expect(acceptBy(document, whole, OVERWRITE)).toEqual(accept(whole));
    expect(acceptBy(document, whole, { ...OVERWRITE, locked: new Set(["s"]) })).toEqual(patch);
  });

  it("is plain accepting where they share no pixel", () => {
    const beside = { ...suggested, mask: toJson(maskOf(["#..?", "#..."], 10, 10)) };
    expect(acceptBy({ size: SIZE, objects: [beside, settled] }, beside, KEEP)).toEqual(accept(beside));
  });

  it("accepts nothing when nothing is left", () => {
    const covered = { ...suggested, mask: filledMask([11, 10, 13, 11], FOREGROUND) };
    expect(acceptBy({ size: SIZE, objects: [covered, settled] }, covered, KEEP)).toEqual([]);
  });
});

describe("merge", () => {
  const left = serverObject("l", [0, 0, 4, 4], { state: "accepted", mask: filledMask([0, 0, 4, 4], FOREGROUND) });
  const right = serverObject("r", [6, 0, 9, 2], { class: 2, state: "suggested", mask: filledMask([6, 0, 9, 2], 3) });
  const box = serverObject("x", [0, 20, 5, 25]);
  const document: Document = { size: SIZE, objects: [left, right, box] };

  it("gives one object all pixels and boxes, before the others go", () => {
    const patch = merge(document, [left, box, right], right);
    expect(apply(document, patch).objects).toMatchObject([
      {
        id: "r",
        class: 2,
        box: [0, 0, 9, 25],
        state: "fixed",
        origin: "human",
        mask: { rect: [0, 0, 9, 4], uncertain: null },
      },
    ]);
    expect(kindsOf(document, patch)).toEqual(["revert r", "delete x", "delete l"]);
    expect(apply(apply(document, patch), invert(patch))).toEqual(document);
  });

  it("is of the class of the one picked last and has every flag that one of them has", () => {
    const flagged = { ...left, truncated: true, occluded: true };
    const merged = { size: SIZE, objects: [flagged, { ...right, difficult: true }] };
    const patch = merge(merged, merged.objects, merged.objects[1]!);
    expect(apply(merged, patch).objects).toMatchObject([
      { id: "r", class: 2, truncated: true, occluded: true, difficult: true },
    ]);
  });

  it("joins boxes without masks as a box, and nothing with itself", () => {
    const other = serverObject("y", [10, 30, 12, 32]);
    const boxes: Document = { size: SIZE, objects: [box, other] };
    expect(apply(boxes, merge(boxes, [box, other], other)).objects).toMatchObject([
      { id: "y", box: [0, 20, 12, 32], state: "drawn", mask: null },
    ]);
    expect(merge(document, [left], left)).toEqual([]);
  });
});

describe("any edit of pixels", () => {
  const rect = fc.tuple(fc.nat(10), fc.nat(10)).map(([x, y]): Box => [x, y, x + 6, y + 6]);
  const mask = fc
    .tuple(rect, fc.array(fc.constantFrom(0, 0, 1, 1, 1, 4), { minLength: 36, maxLength: 36 }))
    .map(([at, pixels]): Mask => ({ rect: at, pixels: Uint8Array.from(pixels) }));
  const object = (id: string) =>
    fc.tuple(mask, fc.constantFrom("accepted" as const, "fixed" as const)).map(([pixels, state]) => {
      const json = toJson(pixels);
      return json ? serverObject(id, json.rect, { state, mask: json, origin: "human" }) : serverObject(id, pixels.rect);
    });
  const document = fc
    .tuple(object("a"), object("b"), object("c"))
    .map((objects): Document => ({ size: { width: 16, height: 16 }, objects }));
  const point = fc.record({ x: fc.integer({ min: -2, max: 18 }), y: fc.integer({ min: -2, max: 18 }) });
  const rule = fc.constantFrom(OVERWRITE, KEEP, { neighbours: "overwrite", locked: new Set(["b"]) } as Rule);
  type Edit = (document: Document, rule: Rule) => ReturnType<typeof merge>;
  const edit: fc.Arbitrary<Edit> = fc.oneof(
    fc
      .constantFrom(
        filled,
        (one: Mask) => smoothed(one, { width: 16, height: 16 }),
        (one: Mask) => withoutSpecks(one, 0.2),
      )
      .map(
        (shape): Edit =>
          (now, by) =>
            reform(now, now.objects[0]!, shape(workingMask(now.objects[0]!)), by),
      ),
    fc.tuple(mask, fc.constantFrom(0, FOREGROUND, IGNORED)).map(
      ([region, value]): Edit =>
        (now, by) =>
          write(now, now.objects[0]!, region, value, by),
    ),
    fc.array(point, { minLength: 2, maxLength: 4 }).map(
      (line): Edit =>
        (now) =>
          cut(now, now.objects[0]!, line, ids()),
    ),
    fc.constant<Edit>((now) => split(now, now.objects[0]!, islandsOf(workingMask(now.objects[0]!), 0), ids())),
    fc.constant<Edit>((now) => merge(now, now.objects.slice(0, 2), now.objects[0]!)),
  );

  it("is undone exactly, stays in picture and box, and leaves the locked alone", () => {
    fc.assert(
      fc.property(document, edit, rule, (before, change, by) => {
        const patch = change(before, by);
        const after = apply(before, patch);
        expect(apply(after, invert(patch))).toEqual(before);
        for (const one of after.objects) {
          expect(holds([0, 0, 16, 16], one.box)).toBe(true);
          expect(one.mask === null || holds(one.box, one.mask.rect)).toBe(true);
          expect(one.mask === null).toBe(one.state === "drawn");
        }
      }),
      { numRuns: 500 },
    );
  });

  it("with the neighbours kept, paints no pixel of theirs", () => {
    const isForeground = ({ mask }: EditorObject, x: number, y: number) => {
      if (mask === null || !holds(mask.rect, [x, y, x + 1, y + 1])) return false;
      const [x0, y0, x1] = mask.rect;
      return (fromJson(mask).pixels[(y - y0) * (x1 - x0) + x - x0]! & FOREGROUND) !== 0;
    };
    const others = ({ objects }: Document, x: number, y: number) =>
      objects.some((one) => one.id !== "c" && isForeground(one, x, y));
    fc.assert(
      fc.property(document, edit, (before, change) => {
        const after = apply(before, change(before, KEEP));
        const kept = before.objects[2]!;
        expect(after.objects.find(({ id }) => id === "c")).toEqual(kept);
        for (let y = 0; y < 16; y++)
          for (let x = 0; x < 16; x++)
            if (isForeground(kept, x, y) && others(after, x, y)) expect(others(before, x, y)).toBe(true);
      }),
    );
  });
});
