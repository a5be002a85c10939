/** Unsent changes on this computer's disk (IndexedDB), so that a closed tab or a flat battery loses nothing. */
import { type DBSchema, openDB } from "idb";
import type { Entry } from "./entry";

interface Schema extends DBSchema {
  entries: { key: number; value: Entry; indexes: { user: number } };
}

export type Journal = {
  /** Writes an entry down; resolves with its number when it is on disk. */
  add: (entry: Entry) => Promise<number>;
  /** Crosses it out. */
  remove: (sequence: number) => Promise<void>;
  /** The user's entries in the order they were made. */
  all: (user: number) => Promise<Entry[]>;
};

export async function openJournal(): Promise<Journal> {
  const database = await openDB<Schema>("boxwright", 1, {
    upgrade: (db) => {
      db.createObjectStore("entries", { keyPath: "sequence", autoIncrement: true }).createIndex("user", "user");
    },
  });
  return {
    add: (entry) => database.add("entries", entry),
    remove: (sequence) => database.delete("entries", sequence),
    all: (user) => database.getAllFromIndex("entries", "user", user),
  };
}

const lockPrefix = "boxwright-tab-";

/** This tab's name; it holds a lock of that name as long as it lives, so that others can tell. */
export function nameTab(): string {
  const name = `${Date.now().toString(36)}-${Math.random().toString(36).slice(2)}`;
  navigator.locks?.request(lockPrefix + name, () => new Promise(() => {}));
  return name;
}

/** Names of the tabs that still live and send their own entries. Without locks (plain http) nobody is known to live. */
export async function livingTabs(): Promise<Set<string>> {
  const { held = [] } = (await navigator.locks?.query()) ?? {};
  return new Set(held.map((lock) => lock.name?.replace(lockPrefix, "") ?? ""));
}
