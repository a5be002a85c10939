import { afterEach, expect, test, vi } from "vitest";
import type { ImageObject, ImageOpened, Mask } from "../../api/types";
import { Gallery } from "./gallery";
import { toEditor } from "./objects";

const mask = (id: number): Mask => ({
  id,
  origin: "human",
  round: null,
  by: null,
  rect: [0, 0, 2, 2],
  foreground: "04",
  uncertain: null,
  ignored: null,
  certainty: null,
  looks: null,
});

/** The same image as another answer of the server tells it. */
const answered = (id: number, maskId: number) =>
  ({ id, objects: [{ id: "a", class_id: 1, box: [0, 0, 2, 2], mask: mask(maskId) } as ImageObject] }) as ImageOpened;

test("a mask that comes again is the editor's same mask, a newer one is not", async () => {
  const gallery = new Gallery(1, {}, () => {});
  const seen = async (image: ImageOpened) =>
    (await gallery.take(1, Promise.resolve(image))).objects.map(toEditor)[0]?.mask;
  const first = await seen(answered(1, 7));
  expect(await seen(answered(1, 7))).toBe(first);
  expect(await seen(answered(1, 8))).not.toBe(first);
  expect(await seen(answered(2, 8))).toEqual(first);
});

test("an image added at the end of the list is found from the one that was the last", async () => {
  const after = [null, { id: 5 }, { id: 6 }];
  served = async (_, asked) => {
    const { query } = (asked as { params: { query: { after?: number } } }).params;
    return query.after === undefined ? { id: 3 } : after.shift();
  };
  const gallery = new Gallery(1, {}, () => {});
  const nexts: (number | null)[] = [];
  for (let time = 0; time < 3; time++) nexts.push(await gallery.neighbour(4, "next"));
  expect(nexts).toEqual([null, 5, 5]);
});

test("an answer has no say about what was stored since it was asked for, unless it is newer", async () => {
  const gallery = new Gallery(1, {}, () => {});
  const at = (version: number, id: string) => ({ id, version, number: 1 }) as ImageObject;
  const imageOf = (...objects: ImageObject[]) => ({ id: 1, objects }) as ImageOpened;
  const seen = () => Object.fromEntries(gallery.cached(1)?.objects.map(({ id, version }) => [id, version]) ?? []);
  const there = imageOf(...["edited", "twice", "deleted", "others"].map((id) => at(1, id)));
  const first = gallery.take(1, Promise.resolve(there));
  gallery.stored(1, "others", at(4, "others")); // before anything of the image is known
  gallery.stored(2, "elsewhere", at(1, "elsewhere"));
  await first;
  expect(seen()).toEqual({ edited: 1, twice: 1, deleted: 1, others: 4 });
  const work = (answered: ImageOpened) => {
    gallery.stored(1, "edited", at(2, "edited"));
    gallery.stored(1, "twice", at(2, "twice"));
    gallery.stored(1, "deleted", null);
    gallery.stored(1, "made", at(1, "made"));
    return answered;
  };
  const asked = imageOf(at(1, "edited"), at(3, "twice"), at(1, "deleted"), at(5, "others"));
  await gallery.take(1, Promise.resolve(asked).then(work));
  expect(seen()).toEqual({ edited: 2, twice: 3, others: 5, made: 1 });
  served = async () => work(imageOf()) && [at(1, "edited"), at(1, "deleted")];
  const answer = await gallery.fetchObjects(1, ["edited", "deleted", "others"]);
  expect(answer.map(({ id }) => id)).toEqual(["edited"]);
  expect(seen()).toEqual({ edited: 2, twice: 2, made: 1 });
  await gallery.take(1, Promise.resolve(imageOf())); // asked for after all of that
  expect(seen()).toEqual({});
});

/** An answer that comes when it is let to. */
function later<T>() {
  let come = (_: T) => {};
  const promise = new Promise<T>((resolve) => {
    come = resolve;
  });
  return { promise, come };
}

test("an answer that was overtaken has no say any more", async () => {
  const gallery = new Gallery(1, {}, () => {});
  const at = (version: number, id: string) => ({ id, version, number: 1 }) as ImageObject;
  const imageOf = (version: number, ...objects: ImageObject[]) => ({ id: 1, version, objects }) as ImageOpened;
  const late = later<ImageOpened>();
  const asked = gallery.take(1, late.promise);
  const other = gallery.take(2, late.promise);
  await gallery.take(1, Promise.resolve(imageOf(2, at(5, "a"))));
  late.come(imageOf(1, at(4, "a"), at(1, "gone")));
  expect(await asked).toMatchObject({ version: 2, objects: [{ version: 5 }] });
  expect(await other).toMatchObject({ version: 1, objects: [{ version: 4 }, { id: "gone" }] });

  const last = later<ImageOpened>();
  const whole = gallery.take(1, last.promise);
  served = async () => [at(6, "a")];
  await gallery.fetchObjects(1, ["a", "b"]);
  last.come(imageOf(2, at(5, "a"), at(1, "b"), at(1, "c")));
  expect((await whole).objects.map(({ id, version }) => [id, version])).toEqual([
    ["c", 1],
    ["a", 6],
  ]);
});

vi.mock("../../api/client", () => ({
  answer: (call: Promise<unknown>) => call,
  http: { GET: (...asked: unknown[]) => served(...asked) },
}));
let served = async (..._: unknown[]): Promise<unknown> => null;

test("the next to do is fetched ahead beside the neighbours, by a question that takes it from nobody", async () => {
  type Asked = { params: { path: { image_id: number }; query: { after?: number; todo?: boolean } } };
  served = async (route, asked) => {
    const { path, query } = (asked as Asked).params;
    if (!String(route).endsWith("/next")) return { ...answered(path.image_id, 7), blob: `b${path.image_id}` };
    return query.after === 4 ? { id: query.todo ? 9 : 5 } : null;
  };
  const files: string[] = [];
  vi.stubGlobal("createImageBitmap", async () => ({ width: 1, height: 1, close: () => {} }));
  vi.stubGlobal("fetch", async (url: string) => {
    files.push(url);
    return new Response("picture");
  });
  await new Gallery(1, {}, () => {}).prefetchAround(4);
  expect(files).toEqual(["/api/projects/1/images/5/file?blob=b5", "/api/projects/1/images/9/file?blob=b9"]);
});

afterEach(() => vi.unstubAllGlobals());

test("a tile that the server cannot give is asked for once, and again when somebody says so; a dead line is tried again", async () => {
  const lost = vi.fn();
  const gallery = new Gallery(1, {}, lost);
  let answer: () => Promise<Response> = async () => new Response("picture");
  const fetch = vi.fn(() => answer());
  vi.stubGlobal("fetch", fetch);
  vi.stubGlobal("createImageBitmap", async () => ({ width: 1, height: 1, close: () => {} }));
  const image = { id: 1, blob: "b", large: true, width: 9000, height: 600 } as ImageOpened;
  const shown = await gallery.picture(image);
  gallery.shows(image);
  if (!("load" in shown)) throw new Error("a large picture has tiles");
  const load = () => shown.load({ level: 0, column: 0, row: 0 }).catch(() => null);
  const asked = async () => {
    fetch.mockClear();
    await load();
    return fetch.mock.calls.length;
  };
  answer = () => Promise.reject(new TypeError());
  expect([await asked(), await asked(), lost.mock.calls.length]).toEqual([1, 1, 0]);
  answer = async () => new Response("{}", { status: 500 });
  expect([await asked(), await asked(), lost.mock.calls.length]).toEqual([1, 0, 1]);
  gallery.findLost();
  answer = async () => new Response("picture");
  expect(await asked()).toBe(1);
  expect(await load()).not.toBeNull();
  gallery.shows({ ...image, id: 2, blob: "another" });
  answer = async () => new Response("{}", { status: 500 });
  expect([await asked(), lost.mock.calls.length]).toEqual([1, 1]); // nobody looks at that picture now
});
