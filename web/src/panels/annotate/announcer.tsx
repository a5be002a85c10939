/** Says aloud (to screen readers) what changes without the focus being there: suggestions, decisions, the line going down. */
import { useEffect, useRef, useState } from "react";
import type { ImageObject } from "../../api/types";
import type { EditorObject } from "../../editor";
import type { OutboxState } from "../../saving/outbox";
import { text } from "../../text";
import { newsBetween } from "./news";
import type { Classes } from "./objects";

type Props = {
  objects: readonly EditorObject[];
  stored: ReadonlyMap<string, ImageObject>;
  classes: Classes;
  outbox: OutboxState;
};

export function Announcer({ objects, stored, classes, outbox }: Props) {
  const before = useRef(objects);
  const [words, setWords] = useState("");
  useEffect(() => {
    const nameOf = (object: EditorObject) =>
      text.objects.named(stored.get(object.id)?.number, classes.byIndex(object.class)?.name ?? "");
    const news = newsBetween(before.current, objects, nameOf);
    before.current = objects;
    if (news.length > 0) setWords(news.join(". "));
  }, [objects, stored, classes]);
  const line = outbox.line === "down" ? text.saved.offline(outbox.waiting) : "";
  return (
    <div className="hidden-text">
      <p role="status">{words}</p>
      <p role="alert">{line}</p>
    </div>
  );
}
