import { expect, test } from "vitest";
import { Outdated } from "./outdated";

/** What is known and held here; each fetch waits until `answer` is called and then brings `server`'s versions. */
function desk() {
  const known = new Map([["a", 1]]);
  const server = new Map<string, number>();
  const held = new Set<string>();
  const asked: string[][] = [];
  const waiting: (() => void)[] = [];
  const outdated = new Outdated({
    known: (object) => known.get(object),
    held: (object) => held.has(object),
    fetch: async (objects) => {
      asked.push([...objects]);
      await new Promise<void>((resolve) => waiting.push(resolve));
      for (const object of objects) known.set(object, server.get(object) ?? 0);
    },
  });
  const change = (object: string, version: number) => {
    server.set(object, version);
    outdated.hear(object, version);
  };
  const answer = async () => {
    waiting.shift()?.();
    await new Promise((resolve) => setTimeout(resolve));
  };
  return { known, held, asked, outdated, change, answer };
}

/** What comes at once is fetched together, a moment later. */
const atOnce = () => new Promise((resolve) => setTimeout(resolve));

test("what is newer is fetched, what came meanwhile in one request after it, what is known never", async () => {
  const { asked, change, answer } = desk();
  change("a", 1);
  expect(asked).toEqual([]);
  change("b", 1);
  await atOnce();
  for (const object of ["c", "d", "b"]) change(object, 2);
  expect(asked).toEqual([["b"]]);
  await answer();
  expect(asked.slice(1)).toEqual([["c", "d"]]); // b came at version 2 with the first answer
  await answer();
  expect(asked.length).toBe(2);
});

test("an object whose changes are on their way is fetched only if their answer was older than what was heard", async () => {
  const { known, held, asked, outdated, change, answer } = desk();
  held.add("a");
  change("a", 2); // our own change, told before its answer came
  known.set("a", 2);
  held.clear();
  outdated.look();
  await atOnce();
  expect(asked).toEqual([]);
  held.add("a");
  change("a", 3);
  change("a", 4); // somebody else's, on top of it
  known.set("a", 3);
  held.clear();
  outdated.look();
  await atOnce();
  expect(asked).toEqual([["a"]]);
  await answer();
  expect(known.get("a")).toBe(4);
});

test("a flood comes in requests of a hundred; another image needs none of it", async () => {
  const { asked, outdated, change, answer } = desk();
  for (let number = 0; number < 250; number += 1) change(`${number}`, 1);
  await atOnce();
  await answer();
  expect(asked.map((ids) => ids.length)).toEqual([100, 100]);
  outdated.clear();
  await answer();
  expect(asked.length).toBe(2);
});
