import { expect, it, vi } from "vitest";
import { text } from "../../text";
import { Saver } from "./saver";

const said = vi.hoisted(() => [] as string[]);
vi.mock("../notices", () => {
  const say = (words: string) => said.push(words);
  return { showNews: say, showProblem: say };
});

it("who asks for saving has it tried at once, and hears whether all is saved", async () => {
  let woken = 0;
  for (const drained of [true, false]) {
    const outbox = { wake: () => woken++, drained: async () => drained };
    await new Saver({ outbox } as unknown as ConstructorParameters<typeof Saver>[0]).flush();
  }
  expect([said, woken]).toEqual([[text.saved.all, text.annotate.notDrained], 2]);
});
