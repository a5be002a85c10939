import { describe, expect, it } from "vitest";
import { apply, type Document, type EditorObject, invert } from "./document";
import { filledMask, maskOf, rowsOf, serverObject } from "./driver";
import { accept, move, remove, reshape } from "./edits";
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
