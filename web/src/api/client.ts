/** The one door to the server: a typed client made from its OpenAPI schema; errors are thrown. */
import createClient from "openapi-fetch";
import { errorFrom, OfflineError } from "./errors";
import type { paths } from "./schema";

/** Calls the API of the server this page came from; the session cookie travels along. */
export const http = createClient<paths>({ baseUrl: "" });

/** Waits for a call and returns its body; throws ApiError, or OfflineError when no answer came. */
export async function answer<T>(call: Promise<{ data?: T; error?: unknown; response: Response }>): Promise<T> {
  const { data, error, response } = await call.catch((cause: unknown) => {
    throw cause instanceof TypeError ? new OfflineError() : cause;
  });
  if (!response.ok) throw errorFrom(response.status, error);
  return data as T;
}
