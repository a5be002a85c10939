import { describe, expect, it } from "vitest";
import { matching } from "./classes";

const classes = ["tv monitor", "dining table", "motorbike", "Bottle", "cattle"].map((name) => ({ name }));
const found = (typed: string) => matching(classes, typed).map(({ name }) => name);

describe("classes by typing", () => {
  it("put names with a word that begins so first, in any case", () => {
    expect(found("t")).toEqual(["tv monitor", "dining table", "motorbike", "Bottle", "cattle"]);
    expect(found("mo")).toEqual(["tv monitor", "motorbike"]);
    expect(found("TTLE")).toEqual(["Bottle", "cattle"]);
    expect(found("bot ")).toEqual(["Bottle"]);
    expect(found("")).toHaveLength(5);
    expect(found("zebra")).toEqual([]);
  });
});
