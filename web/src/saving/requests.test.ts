/** Changes as the server reads them. */
import { expect, test } from "vitest";
import type { Entry } from "./entry";
import { stored } from "./model";
import { changeOf } from "./requests";

test("time is said in thousandths of a second, for it may be shared by hundreds of objects, and of a page left open for days a day at most", () => {
  const { class_id, box, state, truncated, difficult, occluded, mask } = stored();
  const wanted = { class_id, box, state, truncated, difficult, occluded, mask };
  const about = { id: "change", tab: "t", user: 1, project: 1, image: 1, object: "a", kind: "delete" as const };
  const entry: Entry = { ...about, base: wanted, version: 1, wanted, seconds: 0.0126, waiting: 200_000 };
  expect(changeOf(entry)).toMatchObject({ active_seconds: 0.013, waiting_seconds: 86_400 });
});
