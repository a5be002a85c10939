import { describe, expect, it } from "vitest";
import { jsonOf, maskOf } from "./driver";
import { layerPixels, parseColor, rgba } from "./layers";
import { screenPixels } from "./screenmask";

const look = {
  color: parseColor("#102030"),
  hatch: [parseColor("#ffffff"), parseColor("#000000")] as const,
  opacity: 0.4,
  style: "filled" as const,
  striped: true,
};
const alphaOf = (word: number) => Math.round(((word >>> 24) / 255) * 100) / 100;

describe("mask layers", () => {
  it("hold red, green, blue and alpha in the order of ImageData", () => {
    expect([...new Uint8Array(Uint32Array.of(rgba(parseColor("#102030"), 0.2)).buffer)]).toEqual([
      0x10, 0x20, 0x30, 51,
    ]);
  });

  it("tint foreground and leave the rest clear", () => {
    expect([...layerPixels(jsonOf([".#"]), look, 1)]).toEqual([0, rgba(look.color, 0.4)]);
  });

  it("tint by the share of foreground when seen from afar", () => {
    const words = layerPixels(jsonOf(["##.#.", "#...."]), look, 2);
    expect([...words].map(alphaOf)).toEqual([0.3, 0.1, 0]);
  });

  it("stripe uncertain pixels over a weaker tint, and cross ignored ones", () => {
    const row = (character: string) =>
      [...layerPixels(jsonOf([character.repeat(8), character.repeat(8)]), look, 1)].slice(0, 8).map(alphaOf);
    expect(row("?")).toEqual([0.8, 0.8, 0.8, 0.8, 0.2, 0.2, 0.2, 0.2]);
    expect(row("-")).toEqual([0.8, 0.8, 0.8, 0.8, 0, 0, 0, 0]);
    const ignored = layerPixels(jsonOf(Array.from({ length: 8 }, () => "xxxxxxxx")), look, 1);
    expect([...ignored].filter((word) => word === rgba(look.hatch[0], 0.8)).length).toBe(28);
  });

  it("leave stripes to the screen when zoomed in, and keep the weaker tint", () => {
    const bare = { ...look, striped: false };
    expect([...layerPixels(jsonOf(["?x#"]), bare, 1)].map(alphaOf)).toEqual([0.2, 0, 0.4]);
  });

  it("continue the stripes from one mask to the next", () => {
    const whole = layerPixels(jsonOf(["????????????"]), look, 1);
    const part = layerPixels(jsonOf(["?????"], 7, 0), look, 1);
    expect([...part]).toEqual([...whole.slice(7)]);
  });
});

describe("masks at screen resolution", () => {
  it("is sampled at the middle of each device pixel", () => {
    const mask = maskOf(["#.", ".#"], 10, 20);
    const view = { scale: 2, x: -18, y: -40 };
    const words = screenPixels(mask, { x: 1, y: 0, width: 6, height: 4 }, { view, dpr: 1 }, () => 7);
    const rows = Array.from({ length: 4 }, (_, j) =>
      [...words.slice(6 * j, 6 * j + 6)].map((word) => (word ? "#" : ".")).join(""),
    );
    expect(rows).toEqual([".##...", ".##...", "...##.", "...##."]);
  });

  it("know the flags and how far the picture's corner is, at every zoom and wherever it was panned to", () => {
    const mask = maskOf(["#x"]);
    const seen: number[][] = [];
    const space = { view: { scale: 1, x: 5, y: 3 }, dpr: 2 };
    screenPixels(mask, { x: 10, y: 6, width: 4, height: 1 }, space, (...args) => seen.push(args));
    expect(seen).toEqual([
      [1, 0, 0],
      [1, 1, 0],
      [4, 2, 0],
      [4, 3, 0],
    ]);
  });
});
