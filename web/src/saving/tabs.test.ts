import { afterEach, beforeEach, expect, it, vi } from "vitest";

/** The browser's locks as another page sees them: exclusive, granted in order, held until released here. */
class Locks {
  readonly #queues = new Map<string, (() => void)[]>();

  /** Held by another tab, which then is gone. */
  holdElsewhere(name: string): () => void {
    this.#queues.set(name, [() => {}]);
    return () => this.#next(name);
  }

  /** Nothing is granted before this is called. */
  pause(): () => void {
    const waiting: Parameters<Locks["request"]>[] = [];
    this.request = async (...asked) => void waiting.push(asked);
    return () => {
      this.request = Locks.prototype.request;
      for (const asked of waiting) this.request(...asked);
    };
  }

  request(name: string, granted: () => Promise<void>): Promise<void> {
    const queue = this.#queues.get(name) ?? [];
    this.#queues.set(name, [...queue, granted]);
    if (queue.length === 0) granted();
    return new Promise(() => {});
  }

  query = async () => ({ held: [...this.#queues.keys()].map((name) => ({ name })) });

  #next(name: string): void {
    const [, ...rest] = this.#queues.get(name) ?? [];
    this.#queues.set(name, rest);
    rest[0]?.();
  }
}

let locks: Locks;

beforeEach(() => {
  vi.resetModules();
  locks = new Locks();
  vi.stubGlobal("navigator", { locks });
  vi.stubGlobal("BroadcastChannel", undefined);
});
afterEach(() => vi.unstubAllGlobals());

it("inherits from a tab when it is gone, for everybody who signs in on this page", async () => {
  const close = locks.holdElsewhere("boxwright-tab-x");
  const { watchTabs } = await import("./tabs");
  const [first, second, third] = [vi.fn(), vi.fn(), vi.fn()];
  watchTabs(["x"], first);
  watchTabs(["x"], second);
  expect([first.mock.calls, second.mock.calls]).toEqual([[], []]);
  close();
  watchTabs([], third);
  expect([first.mock.calls, second.mock.calls, third.mock.calls]).toEqual([[["x"]], [["x"]], [["x"]]]);
});

it("tells its name once its lock is held, or whoever hears it would take the lock and think it gone", async () => {
  const postMessage = vi.fn();
  vi.stubGlobal(
    "BroadcastChannel",
    class extends EventTarget {
      postMessage = postMessage;
    },
  );
  const grant = locks.pause();
  const { tab, watchTabs } = await import("./tabs");
  watchTabs([], vi.fn());
  expect(postMessage).not.toHaveBeenCalled();
  grant();
  expect(postMessage).toHaveBeenCalledExactlyOnceWith({ kind: "hello", tab });
});

it("inherits no more for who signed out", async () => {
  const close = locks.holdElsewhere("boxwright-tab-x");
  const { watchTabs } = await import("./tabs");
  const [left, stayed] = [vi.fn(), vi.fn()];
  watchTabs(["x"], left)();
  watchTabs([], stayed);
  close();
  expect([left.mock.calls, stayed.mock.calls]).toEqual([[], [["x"]]]);
});
