import { beforeEach, expect, it, vi } from "vitest";
import type { Candidate, Candidates, Pins } from "../../api/candidates";
import type { Editor, EditorObject, Mask } from "../../editor";
import { text } from "../../text";
import { CandidateDesk } from "./candidates";

type Asked = { pins: Pins | null; answer: (...items: Candidate[]) => void };

const server = vi.hoisted(() => ({ asked: [] as Asked[] }));
vi.mock("../../api/candidates", () => ({
  requestCandidates: (_place: object, pins: Pins | null) =>
    new Promise<Candidates>((resolve) => {
      const answer = (...items: Candidate[]) => resolve({ job: null, state: "succeeded", error: null, items });
      server.asked.push({ pins, answer });
    }),
  fetchProbabilities: async () => new Uint8Array(4).fill(128 + 95),
}));
vi.mock("../notices", () => ({ showProblem: vi.fn(), showRemark: (words: string) => said.push(words) }));
const said: string[] = [];

const candidate = (id: number, more: Partial<Candidate> = {}): Candidate => ({
  id,
  origin: "guided",
  round: null,
  certainty: null,
  rect: [0, 0, 2, 2],
  foreground: "04",
  uncertain: null,
  probabilities: false,
  tau: null,
  ...more,
});

const object = { id: "a", class: 1, box: [0, 0, 2, 2], version: 1, origin: null } as unknown as EditorObject;
const pins = (at: number): Mask => ({ rect: [0, 0, 2, 2], pixels: new Uint8Array(4).fill(1, at, at + 1) });

let shown: number[];
let objects: EditorObject[];
let desk: CandidateDesk;
const settled = () => new Promise((resolve) => setTimeout(resolve));
/** The server answers the request asked as the n-th. */
const answer = async (n: number, ...items: Candidate[]) => {
  server.asked[n]?.answer(...items);
  await settled();
};

beforeEach(() => {
  server.asked = [];
  shown = [];
  said.length = 0;
  objects = [object];
  const state = { getSnapshot: () => ({ objects, selection: "a", preview: null }) };
  const editor = { state, preview: (preview: { candidate: { id: number } }) => shown.push(preview.candidate.id) };
  desk = new CandidateDesk(
    () => editor as unknown as Editor,
    (object_id) => ({ project_id: 1, image_id: 1, object_id }),
  );
});

it("taking a pin back asks nobody; a new smart edit asks again", async () => {
  for (const at of [0, 1]) {
    desk.guide("a", pins(at));
    await answer(at, candidate(at));
  }
  await desk.guide("a", pins(0));
  expect([shown, server.asked.length]).toEqual([[0, 1, 0], 2]);
  desk.guide("a", null);
  desk.guide("a", pins(0));
  expect(server.asked.length).toBe(3);
});

it("when the pins go, the candidates that are on their way still come", async () => {
  desk.toggle();
  desk.guide("a", null);
  expect(desk.shown.getState().busy).toBe(true);
  await answer(0, candidate(7));
  expect(desk.shown.getState()).toMatchObject({ items: [{ id: 7 }], busy: false });
});

it("a guided mask that comes late does not cover what was chosen since", async () => {
  desk.toggle();
  await answer(0, candidate(7, { probabilities: true }), candidate(8));
  const later = [() => desk.setTau(80), () => desk.pick(candidate(8)), () => desk.next(), () => desk.guide("a", null)];
  for (const [n, choose] of later.entries()) {
    desk.guide("a", pins(n));
    await choose();
    expect(desk.shown.getState().busy).toBe(false);
    await answer(n + 1, candidate(99));
  }
  expect(server.asked.length).toBe(5);
  expect(shown).toEqual([7, 8, 7]);
});

it("pins that come quicker than answers are sent one after the other, and only the newest of those that wait", async () => {
  for (const at of [0, 1, 2]) desk.guide("a", pins(at));
  expect(server.asked.length).toBe(1);
  await answer(0, candidate(1));
  expect(server.asked.map(({ pins }) => pins?.foreground)).toEqual(["013", "112"]);
  await answer(1, candidate(3));
  expect(shown).toEqual([3]);
});

it("a guided mask is not lost to the candidates of the object just selected, which come after it", async () => {
  objects = [];
  await desk.toggle(); // with nothing selected
  objects = [object];
  desk.guide("a", pins(0));
  desk.follow();
  expect(server.asked.map(({ pins }) => pins !== null)).toEqual([true]);
  await answer(0, candidate(5));
  expect([shown, server.asked.map(({ pins }) => pins !== null)]).toEqual([[5], [true, false]]);
  await answer(1, candidate(7));
  expect(desk.shown.getState()).toMatchObject({ items: [{ id: 7 }], busy: false });
});

it("the slider stands at the tau of the mask that is shown, not where it stood at another object", async () => {
  desk.toggle();
  await answer(0, candidate(7, { origin: "annnet", probabilities: true, tau: 0.83 }));
  expect(desk.shown.getState().tau).toBe(83);
  desk.setTau(60);
  expect(desk.shown.getState().tau).toBe(60);
  desk.pick(candidate(7, { origin: "annnet", probabilities: true, tau: 0.83 }));
  expect(desk.shown.getState().tau).toBe(83);
  desk.pick(candidate(8)); // has none
  expect(desk.shown.getState().tau).toBe(83);
});

it.each([
  ["nothing is selected", [], text.candidates.nothing],
  ["the object is not saved", [{ ...object, version: 0 }], text.candidates.notStored],
])("when %s, the next candidate says why there is none", async (_, drawn, words) => {
  objects = drawn;
  await desk.next();
  expect([said, server.asked.length]).toEqual([[words], 0]);
});

it("the next candidate of an object without any says so", async () => {
  const next = desk.next();
  await answer(0);
  await next;
  expect(said).toEqual([text.candidates.none]);
});
