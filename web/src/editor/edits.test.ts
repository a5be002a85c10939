import { describe, expect, it } from "vitest";
import { apply, type Document, type EditorObject, invert, set } from "./document";
import { filledMask, maskOf, rowsOf, serverObject } from "./driver";
import { accept, move, remove, reshape } from "./edits";
import { intentsOf } from "./intents";
import { FOREGROUND, fromJson, toJson } from "./mask";

const SIZE = { width: 100, height: 80 };
const result = (objects: EditorObject[], patch: Parameters<typeof apply>[1]): Document =>
  apply({ size: SIZE, objects }, patch);
const suggested = serverObject("a", [10, 10, 14, 12], {
  state: "suggested",
  origin: "fused",
  mask: toJson(maskOf(["#?-.", "##.."], 10, 10)),
});

describe("accept", () => {
  it("commits the best guess and clears the uncertain marks", () => {
    const [object] = result([suggested], accept(suggested)).objects;
    expect(object).toMatchObject({ state: "accepted", origin: "fused" });
    expect(rowsOf(fromJson(object!.mask!))).toEqual(["##", "##"]);
    expect(object!.mask!.uncertain).toBeNull();
  });

  it("does nothing to objects without a suggestion", () => {
    for (const state of ["drawn", "accepted", "fixed"] as const) expect(accept({ ...suggested, state })).toEqual([]);
    expect(accept({ ...suggested, mask: null })).toEqual([]);
    expect(accept({ ...suggested, mask: toJson(maskOf(["--"]))! })).toEqual([]);
  });
});

describe("extreme points", () => {
  const points = [
    [10, 11],
    [12, 10],
    [13, 11],
    [11, 11],
  ] as const;
  const spanned = { ...suggested, state: "fixed" as const, points };

  it("move along with a mask that a person decided, and back", () => {
    const patch = move(spanned, [20, 30, 24, 32]);
    const [moved] = result([spanned], patch).objects;
    expect(moved!.points).toEqual([
      [20, 31],
      [22, 30],
      [23, 31],
      [21, 31],
    ]);
    expect(result([moved!], invert(patch)).objects[0]).toEqual(spanned);
  });

  it("move along with a box whose suggestion is made anew, and go when only a side moves", () => {
    const pulled = { ...suggested, points };
    const [moved] = result([pulled], move(pulled, [11, 10, 15, 12])).objects;
    expect(moved).toMatchObject({ state: "drawn", mask: null, points: points.map(([x, y]) => [x + 1, y]) });
    expect(result([moved!], reshape(moved!, [11, 10, 16, 12])).objects[0]!.points).toBeNull();
  });

  it("go when the box grows with its mask, which stays one stroke, and come back", () => {
    const patch = [set(spanned, { box: [10, 10, 15, 12], mask: toJson(maskOf(["#####", "#####"], 10, 10)) })];
    const document = { size: SIZE, objects: [spanned] };
    expect(apply(document, patch).objects[0]!.points).toBeNull();
    expect(intentsOf(patch, document, apply(document, patch), "user")).toMatchObject([{ kind: "fix" }]);
    expect(apply(apply(document, patch), invert(patch)).objects[0]).toEqual(spanned);
  });

  it("given to a box, and taken back, are each something to save", () => {
    const document = { size: SIZE, objects: [suggested] };
    const patch = [set(suggested, { points })];
    const given = apply(document, patch);
    expect(intentsOf(patch, document, given, "user")).toMatchObject([{ kind: "edit", object: { points } }]);
    const back = apply(given, invert(patch));
    expect(intentsOf(invert(patch), given, back, "undo")).toMatchObject([{ kind: "edit", object: suggested }]);
  });
});

describe("reshape", () => {
  it("keeps a mask that still fits the box", () => {
    expect(result([suggested], reshape(suggested, [9, 9, 20, 20])).objects[0]).toMatchObject({
      box: [9, 9, 20, 20],
      state: "suggested",
      mask: suggested.mask,
    });
  });

  it("drops one that does not: the object is drawn again", () => {
    expect(result([suggested], reshape(suggested, [11, 9, 20, 20])).objects[0]).toMatchObject({
      state: "drawn",
      mask: null,
      origin: null,
    });
  });
});

describe("move", () => {
  const fixed = serverObject("f", [10, 10, 14, 12], {
    state: "accepted",
    origin: "fused",
    mask: filledMask([11, 10, 13, 12], FOREGROUND),
  });

  it("takes a mask that a person decided along", () => {
    expect(result([fixed], move(fixed, [20, 5, 24, 7])).objects[0]).toMatchObject({
      box: [20, 5, 24, 7],
      state: "fixed",
      origin: "human",
      mask: { ...fixed.mask, rect: [21, 5, 23, 7] },
    });
  });

  it("drops a suggestion, for which a new one is made, and does nothing where the box is already", () => {
    expect(result([suggested], move(suggested, [20, 10, 24, 12])).objects[0]).toMatchObject({
      state: "drawn",
      mask: null,
    });
    expect([move(fixed, fixed.box), move(suggested, suggested.box)]).toEqual([[], []]);
  });
});

describe("remove", () => {
  it("takes several out, each coming back to its place", () => {
    const objects = ["a", "b", "c", "d"].map((id) => serverObject(id, [0, 0, 5, 5]));
    const document = { size: SIZE, objects };
    const patch = remove(document, [objects[1]!, objects[3]!, objects[0]!]);
    expect(apply(document, patch).objects).toEqual([objects[2]]);
    expect(apply(apply(document, patch), invert(patch))).toEqual(document);
  });
});
