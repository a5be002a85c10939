import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { apply, type Document, type EditorObject, invert, merge, type Patch, set } from "./document";
import { filledMask, serverObject } from "./driver";
import { accept, add, drawnObject, reclass, reject, remove, reshape, setFlag } from "./edits";
import { History } from "./history";

const SIZE = { width: 100, height: 80 };
const suggestion = (id: string) =>
  serverObject(id, [10, 10, 40, 40], { state: "suggested", mask: filledMask([12, 12, 30, 30], 3), origin: "fused" });

/** Any edit a person can make to one of the objects, or a new one. */
type Edit = (document: Document) => Patch;
const edits: fc.Arbitrary<Edit> = fc
  .record({ at: fc.nat(5), kind: fc.nat(6), x: fc.integer({ min: 0, max: 50 }), id: fc.uuid() })
  .map(({ at, kind, x, id }) => (document: Document) => {
    const object = document.objects[at % Math.max(document.objects.length, 1)];
    if (kind === 0 || !object) return add(document, [drawnObject(id, [x, x, x + 9, x + 9], 2)]);
    const ways: ((object: EditorObject) => Patch)[] = [
      (one) => reshape(one, [x, x, x + 20, x + 20]),
      (one) => reclass(one, 1 + (x % 3)),
      (one) => setFlag(one, "occluded", x % 2 === 0),
      accept,
      reject,
      (one) => remove(document, [one]),
    ];
    return ways[kind - 1]!(object);
  });

const start: Document = { size: SIZE, objects: [suggestion("a"), suggestion("b"), serverObject("c", [1, 1, 5, 5])] };

describe("patches", () => {
  it("are taken back exactly by their inverse", () => {
    fc.assert(
      fc.property(fc.array(edits, { maxLength: 12 }), (list) => {
        list.reduce((document, edit) => {
          const patch = edit(document);
          const after = apply(document, patch);
          expect(apply(after, invert(patch))).toEqual(document);
          expect(apply(apply(after, invert(patch)), patch)).toEqual(after);
          return after;
        }, start);
      }),
    );
  });

  it("undo and redo in any order come back to the same documents", () => {
    fc.assert(
      fc.property(fc.array(edits, { minLength: 1, maxLength: 12 }), (list) => {
        const history = new History();
        const states = [start];
        for (const edit of list) {
          const patch = edit(states.at(-1)!);
          history.push({ label: "edit", patch });
          states.push(apply(states.at(-1)!, patch));
        }
        let document = states.at(-1)!;
        for (const earlier of states.slice(0, -1).toReversed()) {
          document = apply(document, history.undo()!.patch);
          expect(document).toEqual(earlier);
        }
        expect(history.undo()).toBeNull();
        for (const later of states.slice(1)) {
          document = apply(document, history.redo()!.patch);
          expect(document).toEqual(later);
        }
      }),
    );
  });

  it("leave what the server changed meanwhile, and do nothing to objects that are gone", () => {
    const object = start.objects[0]!;
    const patch = [set(object, { class: 2 })];
    const edited = merge(apply(start, patch), [{ ...object, class: 2, truncated: true, version: 2 }]);
    expect(apply(edited, invert(patch)).objects[0]).toMatchObject({ class: 1, truncated: true, version: 2 });
    const gone = merge(edited, [], ["a"]);
    expect(apply(gone, invert(patch))).toBe(gone);
  });

  it("put a deleted object back at its place", () => {
    const patch = remove(start, [start.objects[1]!]);
    expect(apply(apply(start, patch), invert(patch)).objects.map(({ id }) => id)).toEqual(["a", "b", "c"]);
  });
});

describe("history", () => {
  it("forgets what was undone once something new happens", () => {
    const history = new History();
    history.push({ label: "one", patch: [] });
    history.undo();
    expect(history.canRedo).toBe(true);
    history.push({ label: "two", patch: [] });
    expect([history.canUndo, history.canRedo, history.undo()?.label]).toEqual([true, false, "two"]);
  });
});
