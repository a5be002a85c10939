/** The one door to the server: a typed client made from its OpenAPI schema; errors are thrown. */
import createClient from "openapi-fetch";
import { errorFrom, OfflineError } from "./errors";
import type { paths } from "./schema";

/** A server that has said nothing for so many ms is taken for gone: a line may be cut without anybody being told. */
const PATIENCE = 40_000; // the server itself waits for its database for 30 s
const SLOWEST_LINE = 4; // bytes in a ms

/** For a request that may be sent again: ends it once the server is taken for gone. `size`: of its body, in bytes, which takes its time. */
export const impatient = (size: number) => AbortSignal.timeout(PATIENCE + size / SLOWEST_LINE);

/** Whoever asks is patient until the answer begins; how long it takes to arrive is the line's affair. */
async function ask(request: Request): Promise<Response> {
  if (request.method !== "GET") return fetch(request);
  const silent = new AbortController();
  const timer = setTimeout(() => silent.abort(new DOMException("No answer.", "TimeoutError")), PATIENCE);
  try {
    return await fetch(request, { signal: AbortSignal.any([request.signal, silent.signal]) });
  } finally {
    clearTimeout(timer);
  }
}

/** Calls the API of the server this page came from; the session cookie travels along. */
export const http = createClient<paths>({ baseUrl: "", fetch: ask });

/** Waits for a call and returns its body; throws ApiError, or OfflineError when no answer came. */
export async function answer<T>(call: Promise<{ data?: T; error?: unknown; response: Response }>): Promise<T> {
  const { data, error, response } = await call.catch((cause: unknown) => {
    throw isSilence(cause) ? new OfflineError() : cause;
  });
  if (!response.ok) throw errorFrom(response.status, error);
  return data as T;
}

const isSilence = (cause: unknown) =>
  cause instanceof TypeError || (cause instanceof DOMException && cause.name === "TimeoutError");
