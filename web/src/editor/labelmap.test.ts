import { expect, it } from "vitest";
import golden from "../../../tests/golden/label_map.json";
import { composeLabelMap, type Uncertain } from "./labelmap";
import { fromJson, type MaskJson } from "./mask";

const cases = golden.cases.flatMap((one) =>
  (["ignore", "best-guess"] as const).map((uncertain) => ({ ...one, uncertain })),
);

it.each(cases)("$name, uncertain pixels: $uncertain", ({ width, height, objects, expected, uncertain }) => {
  const decoded = objects.map((object) => ({
    class: object.class,
    mask: fromJson(object.mask as unknown as MaskJson),
  }));
  const map = composeLabelMap({ width, height }, decoded, uncertain as Uncertain);
  expect([...map]).toEqual(expected[uncertain].flat());
});
