/** The objects in words: a mirror of the canvas for keyboards and screen readers. Keys stay in it; a click leads back to the canvas. */
import { type KeyboardEvent, type MouseEvent, type RefObject, useEffect, useRef } from "react";
import type { ImageObject } from "../../api/types";
import type { Editor, EditorObject, EditorState } from "../../editor";
import { text } from "../../text";
import { Icon, type IconName } from "../icons";
import { Swatch } from "../swatch";
import type { Presence } from "./company";
import type { Classes } from "./objects";
import type { News, Since } from "./since";
import { keepFocus } from "./tool-rail";
import "./object-list.css";

/** Where the mask came from: "GrabCut + MCG", "AnnNet round 3"; while a suggestion is awaited, that. */
function originWords(object: EditorObject, stored: ImageObject | undefined): string {
  if (object.mask === null)
    return stored?.suggesting || object.version === 0 ? text.objects.waiting : text.objects.noMask;
  return text.objects.origin(object.origin ?? "human", stored?.mask?.round ?? null);
}

function stateIcon(object: EditorObject, stored: ImageObject | undefined): IconName {
  if (object.state === "drawn" && (stored?.suggesting || object.version === 0)) return "waiting";
  return object.state;
}

/** What is true of the object beside its state: flags, and whether it is hidden or locked on this page. */
function remarksOf(object: EditorObject, { marks }: EditorState): string[] {
  const flags = (["truncated", "occluded", "difficult"] as const).filter((flag) => object[flag]);
  const set = (["hidden", "locked"] as const).filter((mark) => marks[mark].has(object.id));
  return [...flags, ...set].map((remark) => text.objects.flags[remark]);
}

type OptionProps = {
  object: EditorObject;
  stored: ImageObject | undefined;
  changed: News | undefined;
  /** Who else has it selected. */
  company: readonly string[];
  name: string;
  color: string;
  state: EditorState;
  tabbable: boolean;
  pick: (event: MouseEvent) => void;
  onFocus: () => void;
};

const MARKS = ["hidden", "locked"] as const;

/** For the mouse; the keyboard has actions for the selected objects, and the option says what is set. */
function MarkButtons({ id, editor, marks }: { id: string; editor: Editor; marks: EditorState["marks"] }) {
  return (
    <span className="marks" aria-hidden>
      {MARKS.map((mark) => (
        <button
          key={mark}
          type="button"
          className="button quiet icon"
          tabIndex={-1}
          data-mark={mark}
          aria-pressed={marks[mark].has(id)}
          title={text.objects.marks[mark]}
          aria-label={text.objects.marks[mark]}
          onMouseDown={keepFocus}
          onClick={() => editor.mark(mark, id)}
        >
          <Icon name={mark === "hidden" && !marks.hidden.has(id) ? "eye" : mark} />
        </button>
      ))}
    </span>
  );
}

function ObjectOption({ object, stored, changed, company, name, color, state, tabbable, pick, onFocus }: OptionProps) {
  const word = text.objectStates[object.state];
  const origin = originWords(object, stored);
  const remarks = [
    ...company.map(text.company.selected),
    ...remarksOf(object, state),
    ...(changed ? [text.history.changed(changed.who, changed.what)] : []),
  ];
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the list hears the keys for all its options
    <div
      role="option"
      className="object"
      aria-selected={state.selectedIds.includes(object.id)}
      aria-label={text.objects.option(text.objects.named(stored?.number, name), [
        word,
        origin,
        text.objects.place(object.box),
        ...remarks,
      ])}
      tabIndex={tabbable ? 0 : -1}
      data-state={object.state}
      data-origin={object.origin ?? ""}
      data-object={object.id}
      data-changed={changed !== undefined}
      data-company={company.length > 0}
      data-hidden={state.marks.hidden.has(object.id)}
      onFocus={onFocus}
      onClick={pick}
    >
      <span className="object-number soft">{stored?.number}</span>
      <Swatch color={color} />
      <span className="object-class">{name}</span>
      <span className={`state ${object.state}`}>
        <Icon name={stateIcon(object, stored)} />
        {word}
      </span>
      <span className="object-origin soft small">{[origin, ...remarks].join(" · ")}</span>
    </div>
  );
}

/** Keeps the focus on the selected option, while the list has it: the selection also moves by other ways. */
function useFocusOn(list: RefObject<HTMLDivElement | null>, selection: string | null) {
  useEffect(() => {
    const option = selection && list.current?.querySelector<HTMLElement>(`[data-object="${selection}"]`);
    if (!option) return;
    option.scrollIntoView({ block: "nearest" });
    if (list.current?.contains(document.activeElement)) option.focus();
  }, [list, selection]);
}

type Props = {
  editor: Editor;
  state: EditorState;
  stored: ReadonlyMap<string, ImageObject>;
  since: Since;
  others: Presence["others"];
  classes: Classes;
  toCanvas: () => void;
};

export function ObjectList({ editor, state, stored, since, others, classes, toCanvas }: Props) {
  const list = useRef<HTMLDivElement>(null);
  const { objects, selection } = state;
  useFocusOn(list, selection);
  if (objects.length === 0) return <p className="soft small">{text.objects.none}</p>;
  const at = objects.findIndex((object) => object.id === selection);
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
  const pick = (id: string) => (event: MouseEvent) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) editor.toggle(id);
    else editor.visit(id);
    toCanvas();
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
      {objects.map((object, index) => (
        <div key={object.id} className="object-row" role="presentation">
          <ObjectOption
            object={object}
            stored={stored.get(object.id)}
            changed={since.get(object.id)}
            company={others.filter(({ object_id }) => object_id === object.id).map(({ name }) => name)}
            name={classes.byIndex(object.class)?.name ?? ""}
            color={editor.colorOf(object)}
            state={state}
            tabbable={object.id === selection || (at < 0 && index === 0)}
            pick={pick(object.id)}
            onFocus={() => at < 0 && editor.select(object.id)}
          />
          <MarkButtons id={object.id} editor={editor} marks={state.marks} />
        </div>
      ))}
    </div>
  );
}
