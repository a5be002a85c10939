/** Says that other people changed objects since one was here, and leads from one to the next. */
import { useStore } from "zustand";
import { text } from "../../text";
import { keysOf } from "./keys";
import type { Workbench } from "./workbench";

export function SinceBar({ workbench: { past, editor } }: { workbench: Workbench }) {
  const { since } = useStore(past.shown);
  if (since.size === 0) return null;
  const { actions, objects } = editor.state.getSnapshot();
  const there = objects.filter(({ id }) => since.has(id)).length;
  const who = new Set([...since.values()].flatMap((news) => news.who));
  return (
    <p className="comment-bar" role="status">
      {text.history.news([...who], there, since.size - there)}
      {there > 0 && (
        <button type="button" className="button" onClick={() => past.visitNext()}>
          {text.history.look} <kbd>{keysOf(actions, "next-change")}</kbd>
        </button>
      )}
      <button type="button" className="button" onClick={() => past.forget()}>
        {text.history.seen}
      </button>
    </p>
  );
}
