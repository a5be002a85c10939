/** What can go wrong with a request, in the words the server chose, or ours when it never answered. */
import { text } from "../text";

/** The server answered with an error: `{"error": {"code", "message", "hint", "current"?}}`. */
export class ApiError extends Error {
  readonly status: number;
  readonly code: string;
  readonly hint: string;
  /** With 412: what is stored now. */
  readonly current: unknown;

  constructor(status: number, code: string, message: string, hint = "", current: unknown = null) {
    super(message);
    this.status = status;
    this.code = code;
    this.hint = hint;
    this.current = current;
  }
}

/** No answer at all, or that the server cannot work now: the network, the server, its disk or its database is down. */
export class OfflineError extends Error {
  constructor(words: string = text.errors.offline) {
    super(words);
  }
}

/** Turns an answer's status and body into an error; bodies that are not ours (a proxy's page) get a plain sentence. */
export function errorFrom(status: number, body: unknown): Error {
  const error = (body as { error?: Record<string, unknown> } | null)?.error;
  if (status === 502 || status === 503 || status === 504)
    return new OfflineError(error && `${error.message} ${error.hint ?? ""}`.trim());
  if (!error) return new ApiError(status, "unknown", text.errors.unexpected(status));
  return new ApiError(
    status,
    String(error.code),
    String(error.message),
    String(error.hint ?? ""),
    error.current ?? null,
  );
}

/** Whether what was asked for is being made: asking again in a while helps. */
export const notYet = (error: unknown) => error instanceof ApiError && error.code === "not_yet";

/** Whether it could not be made, and will not be until somebody says so. */
export const refused = (error: unknown) => error instanceof ApiError && error.code === "refused";

/** Whether pictures were refused because they are a data set that can be imported with its boxes. */
export const hasBoxes = (error: unknown): boolean => error instanceof ApiError && error.code === "has_boxes";

/** One sentence or two for people. */
export function wordsOf(error: unknown): string {
  if (error instanceof ApiError) return error.hint ? `${error.message} ${error.hint}` : error.message;
  return error instanceof Error ? error.message : text.errors.unexpected(0);
}
