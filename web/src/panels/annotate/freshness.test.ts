import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { OfflineError } from "../../api/errors";
import type { ImageObject, ImageOpened } from "../../api/types";
import { Freshness } from "./freshness";
import { Gallery } from "./gallery";

type Asked = { params: { path: { image_id: number }; query: { id?: string[] } } };
vi.mock("../../api/client", () => ({
  answer: (call: Promise<unknown>) => call,
  http: { GET: (_: string, { params }: Asked) => serve(params.path.image_id, params.query.id) },
}));
let serve = async (_image: number, _ids?: readonly string[]): Promise<unknown> => null;

const objectOf = (id: string, version: number) => ({ id, version, number: 1 }) as ImageObject;
const imageOf = (id: number, objects: ReadonlyMap<string, number>) =>
  ({ id, objects: [...objects].map(([object, version]) => objectOf(object, version)) }) as ImageOpened;

/** A server whose answers are read at once and arrive when they are let through; `canvas` is what the page shows. */
function desk() {
  const server = new Map<string, number>();
  const held = new Set<string>();
  const asked: (string | string[])[] = [];
  const underWay: (() => void)[] = [];
  const failed: unknown[] = [];
  let line: Error | null = null;
  const arrive = () => new Promise<void>((resolve) => underWay.push(resolve));
  serve = async (image, ids) => {
    asked.push(ids ? [...ids] : `image ${image}`);
    const [answer, problem] = [imageOf(image, server), line];
    await arrive();
    if (problem) throw problem;
    return ids ? answer.objects.filter(({ id }) => ids.includes(id)) : answer;
  };
  const gallery = new Gallery(1, {}, () => {});
  void gallery.take(1, Promise.resolve(imageOf(1, server)));
  const freshness = new Freshness({
    gallery,
    held: (object) => held.has(object),
    asks: () => false,
    take: () => {},
    receive: () => {},
    fail: (problem) => failed.push(problem),
  });
  freshness.open(1);
  const settle = () => vi.advanceTimersByTimeAsync(0);
  /** The server stores it (null: deletes it) and tells so. */
  const change = (object: string, version: number, deleted = false) => {
    if (deleted) server.delete(object);
    else server.set(object, version);
    freshness.hear(object, version, deleted);
    return settle();
  };
  return {
    freshness,
    server,
    held,
    asked,
    failed,
    change,
    settle,
    /** Our own change was stored: the outbox's answer reaches the page. */
    settled: (object: string, version: number | null) => {
      held.delete(object);
      gallery.stored(1, object, version === null ? null : objectOf(object, version));
      void freshness.look();
      return settle();
    },
    answer: () => {
      underWay.shift()?.();
      return settle();
    },
    break: (problem: Error | null) => {
      line = problem;
    },
    canvas: () => Object.fromEntries(gallery.cached(1)?.objects.map(({ id, version }) => [id, version]) ?? []),
  };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test("what is newer is fetched, what comes meanwhile in one request after it, what is known never", async () => {
  const { asked, change, answer, canvas } = desk();
  await change("a", 1);
  for (const object of ["b", "c"]) await change(object, 1);
  await change("a", 2);
  expect(asked).toEqual([["a"]]);
  await answer();
  expect(asked.slice(1)).toEqual([["a", "b", "c"]]);
  await answer();
  await change("c", 1);
  expect([asked.length, canvas()]).toEqual([2, { a: 2, b: 1, c: 1 }]);
});

test("one's own change is fetched only if somebody changed the object after it", async () => {
  const { held, asked, change, settled, answer, canvas } = desk();
  for (const object of ["a", "b", "c"]) held.add(object);
  await change("a", 1); // told before its answer came
  await settled("a", 1);
  await settled("b", 1); // the answer was quicker
  await change("b", 1);
  await change("c", 2, true);
  await settled("c", null);
  held.add("b");
  await settled("b", null);
  await change("b", 2, true);
  expect(asked).toEqual([]);
  held.add("a");
  await change("a", 2);
  await change("a", 3); // somebody else's
  await settled("a", 2);
  expect(asked).toEqual([["a"]]);
  await answer();
  expect([asked.length, canvas()]).toEqual([1, { a: 3 }]);
});

test("an answer that was read before a change is not the last word", async () => {
  const { freshness, server, held, change, settled, answer, canvas } = desk();
  server.set("mine", 1);
  server.set("theirs", 1);
  void freshness.refresh();
  await answer();
  void freshness.refresh(); // read now, arrives last
  await vi.advanceTimersByTimeAsync(0);
  held.add("mine");
  await change("mine", 2, true);
  await settled("mine", null);
  await change("theirs", 2, true);
  held.add("new");
  await change("new", 1);
  await settled("new", 1);
  await answer();
  expect(canvas()).toEqual({ new: 1, theirs: 1 }); // what others did is as it was, for the moment
  await answer();
  expect(canvas()).toEqual({ new: 1 });
});

test("what others made while one's own change was on its way is seen in the end, whichever answer comes last", async () => {
  const { freshness, held, change, settled, settle, answer, canvas } = desk();
  held.add("a"); // sent, and stored as 2
  await change("a", 3); // somebody else's
  void freshness.refresh();
  await settle();
  await answer();
  expect(canvas()).toEqual({ a: 3 });
  await settled("a", 2);
  await answer();
  expect(canvas()).toEqual({ a: 3 });
});

test("news are not forgotten when the whole image does not come while something is stored", async () => {
  const { freshness, server, held, change, settled, answer, canvas, ...line } = desk();
  for (const object of ["mine", "theirs"]) server.set(object, 1);
  void freshness.refresh();
  await line.settle();
  await answer();
  line.break(new OfflineError());
  await change("theirs", 2);
  await answer(); // fails, and the whole image is asked for
  held.add("mine");
  server.set("mine", 2);
  await settled("mine", 2);
  await answer();
  line.break(null);
  await vi.advanceTimersByTimeAsync(5_000);
  await answer();
  expect(canvas()).toEqual({ mine: 2, theirs: 2 });
});

test("while the line is down nothing is forgotten; what is refused is said once", async () => {
  const { freshness, asked, failed, change, answer, canvas, ...line } = desk();
  line.break(new OfflineError());
  await change("a", 1);
  await answer();
  await answer();
  expect(asked).toEqual([["a"], "image 1"]);
  line.break(null);
  await vi.advanceTimersByTimeAsync(5_000);
  await answer();
  expect([canvas(), failed]).toEqual([{ a: 1 }, []]);
  line.break(new Error("The image is gone."));
  await change("a", 2);
  await answer();
  await answer();
  await vi.advanceTimersByTimeAsync(60_000);
  expect([asked.length, failed.length]).toEqual([5, 1]);
  void freshness.refresh();
  await line.settle();
  expect(asked.length).toBe(6);
});

test("where objects cannot be fetched one by one, the whole image is asked for once", async () => {
  const { asked, server, change, answer, canvas, ...line } = desk();
  line.break(new Error("There is no such address."));
  await change("a", 1);
  await change("gone", 2);
  server.delete("gone");
  line.break(null);
  await answer();
  expect(asked).toEqual([["a"], "image 1"]);
  await answer();
  expect([asked.length, canvas()]).toEqual([2, { a: 1 }]);
});

test("a flood comes a hundred at a time; another image needs none of it and is fetched next", async () => {
  const { freshness, asked, change, answer } = desk();
  for (let number = 0; number < 250; number += 1) await change(`${number}`, 1);
  await answer();
  expect(asked.map((ids) => ids.length)).toEqual([1, 100]);
  freshness.open(2);
  const tried = freshness.refresh();
  await answer();
  expect(asked.slice(2)).toEqual(["image 2"]);
  await answer();
  await tried;
  expect(asked.length).toBe(3);
});

test("a mask that is awaited is looked for after a while, however much else happens", async () => {
  const { freshness, asked, settled } = desk();
  for (let second = 0; second < 5; second += 1) {
    freshness.lookLater();
    await settled("a", second + 1);
    await vi.advanceTimersByTimeAsync(1_000);
  }
  expect(asked).toEqual(["image 1"]);
});
