import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { answer, http, impatient } from "./client";
import { OfflineError } from "./errors";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

/** A server that answers when it is let to, in two parts; `ended` tells which requests were given up, and whether as offline. */
function silentServer() {
  const answers: ((response: Response) => void)[] = [];
  vi.spyOn(AbortSignal, "timeout").mockImplementation((time) => {
    const clock = new AbortController();
    setTimeout(() => clock.abort(new DOMException("", "TimeoutError")), time);
    return clock.signal;
  });
  vi.stubGlobal("fetch", (request: Request, { signal }: RequestInit = {}) => {
    const signals = [request.signal, ...(signal ? [signal] : [])];
    return new Promise((resolve, reject) => {
      answers.push(resolve);
      for (const one of signals) one.addEventListener("abort", () => reject(one.reason));
    });
  });
  const ended: string[] = [];
  const watch = (name: string, call: Promise<unknown>) =>
    call.then(
      () => ended.push(`${name} answered`),
      (problem) => ended.push(`${name} ${problem instanceof OfflineError}`),
    );
  return { answers, ended, watch, server: { baseUrl: "http://server" } };
}

const body = { name: "ada", password: "" };

test("a server that says nothing is taken for gone, but not while something is brought to it that cannot be sent again", async () => {
  const { ended, watch, server } = silentServer();
  watch("asked", answer(http.GET("/api/me", server)));
  watch("sent", answer(http.POST("/api/session", { ...server, body, signal: impatient(0) })));
  watch("much", answer(http.POST("/api/session", { ...server, body, signal: impatient(400_000) })));
  watch("brought", answer(http.POST("/api/session", { ...server, body })));
  await vi.advanceTimersByTimeAsync(39_000);
  expect(ended).toEqual([]);
  await vi.advanceTimersByTimeAsync(2_000);
  expect(ended.sort()).toEqual(["asked true", "sent true"]);
  await vi.advanceTimersByTimeAsync(600_000);
  expect(ended.sort()).toEqual(["asked true", "much true", "sent true"]);
});

test("an answer that has begun may take its time", async () => {
  const { answers, ended, watch, server } = silentServer();
  let finish = () => {};
  const slow = new ReadableStream({
    start: (stream) => {
      stream.enqueue(new TextEncoder().encode("{"));
      finish = () => {
        stream.enqueue(new TextEncoder().encode("}"));
        stream.close();
      };
    },
  });
  watch("asked", answer(http.GET("/api/me", server)));
  await vi.advanceTimersByTimeAsync(30_000);
  answers[0]?.(new Response(slow));
  await vi.advanceTimersByTimeAsync(600_000);
  expect(ended).toEqual([]);
  finish();
  await vi.waitFor(() => expect(ended).toEqual(["asked answered"]));
});
