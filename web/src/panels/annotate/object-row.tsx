/** One object of the list in words, with its buttons. It is drawn anew only when something of it changed: there may be a thousand. */
import { type MouseEvent, memo } from "react";
import type { ImageObject } from "../../api/types";
import type { Editor, EditorObject } from "../../editor";
import { text } from "../../text";
import { Icon, type IconName } from "../icons";
import { Swatch } from "../swatch";
import type { News } from "./since";
import { keepFocus } from "./tool-rail";

type Props = {
  editor: Editor;
  object: EditorObject;
  number: ImageObject["number"] | undefined;
  /** A suggestion is to come. */
  waiting: boolean;
  /** Of the model that made the mask. */
  round: number | null;
  /** Origin of the candidate shown in the place of its mask; null: none is. */
  candidate: string | null;
  changed: News | undefined;
  /** Who else has it selected. */
  company: string;
  /** It has an open comment. */
  commented: boolean;
  name: string;
  color: string;
  selected: boolean;
  hidden: boolean;
  locked: boolean;
  tabbable: boolean;
  pick: (id: string, event: MouseEvent) => void;
};

/** Where the mask that is seen came from: "GrabCut + MCG", "AnnNet round 3"; while a suggestion is awaited, that. */
function originWords({ object, waiting, round, candidate }: Props): string {
  if (candidate !== null) return text.objects.candidate(candidate);
  if (object.mask === null) return waiting ? text.objects.waiting : text.objects.noMask;
  return text.objects.origin(object.origin ?? "human", round);
}

function stateIcon({ object, waiting }: Props): IconName {
  return object.state === "drawn" && waiting ? "waiting" : object.state;
}

/** What is true of the object beside its state: flags, whether it is hidden or locked on this page, what others do to it. */
function remarksOf({ object, hidden, locked, company, commented, changed }: Props): string[] {
  const { truncated, occluded, difficult } = object;
  const set = { truncated, occluded, difficult, hidden, locked };
  const flags = (Object.keys(set) as (keyof typeof set)[]).filter((flag) => set[flag]);
  return [
    ...(company ? [company] : []),
    ...(commented ? [text.objects.commented] : []),
    ...flags.map((flag) => text.objects.flags[flag]),
    ...(changed ? [text.history.changed(changed.who, changed.what)] : []),
  ];
}

const MARKS = ["hidden", "locked"] as const;

/** For the mouse; the keyboard has actions for the selected objects, and the option says what is set. */
function MarkButtons({ editor, object, ...marks }: Pick<Props, "editor" | "object" | "hidden" | "locked">) {
  return (
    <span className="marks" aria-hidden>
      {MARKS.map((mark) => (
        <button
          key={mark}
          type="button"
          className="button quiet icon"
          tabIndex={-1}
          data-mark={mark}
          aria-pressed={marks[mark]}
          title={text.objects.marks[mark]}
          aria-label={text.objects.marks[mark]}
          onMouseDown={keepFocus}
          onClick={() => editor.mark(mark, object.id)}
        >
          <Icon name={mark === "hidden" && !marks.hidden ? "eye" : mark} />
        </button>
      ))}
    </span>
  );
}

export const ObjectRow = memo(function ObjectRow(props: Props) {
  const { editor, object, number, changed, company, name, color, selected, hidden, locked, tabbable, pick } = props;
  const word = text.objectStates[object.state];
  const origin = originWords(props);
  const remarks = remarksOf(props);
  return (
    <div className="object-row" role="presentation">
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: the list hears the keys for all its options */}
      <div
        role="option"
        className="object"
        aria-selected={selected}
        aria-label={text.objects.option(text.objects.named(number, name), [
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
        data-company={company !== ""}
        data-hidden={hidden}
        onFocus={() => editor.state.getSnapshot().selection ?? editor.select(object.id)}
        onClick={(event) => pick(object.id, event)}
      >
        <span className="object-number soft">{number}</span>
        <Swatch color={color} />
        <span className="object-class">{name}</span>
        <span className={`state ${object.state}`}>
          <Icon name={stateIcon(props)} />
          {word}
        </span>
        <span className="object-origin soft small">{[origin, ...remarks].join(" · ")}</span>
      </div>
      <MarkButtons editor={editor} object={object} hidden={hidden} locked={locked} />
    </div>
  );
});
