/** Says that other people changed objects since one was here, and leads from one to the next. */
import { useState } from "react";
import { useStore } from "zustand";
import { text } from "../../text";
import type { Workbench } from "./workbench";

export function SinceBar({ workbench: { past, editor } }: { workbench: Workbench }) {
  const { since } = useStore(past.shown);
  const [next, setNext] = useState(0);
  if (since.size === 0) return null;
  const there = editor.state.getSnapshot().objects.filter(({ id }) => since.has(id));
  const show = () => {
    const object = there[next % there.length];
    if (object) editor.visit(object.id);
    setNext(next + 1);
  };
  return (
    <p className="comment-bar" role="status">
      {text.history.news([...new Set([...since.values()].flat())], there.length, since.size - there.length)}
      {there.length > 0 && (
        <button type="button" className="button" onClick={show}>
          {text.history.look}
        </button>
      )}
      <button type="button" className="button" onClick={() => past.forget()}>
        {text.history.seen}
      </button>
    </p>
  );
}
