/** The objects in words: a mirror of the canvas for keyboards and screen readers. Keys stay in it; a click leads back to the canvas. */
import { type KeyboardEvent, type MouseEvent, type RefObject, useCallback, useEffect, useRef } from "react";
import type { ImageObject } from "../../api/types";
import type { Editor, EditorState } from "../../editor";
import { text } from "../../text";
import type { Presence } from "./company";
import { ObjectRow } from "./object-row";
import type { Classes } from "./objects";
import type { Since } from "./since";
import "./object-list.css";

/** Keeps the focus on the selected option, while the list has it: the selection also moves by other ways. */
function useFocusOn(list: RefObject<HTMLDivElement | null>, selection: string | null) {
  useEffect(() => {
    const option = selection && list.current?.querySelector<HTMLElement>(`[data-object="${selection}"]`);
    if (!option) return;
    option.scrollIntoView({ block: "nearest" });
    if (list.current?.contains(document.activeElement)) option.focus();
  }, [list, selection]);
}

/** Who has an object selected, in words, by the object. */
function companyOf(others: Presence["others"]): Map<string | null, string> {
  const words = new Map<string | null, string>();
  for (const { object_id, name } of others)
    words.set(object_id, [words.get(object_id), text.company.selected(name)].filter(Boolean).join(" · "));
  return words;
}

type Props = {
  editor: Editor;
  state: EditorState;
  stored: ReadonlyMap<string, ImageObject>;
  since: Since;
  others: Presence["others"];
  commented: ReadonlySet<string>;
  classes: Classes;
  toCanvas: () => void;
};

export function ObjectList({ editor, state, stored, since, others, commented, classes, toCanvas }: Props) {
  const list = useRef<HTMLDivElement>(null);
  const { objects, selection, marks, preview } = state;
  useFocusOn(list, selection);
  const pick = useCallback(
    (id: string, event: MouseEvent) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) editor.toggle(id);
      else editor.visit(id);
      toCanvas();
    },
    [editor, toCanvas],
  );
  if (objects.length === 0) return <p className="soft small">{text.objects.none}</p>;
  const at = objects.findIndex((object) => object.id === selection);
  const selected = new Set(state.selectedIds);
  const company = companyOf(others);
  const onKeyDown = (event: KeyboardEvent) => {
    const last = objects.length - 1;
    const wanted = { ArrowDown: Math.min(at + 1, last), ArrowUp: Math.max(at - 1, 0), Home: 0, End: last }[event.key];
    const object = wanted === undefined ? undefined : objects[wanted];
    if (object && event.shiftKey) editor.toggle(object.id);
    else if (object) editor.visit(object.id);
    else if (event.key === " ") editor.run("accept");
    else if (event.key === "Enter") toCanvas();
    else return;
    event.preventDefault();
  };
  return (
    <div
      ref={list}
      className="object-list"
      role="listbox"
      aria-multiselectable={true}
      aria-label={text.objects.title}
      onKeyDown={onKeyDown}
    >
      {objects.map((object, index) => {
        const { id } = object;
        const there = stored.get(id);
        return (
          <ObjectRow
            key={id}
            editor={editor}
            object={object}
            number={there?.number}
            waiting={there?.suggesting === true || object.version === 0}
            round={there?.mask?.round ?? null}
            candidate={preview?.objectId === id ? preview.origin : null}
            changed={since.get(id)}
            company={company.get(id) ?? ""}
            commented={commented.has(id)}
            name={classes.nameOf(object.class)}
            color={editor.colorOf(object)}
            selected={selected.has(id)}
            hidden={marks.hidden.has(id)}
            locked={marks.locked.has(id)}
            tabbable={id === selection || (at < 0 && index === 0)}
            pick={pick}
          />
        );
      })}
    </div>
  );
}
