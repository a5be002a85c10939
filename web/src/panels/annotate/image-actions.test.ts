import { expect, test, vi } from "vitest";
import type { ImageOpened } from "../../api/types";
import { ImageActions } from "./image-actions";

const posted = vi.hoisted(() => [] as string[]);
const problems = vi.hoisted(() => [] as unknown[]);
vi.mock("../notices", () => ({ showNews: () => {}, showProblem: (problem: unknown) => problems.push(problem) }));
type Asked = { params: { path: { image_id: number }; header: { "If-Match": string } } };
vi.mock("../../api/client", () => ({
  answer: (call: unknown) => call,
  http: {
    POST: async (route: string, { params }: Asked) =>
      void posted.push(`${route.split("/").at(-1)} ${params.path.image_id} ${params.header["If-Match"]}`),
  },
}));

test("what is asked of an image is done to it, also when the next one is on the canvas by the time its changes are stored", async () => {
  const versions = new Map([1, 2].map((id) => [id, 1]));
  let shown = 1;
  let stored = () => {};
  const imageOf = (id: number) => ({ id, version: versions.get(id) }) as ImageOpened;
  const actions = new ImageActions({
    project: 1,
    image: () => imageOf(shown),
    known: imageOf,
    drained: () =>
      new Promise((resolve) => {
        stored = () => resolve(true);
      }),
    replace: async (id, asked) => {
      await asked;
      versions.set(id, 2);
    },
    refresh: async () => {},
  });
  actions.act("boxed");
  const done = actions.act("accept");
  await new Promise(setImmediate);
  shown = 2;
  for (let one = 0; one < 2; one++) {
    stored();
    await new Promise(setImmediate);
  }
  await done;
  expect(posted).toEqual(['boxed 1 "1"', 'accept 1 "2"']);
});

test("what went wrong with an image that was left is told with its name", async () => {
  const images = [1, 2].map((id) => ({ id, version: 1, name: `image ${id}` }) as ImageOpened);
  const refused = new Error("A mask is missing.");
  const actions = new ImageActions({
    project: 1,
    image: () => images[0] ?? null,
    known: () => undefined,
    drained: async () => true,
    replace: () => Promise.reject(refused),
    refresh: async () => {},
  });
  problems.length = 0;
  await actions.act("accept");
  const done = actions.act("accept");
  images.shift();
  await done;
  expect(problems).toEqual([refused, "image 1: A mask is missing."]);
});
