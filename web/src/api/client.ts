/** The one door to the server: a typed client made from its OpenAPI schema; errors are thrown. */
import createClient from "openapi-fetch";
import { errorFrom, OfflineError } from "./errors";
import type { paths } from "./schema";

/** A server that has said nothing for so many ms is taken for gone: a line may be cut without anybody being told. */
const PATIENCE = 30_000;

/** For a request that may be sent again: ends it once the server is taken for gone. */
export const impatient = () => AbortSignal.timeout(PATIENCE);

const ask = (request: Request) =>
  fetch(request, request.method === "GET" ? { signal: AbortSignal.any([request.signal, impatient()]) } : {});

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
