/** The outbox of each person who signed in on this page; only while they are signed in does it listen to what goes on around it. */
import type { Entry } from "./entry";
import { type Journal, openJournal } from "./journal";
import { Outbox } from "./outbox";
import { sendEntries } from "./requests";
import { say, watchTabs } from "./tabs";

type Desk = { readonly journal: Journal; readonly outbox: Outbox };

const desks = new Map<number, Promise<Desk>>();

async function setUp(): Promise<Desk> {
  const journal = await openJournal();
  const outbox = new Outbox(journal, sendEntries);
  tellTabs(outbox);
  warnOfLoss(outbox);
  return { journal, outbox };
}

/** Tells other tabs which images have changes stored, once for all of one answer. */
function tellTabs(outbox: Outbox): void {
  const stored = new Map<number, number>();
  const tell = () => {
    for (const [image, project] of stored) say({ kind: "stored", project, image });
    stored.clear();
  };
  outbox.onSettled(({ project, image }) => {
    if (stored.size === 0) queueMicrotask(tell);
    stored.set(image, project);
  });
}

/** The browser asks before it closes the page, for as long as there is a change on no disk. */
function warnOfLoss(outbox: Outbox): void {
  const ask = (event: Event) => event.preventDefault();
  outbox.subscribe(() => {
    if (outbox.getSnapshot().unkept > 0) addEventListener("beforeunload", ask);
    else removeEventListener("beforeunload", ask);
  });
}

function deskOf(user: number): Promise<Desk> {
  const desk = desks.get(user) ?? setUp();
  desks.set(user, desk);
  desk.catch(() => desks.delete(user)); // asking again starts again
  return desk;
}

/** The user's outbox; the same one as long as the page lives, for it may hold what is on no disk. */
export const outboxOf = (user: number): Promise<Outbox> => deskOf(user).then(({ outbox }) => outbox);

/** The person is signed in: sends what closed tabs left, and tries again when the line is back. Returns how to stop, when they leave. */
export function attend(user: number): () => void {
  const gone = new AbortController();
  void listen(user, gone.signal);
  return () => gone.abort();
}

async function listen(user: number, gone: AbortSignal): Promise<void> {
  const { journal, outbox } = await deskOf(user);
  if (gone.aborted) return;
  addEventListener("online", outbox.wake, { signal: gone });
  outbox.wake();
  const inherit = async (tab: string) => {
    const entries = await read(journal, user, gone);
    if (!gone.aborted) outbox.replay(entries.filter((entry) => entry.tab === tab));
  };
  const left = await read(journal, user, gone);
  if (gone.aborted) return;
  const stop = watchTabs([...new Set(left.map((entry) => entry.tab))], inherit);
  gone.addEventListener("abort", stop);
}

/** The user's entries; a disk that fails is asked again, for they may be all that is left of somebody's work. */
async function read(journal: Journal, user: number, gone: AbortSignal): Promise<Entry[]> {
  for (let pause = 1_000; !gone.aborted; pause = Math.min(2 * pause, 30_000)) {
    try {
      return await journal.all(user);
    } catch (problem) {
      console.warn("The unsent changes on this computer's disk cannot be read now; trying again.", problem);
      await new Promise((resolve) => setTimeout(resolve, pause));
    }
  }
  return [];
}
