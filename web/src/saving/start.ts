/** The outbox of the signed-in person: one per page, alive as long as the page; it also sends what closed tabs left. */
import { openJournal } from "./journal";
import { Outbox } from "./outbox";
import { sendEntries } from "./requests";
import { say, watchTabs } from "./tabs";

const outboxes = new Map<number, Promise<Outbox>>();

async function start(user: number): Promise<Outbox> {
  const journal = await openJournal();
  const outbox = new Outbox(journal, sendEntries);
  const left = await journal.all(user);
  watchTabs([...new Set(left.map((entry) => entry.tab))], async (name) => {
    const entries = await journal.all(user);
    outbox.replay(entries.filter((entry) => entry.tab === name));
  });
  outbox.onSettled(({ project, image }) => say({ kind: "stored", project, image }));
  addEventListener("online", outbox.wake);
  addEventListener("beforeunload", (event) => outbox.getSnapshot().unkept > 0 && event.preventDefault());
  return outbox;
}

/** The user's outbox; started on the first call. */
export function outboxOf(user: number): Promise<Outbox> {
  const running = outboxes.get(user) ?? start(user);
  outboxes.set(user, running);
  running.catch(() => outboxes.delete(user)); // asking again starts again
  return running;
}
