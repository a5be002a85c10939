import { describe, expect, it } from "vitest";
import { type Chosen, countOf, dropped, everything, isChosen, none, reached, toggled } from "./chosen";

const of = (chosen: Chosen) => [1, 2, 3, 4, 5, 6].filter((id) => isChosen(chosen, id));

describe("chosen images", () => {
  it("are toggled one by one", () => {
    const two = toggled(toggled(none, 2), 5);
    expect([of(two), countOf(two, 6)]).toEqual([[2, 5], 2]);
    expect(of(toggled(two, 2))).toEqual([5]);
  });

  it("are reached as a range that grows, shrinks and turns around its beginning", () => {
    const begun = toggled(toggled(none, 1), 3);
    const grown = reached(begun, [3, 4, 5]);
    expect(of(grown)).toEqual([1, 3, 4, 5]);
    expect(of(reached(grown, [3, 4]))).toEqual([1, 3, 4]);
    expect(of(reached(grown, [2, 3]))).toEqual([1, 2, 3]);
  });

  it("stay chosen when another range begins, and a range from one let go lets go", () => {
    const first = reached(toggled(none, 1), [1, 2, 3, 4]);
    const without = reached(toggled(first, 2), [2, 3]);
    expect(of(without)).toEqual([1, 4]);
    expect(of(reached(toggled(without, 6), [5, 6]))).toEqual([1, 4, 5, 6]);
  });

  it("are all but some", () => {
    const most = reached(toggled(everything, 4), [4, 5]);
    expect([of(most), countOf(most, 1_000_000)]).toEqual([[1, 2, 3, 6], 999_998]);
    expect(of(toggled(most, 4))).toEqual([1, 2, 3, 4, 6]);
  });

  it("lose what is deleted, and the range that would have begun there", () => {
    const left = dropped(toggled(toggled(none, 2), 3), 3);
    expect(of(left)).toEqual([2]);
    expect(of(reached(left, [3, 4]))).toEqual([2]);
  });

  it("brings no image back that is gone, also when a range is drawn anew", () => {
    const two = toggled(toggled(none, 7), 2);
    expect([...reached(dropped(two, 7), [2, 3]).odd]).toEqual([2, 3]);
  });
});
