/** Two people (one of them with pages that crash) change the same objects in every order: nothing is lost in silence. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ImageObject } from "../api/types";
import { sameField, type Wanted, wantedOf } from "./entry";
import { ModelServer, mask, stored } from "./model";
import { Person } from "./person";

const flush = () => new Promise((resolve) => setImmediate(resolve));

const flag = (wanted: Wanted, name: "truncated" | "occluded"): Wanted => ({ ...wanted, [name]: !wanted[name] });

/** 4 x 4 pixels in two runs, as COCO writes them. */
const suggestion = (at: number) => String.fromCharCode(49 + (at % 15), 63 - (at % 15));

/** 4 x 4 pixels in three runs, each person's in their own way. */
const painted = (user: number, at: number) => String.fromCharCode(49 + (at % 12), 48 + user, 63 - (at % 12) - user);

const isOpen = ({ state }: Wanted) => state === "drawn" || state === "suggested";

/** A candidate that this person alone saw, as the page sends it after another tau. */
const chosen = (user: number, at: number) => ({
  state: "suggested" as const,
  mask: mask(painted(user + 2, at)),
  candidate: { id: at, seen: true },
});

/** What somebody does to an object that they see, by a number; null when it makes no sense for it. */
function act(person: Person, id: string, what: number, value: number): void {
  const local = person.canvas.get(id);
  if (!local) {
    if (person.drawn.has(id) || id === "a" || id === "b") return;
    person.drawn.add(id);
    person.do("draw", id, wantedOf(stored({ id })));
    return;
  }
  const { wanted } = local;
  const fix = { ...wanted, state: "fixed" as const, mask: mask(painted(person.user, value)) };
  const accepted = wanted.mask && { ...wanted, state: "accepted" as const, mask: { ...wanted.mask, uncertain: null } };
  const deeds: (() => void)[] = [
    () => person.do("edit", id, { ...wanted, class_id: 1 + ((value + person.user) % 5) }),
    () => person.do("edit", id, { ...wanted, box: [0, 0, 10 + ((value * 2 + person.user) % 50), 10] }),
    () => person.do("edit", id, flag(wanted, "truncated")),
    () => person.do("edit", id, flag(wanted, "occluded")),
    () => person.do("fix", id, fix),
    () => wanted.mask && person.do("reject", id, { ...wanted, state: "drawn", mask: null }),
    () => wanted.state === "suggested" && accepted && person.do("accept", id, accepted),
    () => wanted.state === "fixed" && person.do("revert", id, { ...wanted, state: "drawn", mask: null }),
    () => person.do("delete", id, wanted),
    () => isOpen(wanted) && person.do("choose", id, { ...wanted, ...chosen(person.user, value) }),
  ];
  deeds[what % deeds.length]?.();
}

type Step = { who: number; what: number; id: "a" | "b" | "mine"; how: number; at?: number };

const step: fc.Arbitrary<Step> = fc.record({
  who: fc.integer({ min: 0, max: 1 }),
  what: fc.integer({ min: 0, max: 30 }),
  id: fc.constantFrom<Step["id"]>("a", "b", "mine"),
  how: fc.integer({ min: 0, max: 9 }),
});

async function take(people: Person[], server: ModelServer, { who, what, id, how }: Step, at: number): Promise<void> {
  const person = people[who];
  if (!person) return;
  if (what < 12) act(person, id === "mine" ? `of ${who}` : id, how, at);
  else if (what < 18) person.line("arrives");
  else if (what === 18) person.line("answer is lost");
  else if (what === 19) person.line("is down");
  else if (what < 22) person.look();
  else if (what === 22) server.suggest(id, suggestion(at));
  else if (what === 23) person.settle("mine");
  else if (what === 24) person.settle("theirs");
  else if (what === 25) await person.crash();
  else if (what === 26) person.busy = !person.busy;
  else if (what < 30) person.undo();
  await flush();
}

/** Everybody's line works again, and they answer what they are asked. */
async function rest(people: Person[]): Promise<void> {
  for (let round = 0; people.some(({ outbox }) => outbox.getSnapshot().waiting > 0); round += 1) {
    if (round > 200) throw new Error("It never comes to rest.");
    for (const person of people) {
      person.line("arrives");
      await flush();
      person.settle(round % 2 ? "mine" : "theirs");
      await flush();
    }
  }
}

/** Changes that overwrote a part which somebody else had changed, in a state that their author never saw. */
function overwritten(people: Person[], server: ModelServer): string[] {
  const knew = new Map(people.flatMap((person) => [...person.knew]));
  const author = (change: string) => Number(change.split("-")[0]);
  return server.log.flatMap(({ change, before, parts, last }) => {
    const states = knew.get(change);
    if (!before || !states) return []; // bringing back what is deleted overwrites nothing
    const byOther = parts.filter((part) => last[part] && last[part] !== author(change));
    const unseen = byOther.filter((part) => states.every((state) => !sameField(part, state, before)));
    return unseen.map((part) => `${change} over the ${part} of ${last[part]}`);
  });
}

async function play(steps: readonly Step[]): Promise<{ people: Person[]; server: ModelServer }> {
  const server = new ModelServer();
  for (const id of ["a", "b"]) server.put(stored({ id }));
  const people = [new Person(1, server), new Person(2, server)];
  for (const [at, one] of steps.entries()) await take(people, server, one, one.at ?? at);
  for (const person of people) person.busy = false;
  await rest(people);
  return { people, server };
}

/** A change that was merged with somebody else's arrives, the page dies before it hears so, and sends it again with the next. */
const mergedUnheard: Step[] = [
  { who: 0, what: 0, id: "b", how: 0 },
  { who: 1, what: 0, id: "b", how: 1 },
  { who: 1, what: 0, id: "b", how: 0 },
  { who: 0, what: 12, id: "b", how: 0 },
  { who: 1, what: 12, id: "b", how: 0 },
  { who: 1, what: 18, id: "b", how: 0 },
  { who: 1, what: 25, id: "b", how: 0 },
];

/** A page that died shows what a worker suggested meanwhile under its unsent change; the next change is made from that. */
const madeFromNews: Step[] = [
  { who: 0, what: 22, id: "b", how: 0 },
  { who: 0, what: 25, id: "b", how: 0 },
  { who: 1, what: 0, id: "b", how: 0 },
  { who: 0, what: 0, id: "b", how: 5 },
  { who: 1, what: 25, id: "b", how: 0 },
  { who: 0, what: 0, id: "a", how: 0 },
  { who: 1, what: 0, id: "b", how: 4 },
];

/** An undo comes after somebody else's change of the same part was seen. */
const undoneAfterTheirs: Step[] = [
  { who: 0, what: 0, id: "b", how: 4 },
  { who: 0, what: 12, id: "b", how: 0 },
  { who: 1, what: 20, id: "b", how: 0 },
  { who: 1, what: 0, id: "b", how: 4 },
  { who: 1, what: 12, id: "b", how: 0 },
  { who: 0, what: 20, id: "b", how: 0 },
  { who: 0, what: 27, id: "b", how: 0 },
];

/** An undo of a choice comes after somebody else chose another candidate. */
const undoneAfterTheirChoice: Step[] = [
  { who: 0, what: 0, id: "b", how: 9 },
  { who: 0, what: 12, id: "b", how: 0 },
  { who: 1, what: 20, id: "b", how: 0 },
  { who: 1, what: 0, id: "b", how: 9 },
  { who: 1, what: 12, id: "b", how: 0 },
  { who: 0, what: 20, id: "b", how: 0 },
  { who: 0, what: 27, id: "b", how: 0 },
];

describe("two people on one picture", () => {
  it("lose nothing silently in 10,000 random orders, with lost answers, dead lines and crashes", async () => {
    const property = fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 24 }), async (steps) => {
      const { people, server } = await play(steps);
      expect(overwritten(people, server)).toEqual([]);
      for (const person of people) {
        const heard = new Set([...person.settled, ...server.log.map(({ change }) => change)]);
        expect([...person.made].filter((change) => !heard.has(change))).toEqual([]); // stored, or given up with a word
        expect(person.journal.entries.size).toBe(0);
      }
    });
    await fc.assert(property, {
      numRuns: 10_000,
      examples: [[mergedUnheard], [madeFromNews], [undoneAfterTheirs], [undoneAfterTheirChoice]],
    });
  }, 300_000);

  it("one person's crashes, at whatever moment, change nothing of what is stored in the end", async () => {
    const alone = step.map((one) => ({ ...one, who: 0 })).filter(({ what }) => what < 20 || what === 25);
    const property = fc.asyncProperty(fc.array(alone, { minLength: 4, maxLength: 20 }), async (drawn) => {
      const steps: Step[] = drawn.map((one, at) => ({ ...one, at }));
      const arrives: Step = { who: 0, what: 12, id: "a", how: 0 };
      const calm = await play(steps.filter(({ what }) => what < 12).flatMap((one) => [one, arrives, arrives]));
      const rough = await play(steps);
      const objects = ({ server }: typeof calm) => ["a", "b", "of 0"].map((id) => strip(server.get(id)));
      expect(objects(rough)).toEqual(objects(calm));
    });
    await fc.assert(property, { numRuns: 1_000 });
  }, 300_000);
});

const strip = (object: ImageObject | null) => object && wantedOf(object);
