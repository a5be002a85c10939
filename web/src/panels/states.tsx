/** What is shown when there is nothing to show: loading, empty, failed. And states in word and icon. */
import type { ReactNode } from "react";
import { ApiError, wordsOf } from "../api/errors";
import type { ImageState } from "../api/types";
import { text } from "../text";
import { Icon, type IconName } from "./icons";
import "./states.css";

/** A quiet line while something loads; appears only after a moment, so that fast answers do not flicker. */
export function Loading() {
  return (
    <p className="loading soft" role="status">
      {text.common.loading}
    </p>
  );
}

/** An empty place, and what to do about it. */
export function Empty({ title, children, icon = "box" }: { title: string; icon?: IconName; children?: ReactNode }) {
  return (
    <div className="empty">
      <Icon name={icon} />
      <h2>{title}</h2>
      {children}
    </div>
  );
}

/** A failed request with a way to try again. */
export function Failed({ error, retry }: { error: unknown; retry?: () => void }) {
  const missing = error instanceof ApiError && error.status === 404;
  return (
    <div className="empty" role="alert">
      <Icon name="warning" />
      <h2>{missing ? text.errors.missing : text.errors.failed}</h2>
      <p className="soft">{wordsOf(error)}</p>
      {retry && !missing && (
        <button type="button" className="button" onClick={retry}>
          {text.common.again}
        </button>
      )}
    </div>
  );
}

type Query<T> = { data: T | undefined; error: unknown; refetch: () => unknown };

/** Shows a query: its answer, or that it is loading, or why it failed. Old answers stay while a refetch fails. */
export function Answer<T>({ query, children }: { query: Query<T>; children: (data: T) => ReactNode }) {
  if (query.data !== undefined) return children(query.data);
  if (query.error) return <Failed error={query.error} retry={() => query.refetch()} />;
  return <Loading />;
}

/** An image's state in a word with its icon. */
export function ImageStateWord({ state }: { state: ImageState }) {
  return (
    <span className={`state ${state}`}>
      <Icon name={state} />
      {text.imageStates[state]}
    </span>
  );
}

/** Share of a whole, drawn and in numbers. `of` may be unknown (null). */
export function Bar({ value, of, label }: { value: number; of: number | null; label: string }) {
  return <progress className="bar" aria-label={label} value={of === null ? undefined : value} max={of || 1} />;
}
