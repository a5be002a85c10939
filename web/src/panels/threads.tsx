/** A comment with the replies to it, and what this person may do with both: on the annotate page and in a review. */
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type KeyboardEvent, useEffect, useRef, useState } from "react";
import { type CommentAction, commentsQuery, type Said, settleComment } from "../api/review";
import type { Comment, Project } from "../api/types";
import { uuid } from "../editor/uuid";
import { text } from "../text";
import { FormError, useForm } from "./field";
import { showProblem } from "./notices";
import "./threads.css";

/** `head`: the comment it begins with, which alone is done and resolved; `replies` as they came. */
export type Thread = { readonly head: Comment; readonly replies: readonly Comment[] };

/** Comments in their order as threads. */
export function threadsOf(comments: readonly Comment[]): Thread[] {
  const heads = comments.filter(({ reply_to }) => reply_to === null);
  return heads.map((head) => ({ head, replies: comments.filter(({ reply_to }) => reply_to === head.id) }));
}

/** Whether nobody has resolved it. */
export const isOpen = ({ head }: Thread) => head.resolved_at === null;

/** What this person may do with a thread, see server/flows/comments.py. */
function actionsFor({ author_id, done_at, resolved_at }: Comment, user: number, { role }: Project): CommentAction[] {
  const settles = author_id === user || role !== "annotator";
  if (resolved_at) return settles ? ["reopen"] : [];
  return [
    ...(settles ? (["resolve"] as const) : []),
    ...(done_at ? ["reopen" as const] : settles ? [] : ["done" as const]),
  ];
}

/** What became of it. */
function Outcome({ head: { resolved_at, resolved_by, done_by } }: { head: Comment }) {
  if (resolved_at) return <span className="soft"> {text.comments.resolved(resolved_by)}</span>;
  return done_by && <span className="soft"> {text.comments.done(done_by)}</span>;
}

/** What was said; `short`: of the replies the last one, the others when they are asked for. */
function Words({ thread: { head, replies }, short }: { thread: Thread; short: boolean }) {
  const [all, setAll] = useState(!short);
  const hidden = all ? 0 : Math.max(replies.length - 1, 0);
  return (
    <div className="thread-words">
      <p>
        {text.comments.said(head.author, head.object_number, head.text)}
        <Outcome head={head} />
      </p>
      {replies.length > 0 && (
        <div className="thread-replies">
          {hidden > 0 && (
            <button type="button" className="button quiet" onClick={() => setAll(true)}>
              {text.comments.earlier(hidden)}
            </button>
          )}
          <ul>
            {replies.slice(hidden).map(({ id, author, text: words }) => (
              <li key={id}>{text.comments.said(author, null, words)}</li>
            ))}
          </ul>
        </div>
      )}
    </div>
  );
}

export type Say = (id: string, said: Said) => Promise<unknown>;

type WordsProps = {
  ask: string;
  button: string;
  send: (id: string, words: string) => Promise<unknown>;
  onClose?: () => void;
};

/** Asks for the words of a comment or reply. They stay in the form until the server has them; Ctrl Enter sends, Esc goes back. */
export function WordsForm({ ask, button, send, onClose }: WordsProps) {
  const id = useRef(uuid()); // its own, so that sending it again after a lost answer writes it once
  const field = useRef<HTMLTextAreaElement>(null);
  useEffect(() => field.current?.focus(), []);
  const { onSubmit, error, busy } = useForm((fields) => send(id.current, fields.text("words")));
  const press = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    const sends = event.key === "Enter" && (event.ctrlKey || event.metaKey);
    if (!sends && !(event.key === "Escape" && onClose)) return;
    event.preventDefault();
    event.stopPropagation();
    sends ? event.currentTarget.form?.requestSubmit() : onClose?.();
  };
  return (
    <form className="thread-form" onSubmit={onSubmit}>
      <textarea
        name="words"
        rows={2}
        required
        maxLength={2000}
        aria-label={ask}
        placeholder={ask}
        onKeyDown={press}
        ref={field}
      />
      <FormError error={error} />
      <div className="row end">
        {onClose && (
          <button type="button" className="button quiet" title={text.comments.cancelKey} onClick={onClose}>
            {text.common.cancel}
          </button>
        )}
        <button type="submit" className="button primary" disabled={busy} title={text.comments.sendKey}>
          {button}
        </button>
      </div>
    </form>
  );
}

type ThreadProps = {
  thread: Thread;
  project: Project;
  user: number;
  say: Say;
  /** Whether the reply is being written. */
  replying: boolean;
  setReplying: (on: boolean) => void;
  /** Shows the object it is pinned to. */
  find?: (object: string) => void;
  /** Where room is dear. */
  short?: boolean;
};

export function ThreadView({ thread, short = false, ...props }: ThreadProps) {
  const { project, user, say, replying, setReplying, find } = props;
  const { head } = thread;
  const queries = useQueryClient();
  const returns = useRef(false);
  const { queryKey } = commentsQuery(project.id, head.image_id);
  const settle = useMutation({
    mutationFn: (action: CommentAction) => settleComment(project.id, head.id, action),
    onError: showProblem,
    onSettled: () => queries.invalidateQueries({ queryKey }),
  });
  const reply = async (id: string, words: string) => {
    await say(id, { text: words, reply_to: head.id, send_back: false });
    await queries.invalidateQueries({ queryKey });
    close();
  };
  const close = () => {
    returns.current = true;
    setReplying(false);
  };
  /** The button that opened the form has the focus again when it is there again. */
  const focusAgain = (button: HTMLButtonElement | null) => {
    if (button && returns.current) button.focus();
    returns.current &&= button === null;
  };
  const words = (action: CommentAction) => (head.resolved_at ? text.comments.openAgain : text.comments.actions[action]);
  return (
    <article className="thread" data-done={head.done_at !== null} data-resolved={head.resolved_at !== null}>
      <Words thread={thread} short={short} />
      {replying ? (
        <WordsForm ask={text.comments.replyTo(head.author)} button={text.comments.reply} send={reply} onClose={close} />
      ) : (
        <div className="thread-actions">
          {find && head.object_id && (
            <button type="button" className="button" onClick={() => head.object_id && find(head.object_id)}>
              {text.comments.find}
            </button>
          )}
          <button ref={focusAgain} type="button" className="button" onClick={() => setReplying(true)}>
            {text.comments.reply}
          </button>
          {actionsFor(head, user, project).map((action) => (
            <button
              key={action}
              type="button"
              className="button"
              disabled={settle.isPending}
              onClick={() => settle.mutate(action)}
            >
              {words(action)}
            </button>
          ))}
        </div>
      )}
    </article>
  );
}
