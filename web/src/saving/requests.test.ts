/** Changes as the server reads them. */
import { expect, test, vi } from "vitest";
import type { Entry } from "./entry";
import { stored } from "./model";
import { changeOf, sendEntries } from "./requests";

const sent = vi.hoisted(() => [] as { signal: unknown }[]);
vi.mock("../api/client", () => ({
  answer: (call: unknown) => call,
  impatient: (size: number) => `patient for ${size} bytes`,
  http: {
    POST: async (_: string, call: { signal: unknown }) => {
      sent.push(call);
      return { outcomes: [], objects: [] };
    },
  },
}));

test("changes are given up when nobody answers, the later the more there is to carry", async () => {
  const mask = { rect: [0, 0, 4, 1], foreground: "04", uncertain: null, ignored: "1111" };
  const { class_id, box, truncated, difficult, occluded } = stored();
  const wanted = { class_id, box, state: "fixed" as const, truncated, difficult, occluded, mask };
  const about = { id: "change", tab: "t", user: 1, project: 1, image: 1, object: "a", kind: "fix" as const };
  const entry: Entry = { ...about, base: wanted, version: 1, wanted, seconds: 0, waiting: 0 };
  await sendEntries([entry, entry]);
  expect(sent.map(({ signal }) => signal)).toEqual(["patient for 12 bytes"]);
});

test("time is said in thousandths of a second, for it may be shared by hundreds of objects, and of a page left open for days a day at most", () => {
  const { class_id, box, state, truncated, difficult, occluded, mask } = stored();
  const wanted = { class_id, box, state, truncated, difficult, occluded, mask };
  const about = { id: "change", tab: "t", user: 1, project: 1, image: 1, object: "a", kind: "delete" as const };
  const entry: Entry = { ...about, base: wanted, version: 1, wanted, seconds: 0.0126, waiting: 200_000 };
  expect(changeOf(entry)).toMatchObject({ active_seconds: 0.013, waiting_seconds: 86_400 });
});
