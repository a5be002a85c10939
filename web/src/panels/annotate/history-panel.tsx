/** What happened to the image, newest first; choosing a line shows the image as it was then, to be restored or not. */
import { useInfiniteQuery } from "@tanstack/react-query";
import { type KeyboardEvent, useEffect, useRef } from "react";
import { useStore } from "zustand";
import { type HistoryEvent, historyQuery } from "../../api/history";
import { fetchMore } from "../../api/paging";
import type { Editor } from "../../editor";
import { text } from "../../text";
import { when } from "../../text/amounts";
import { Icon } from "../icons";
import { Failed, Loading } from "../states";
import type { Classes } from "./objects";
import type { Workbench } from "./workbench";
import "./history-panel.css";

function whatOf({ number, class_id }: HistoryEvent, classes: Classes): string {
  if (number === null) return text.history.image;
  return text.history.object(number, classes.all.find(({ id }) => id === class_id)?.name ?? "");
}

type LineProps = { event: HistoryEvent; classes: Classes; chosen: boolean; choose: () => void };

function Line({ event, classes, chosen, choose }: LineProps) {
  return (
    <li>
      <button type="button" className="moment" aria-current={chosen || undefined} onClick={choose}>
        <span>
          <b>{event.user ?? text.history.worker}</b>{" "}
          {text.history.did(event.kind, whatOf(event, classes), event.changed)}
          {event.comment && ` ${text.history.said(event.comment)}`}
        </span>
        <time className="soft small" dateTime={event.at}>
          {when(event.at)}
          {event.active_seconds !== null && ` · ${text.history.seconds(event.active_seconds)}`}
        </time>
      </button>
    </li>
  );
}

/** Up and down walk the lines. */
function walk(event: KeyboardEvent<HTMLElement>) {
  const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!by) return;
  event.preventDefault();
  const lines = [...event.currentTarget.querySelectorAll<HTMLElement>(".moment")];
  lines[lines.indexOf(document.activeElement as HTMLElement) + by]?.focus();
}

/** Escape leads back, wherever the focus is, unless the editor has something to cancel. */
function useEscape(editor: Editor, back: () => void) {
  useEffect(() => {
    const press = (event: globalThis.KeyboardEvent) => {
      const { drafting, preview } = editor.state.getSnapshot();
      if (event.key !== "Escape" || drafting || preview) return;
      event.stopPropagation();
      back();
    };
    addEventListener("keydown", press, true);
    return () => removeEventListener("keydown", press, true);
  }, [editor, back]);
}

type Props = { workbench: Workbench; project: number; image: number; onClose: () => void };

export function HistoryPanel({ workbench: { editor, past, classes }, project, image, onClose }: Props) {
  const query = useInfiniteQuery({ ...historyQuery(project, image), staleTime: 0 });
  const { moment } = useStore(past.shown);
  const events = query.data?.pages.flatMap((page) => page.items) ?? [];
  const closing = useRef<HTMLButtonElement>(null);
  useEffect(() => closing.current?.focus(), []);
  useEffect(() => () => past.back(), [past]);
  useEscape(editor, () => (moment ? past.back() : onClose()));
  return (
    <section className="history-panel" aria-label={text.history.title}>
      <header className="spread">
        <h3>{text.history.title}</h3>
        <button
          type="button"
          className="button quiet icon"
          aria-label={text.history.close}
          ref={closing}
          onClick={onClose}
        >
          <Icon name="reject" />
        </button>
      </header>
      {moment ? (
        <div className="stack" role="status">
          <p>{text.history.at(when(moment.at))}</p>
          <div className="row">
            <button type="button" className="button primary" onClick={() => past.restore(events[0]?.id ?? 0, null)}>
              {text.history.restoreAll}
            </button>
            {moment.object_id && (
              <button
                type="button"
                className="button"
                onClick={() => past.restore(events[0]?.id ?? 0, moment.object_id)}
              >
                {text.history.restoreOne(whatOf(moment, classes))}
              </button>
            )}
            <button type="button" className="button" onClick={() => past.back()}>
              {text.history.now}
            </button>
          </div>
        </div>
      ) : (
        <p className="soft small">{text.history.lead}</p>
      )}
      {query.isPending && <Loading />}
      {query.error && !query.data && <Failed error={query.error} retry={() => query.refetch()} />}
      {query.data && events.length === 0 && <p className="soft">{text.history.none}</p>}
      <ol className="moments" onKeyDown={walk}>
        {events.map((event) => (
          <Line
            key={event.id}
            event={event}
            classes={classes}
            chosen={event.id === moment?.id}
            choose={() => past.look(event)}
          />
        ))}
      </ol>
      {query.hasNextPage && (
        <button type="button" className="button" disabled={query.isFetchingNextPage} onClick={() => fetchMore(query)}>
          {text.history.more}
        </button>
      )}
    </section>
  );
}
