import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { OfflineError } from "../api/errors";
import type { Entry } from "./entry";
import { ModelServer, Paper, stored } from "./model";
import { attend, outboxOf } from "./start";

const fake = vi.hoisted(() => ({ send: vi.fn(), journal: null as unknown }));
vi.mock("./requests", async (original) => ({ ...(await original<object>()), sendEntries: fake.send }));
vi.mock("./journal", () => ({ openJournal: async () => fake.journal }));

const drawn = (user: number): Entry => {
  const { class_id, box, state, truncated, difficult, occluded, mask } = stored();
  const wanted = { class_id, box, state, truncated, difficult, occluded, mask };
  const about = {
    id: "change",
    tab: "t",
    user,
    project: 1,
    image: 1,
    object: "a",
    kind: "draw",
    seconds: 0,
  } as const;
  return { ...about, wanted, base: null, version: null };
};

let page: EventTarget;

/** Something happens to the page; whether the page asked the browser to wait. */
const happens = (name: string) => !page.dispatchEvent(new Event(name, { cancelable: true }));

beforeEach(() => {
  vi.useFakeTimers();
  page = new EventTarget();
  vi.stubGlobal("addEventListener", page.addEventListener.bind(page));
  vi.stubGlobal("removeEventListener", page.removeEventListener.bind(page));
  vi.stubGlobal("navigator", {});
  fake.journal = new Paper();
  fake.send.mockReset().mockRejectedValue(new OfflineError());
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

/** The outbox of who signed in, with one change that found the line down. */
async function signIn(user: number) {
  const leave = attend(user);
  const outbox = await outboxOf(user);
  outbox.add(drawn(user));
  await vi.advanceTimersByTimeAsync(0);
  return { leave, outbox };
}

it("tries at once when the line is back, until the person leaves, and again when they return", async () => {
  const { leave } = await signIn(1);
  const tried = () => fake.send.mock.calls.length;
  const before = tried();
  happens("online");
  await vi.advanceTimersByTimeAsync(0);
  expect(tried()).toBe(before + 1);
  leave();
  happens("online");
  await vi.advanceTimersByTimeAsync(0);
  expect(tried()).toBe(before + 1);
  attend(1);
  await vi.advanceTimersByTimeAsync(0);
  expect(tried()).toBeGreaterThan(before + 1);
});

it("sends what a closed tab left although the disk failed at sign-in, and hears meanwhile that the line is back", async () => {
  vi.spyOn(console, "warn").mockImplementation(() => {});
  const paper = new Paper();
  await paper.add({ ...drawn(3), id: "left", tab: "closed", object: "b" });
  vi.spyOn(paper, "all").mockRejectedValueOnce(new Error("The disk is busy."));
  fake.journal = paper;
  const { leave } = await signIn(3);
  const tried = fake.send.mock.calls.length;
  happens("online");
  await vi.advanceTimersByTimeAsync(0);
  expect(fake.send.mock.calls.length).toBe(tried + 1);
  const server = new ModelServer();
  fake.send.mockImplementation(async (entries: readonly Entry[]) => server.apply(entries));
  await vi.advanceTimersByTimeAsync(60_000);
  const sent: Entry[] = fake.send.mock.calls.flatMap(([entries]) => entries);
  expect(sent.map(({ id }) => id)).toContain("left");
  leave();
});

it("asks before the page closes only while a change is on no disk", async () => {
  fake.journal = Object.assign(new Paper(), { add: () => Promise.reject(new Error("full")) });
  const { outbox } = await signIn(2);
  expect(happens("beforeunload")).toBe(true);
  const server = new ModelServer();
  fake.send.mockImplementation(async (entries: readonly Entry[]) => server.apply(entries));
  outbox.wake();
  await vi.advanceTimersByTimeAsync(0);
  expect(outbox.getSnapshot().waiting).toBe(0);
  expect(happens("beforeunload")).toBe(false);
});
