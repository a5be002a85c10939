/** Unsent changes on this computer's disk (IndexedDB), so that a closed tab or a flat battery loses nothing. */
import { type DBSchema, openDB } from "idb";
import type { Entry } from "./entry";
import { together } from "./together";

interface Schema extends DBSchema {
  entries: { key: number; value: Entry; indexes: { user: number } };
}

export type Journal = {
  /** Writes an entry down; resolves with its number when it is on disk, rejects when it cannot be (a full disk). */
  add: (entry: Entry) => Promise<number>;
  /** Crosses it out. */
  remove: (sequence: number) => Promise<void>;
  /** The user's entries in the order they were made. */
  all: (user: number) => Promise<Entry[]>;
};

/** The journal on disk; where a browser has none (private windows, some settings), one that takes nothing. */
export async function openJournal(): Promise<Journal> {
  try {
    return await openOnDisk();
  } catch (problem) {
    console.warn("This browser keeps nothing on disk; unsent changes live in this page only.", problem);
    return noJournal;
  }
}

async function openOnDisk(): Promise<Journal> {
  const database = await openDB<Schema>("boxwright", 1, {
    upgrade: (db) => {
      db.createObjectStore("entries", { keyPath: "sequence", autoIncrement: true }).createIndex("user", "user");
    },
  });
  return {
    add: together(async (entries) => {
      const writing = database.transaction("entries", "readwrite", { durability: "strict" });
      const adding = entries.map((entry) => writing.store.add(entry));
      writing.commit(); // at once: a page that is being closed is not there to see that all of it was asked for
      const [, ...sequences] = await Promise.all([writing.done, ...adding]);
      return sequences;
    }),
    remove: together(async (sequences) => {
      const writing = database.transaction("entries", "readwrite");
      const [, ...removed] = await Promise.all([writing.done, ...sequences.map((one) => writing.store.delete(one))]);
      return removed;
    }),
    all: (user) => database.getAllFromIndex("entries", "user", user),
  };
}

const noJournal: Journal = {
  add: () => Promise.reject(new Error("There is no journal.")),
  remove: () => Promise.resolve(),
  all: () => Promise.resolve([]),
};
