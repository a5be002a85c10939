/** Says aloud (to screen readers) what changes without the focus being there: suggestions, decisions, the line going down. */
import { useEffect, useRef, useState } from "react";
import type { EditorObject } from "../../editor";
import type { OutboxState } from "../../saving/outbox";
import { text } from "../../text";
import { newsBetween } from "./news";
import type { Classes } from "./objects";

type Props = { objects: readonly EditorObject[]; classes: Classes; outbox: OutboxState };

export function Announcer({ objects, classes, outbox }: Props) {
  const before = useRef(objects);
  const [words, setWords] = useState("");
  useEffect(() => {
    const news = newsBetween(before.current, objects, (object) => classes.byIndex(object.class)?.name ?? "");
    before.current = objects;
    if (news.length > 0) setWords(news.join(". "));
  }, [objects, classes]);
  const line = outbox.line === "down" ? text.saved.offline(outbox.waiting) : "";
  return (
    <div className="hidden-text">
      <p role="status">{words}</p>
      <p role="alert">{line}</p>
    </div>
  );
}
