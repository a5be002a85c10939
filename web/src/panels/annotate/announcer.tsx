/** Says aloud (to screen readers) what changes without the focus being there: suggestions, candidates, decisions, the line going down, where keys point. */
import { useEffect, useRef, useState } from "react";
import type { ImageObject } from "../../api/types";
import type { EditorObject, EditorState } from "../../editor";
import type { OutboxState } from "../../saving/outbox";
import { text } from "../../text";
import { showNews } from "../notices";
import { keysOf } from "./keys";
import { newsBetween } from "./news";
import type { Classes } from "./objects";

type Props = {
  state: EditorState;
  stored: ReadonlyMap<string, ImageObject>;
  classes: Classes;
  outbox: OutboxState;
};

export function Announcer({ state, stored, classes, outbox }: Props) {
  const { objects, pointing, preview, actions } = state;
  const before = useRef(objects);
  const [words, setWords] = useState("");
  useEffect(() => {
    const nameOf = (object: EditorObject) =>
      text.objects.named(stored.get(object.id)?.number, classes.nameOf(object.class));
    const news = newsBetween(before.current, objects, nameOf);
    before.current = objects;
    if (news.length > 0) setWords(news.join(". "));
  }, [objects, stored, classes]);
  useEffect(() => {
    if (pointing) setWords(text.annotate.pointing.at(pointing));
  }, [pointing]);
  useEffect(() => {
    if (preview) setWords(text.objects.candidate(preview.origin));
  }, [preview]);
  const [click, hold, stop] = ["click", "hold", "stop-pointing"].map((id) => keysOf(actions, id));
  const howTo = pointing && text.annotate.pointing.howTo(click, hold, stop);
  useEffect(() => {
    if (howTo) showNews(howTo);
  }, [howTo]);
  const line = outbox.line === "down" ? text.saved.offline(outbox.waiting) : "";
  return (
    <div className="hidden-text">
      <p role="status">{words}</p>
      <p role="alert">{line}</p>
    </div>
  );
}
