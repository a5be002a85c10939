/** Saving: what is said of it, and the seconds of work, which belong to the changes they went into. */
import { expect, it, vi } from "vitest";
import type { Editor, EditorObject, Intent } from "../../editor";
import { Activity } from "../../saving/activity";
import type { Entry } from "../../saving/entry";
import type { Outbox } from "../../saving/outbox";
import { text } from "../../text";
import type { Gallery } from "./gallery";
import { Saver } from "./saver";

const said = vi.hoisted(() => [] as string[]);
vi.mock("../notices", () => {
  const say = (words: string) => said.push(words);
  return { showNews: say, showProblem: say };
});

it("who asks for saving has it tried at once, and hears whether all is saved", async () => {
  let woken = 0;
  const { all, allButDrawing, allButPreview } = text.saved;
  const cases = [
    { drained: true, drafting: false, preview: null, words: all },
    { drained: true, drafting: true, preview: {}, words: allButDrawing },
    { drained: true, drafting: false, preview: {}, words: allButPreview },
    { drained: false, drafting: true, preview: null, words: text.annotate.notDrained },
  ];
  for (const { drained, drafting, preview } of cases) {
    const outbox = { wake: () => woken++, drained: async () => drained };
    const editor = () => ({ state: { getSnapshot: () => ({ drafting, preview }) } });
    await new Saver({ outbox, editor } as unknown as ConstructorParameters<typeof Saver>[0]).flush();
  }
  expect([said, woken]).toEqual([cases.map(({ words }) => words), 4]);
});

const drawn = (id: string) =>
  ({ id, box: [0, 0, 9, 9], class: 1, state: "drawn", mask: null, version: 1 }) as unknown as EditorObject;
const edit = (id: string): Intent => ({ kind: "edit", object: drawn(id), before: drawn(id) });

function desk() {
  let time = 0;
  const activity = new Activity(() => time * 1000);
  const entries: Entry[] = [];
  const saver = new Saver({
    ...{ user: 1, project: 1, activity },
    outbox: { add: (entry: Entry) => void entries.push(entry) } as unknown as Outbox,
    gallery: {} as Gallery,
    editor: () => ({}) as Editor,
    show: () => {},
    refresh: () => {},
  });
  const work = (seconds: number) => {
    for (let second = 0; second < seconds; second += 1) {
      time += 1;
      activity.touch();
    }
  };
  return { saver, work, said: () => entries.map(({ image, object, seconds }) => [image, object, seconds]) };
}

it("what one step changes shares its time", () => {
  const { saver, work, said } = desk();
  saver.open(7);
  work(8);
  saver.save(["a", "b", "c", "d"].map(edit));
  work(3);
  saver.save([edit("a")]);
  expect(said().map(([, , seconds]) => seconds)).toEqual([2, 2, 2, 2, 3]);
});

it("looking at an image without changing it is no part of the next one's first box", () => {
  const { saver, work, said } = desk();
  saver.open(7);
  work(60);
  saver.open(8);
  work(5);
  saver.save([edit("a")]);
  work(40);
  saver.open(8); // accepted and opened again
  work(2);
  saver.save([edit("a")]);
  expect(said()).toEqual([
    [8, "a", 5],
    [8, "a", 2],
  ]);
});
