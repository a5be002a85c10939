import { afterEach, expect, test, vi } from "vitest";
import { answer, http, impatient } from "./client";
import { OfflineError } from "./errors";

afterEach(() => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

test("a server that says nothing is taken for gone, but not while something is brought to it that cannot be sent again", async () => {
  const clock = new AbortController();
  vi.spyOn(AbortSignal, "timeout").mockReturnValue(clock.signal);
  vi.stubGlobal("fetch", (request: Request, { signal }: RequestInit) => {
    const signals = [request.signal, ...(signal ? [signal] : [])];
    return new Promise((_, reject) => {
      for (const one of signals) one.addEventListener("abort", () => reject(one.reason));
    });
  });
  const server = { baseUrl: "http://server" };
  const call = { ...server, body: { name: "ada", password: "" } };
  const ended: string[] = [];
  const watch = (name: string, call: Promise<unknown>) =>
    call.catch((problem) => ended.push(`${name} ${problem instanceof OfflineError}`));
  watch("asked", answer(http.GET("/api/me", server)));
  watch("sent", answer(http.POST("/api/session", { ...call, signal: impatient() })));
  watch("brought", answer(http.POST("/api/session", call)));
  await new Promise(setImmediate);
  expect(ended).toEqual([]);
  clock.abort(new DOMException("", "TimeoutError"));
  await new Promise(setImmediate);
  expect(ended.sort()).toEqual(["asked true", "sent true"]);
});
