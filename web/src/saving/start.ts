/** The outbox of the signed-in person: one per page, alive as long as the page, and first of all it sends what a closed tab left. */
import type { Entry } from "./entry";
import { livingTabs, nameTab, openJournal } from "./journal";
import { Outbox } from "./outbox";
import { sendEntry } from "./requests";

/** The name of this tab in the journal. */
export const tab = nameTab();

const outboxes = new Map<number, Promise<Outbox>>();

async function start(user: number): Promise<Outbox> {
  const journal = await openJournal();
  const outbox = new Outbox(journal, sendEntry);
  const living = await livingTabs();
  outbox.replay((await journal.all(user)).filter((entry: Entry) => entry.tab !== tab && !living.has(entry.tab)));
  addEventListener("online", outbox.wake);
  return outbox;
}

/** The user's outbox; started on the first call. */
export function outboxOf(user: number): Promise<Outbox> {
  const running = outboxes.get(user) ?? start(user);
  outboxes.set(user, running);
  return running;
}
