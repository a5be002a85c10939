import { describe, expect, it } from "vitest";
import { apply, type Document, type EditorObject } from "./document";
import { filledMask, maskOf, rowsOf, serverObject } from "./driver";
import { accept, drawnObject, fix, reshape, workingMask } from "./edits";
import { FOREGROUND, fromJson, grow, IGNORED, type Mask, paint, toJson } from "./mask";

const SIZE = { width: 100, height: 80 };
const result = (objects: EditorObject[], patch: Parameters<typeof apply>[1]): Document =>
  apply({ size: SIZE, objects }, patch);
const suggested = serverObject("a", [10, 10, 14, 12], {
  state: "suggested",
  origin: "fused",
  mask: toJson(maskOf(["#?-.", "##.."], 10, 10)),
});

/** A stroke over one rectangle, as the brush makes it. */
function stroke(object: EditorObject, rows: readonly string[], x0: number, y0: number, value = FOREGROUND): Mask {
  const region = maskOf(rows, x0, y0);
  const mask = grow(workingMask(object), region.rect, [0, 0, SIZE.width, SIZE.height]);
  paint(mask, region, value);
  return mask;
}

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
