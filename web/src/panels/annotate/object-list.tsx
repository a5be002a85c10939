/** The objects in words: a mirror of the canvas for keyboards and screen readers. */
import { type KeyboardEvent, type RefObject, useEffect, useRef } from "react";
import type { ImageObject } from "../../api/types";
import type { EditorObject } from "../../editor";
import { text } from "../../text";
import { Icon, type IconName } from "../icons";
import { Swatch } from "../swatch";
import type { Classes } from "./objects";

type Props = {
  objects: readonly EditorObject[];
  stored: ReadonlyMap<string, ImageObject>;
  classes: Classes;
  colorOf: (object: EditorObject) => string;
  selection: string | null;
  select: (id: string) => void;
  /** A click says that work goes on on the canvas; keys stay in the list. */
  onPick: () => void;
  /** Runs an action of the editor on the selected object. */
  run: (action: string) => void;
};

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

const flagsOf = (object: EditorObject) =>
  (["truncated", "occluded", "difficult"] as const)
    .filter((flag) => object[flag])
    .map((flag) => text.objects.flags[flag]);

/** Keeps the focus on the selected option, while the list has it: the selection also moves by other ways. */
function useFocusOn(list: RefObject<HTMLDivElement | null>, selection: string | null) {
  useEffect(() => {
    const option = selection && list.current?.querySelector<HTMLElement>(`[data-object="${selection}"]`);
    if (!option) return;
    option.scrollIntoView({ block: "nearest" });
    if (list.current?.contains(document.activeElement)) option.focus();
  }, [list, selection]);
}

export function ObjectList({ objects, stored, classes, colorOf, selection, select, onPick, run }: Props) {
  const list = useRef<HTMLDivElement>(null);
  useFocusOn(list, selection);
  if (objects.length === 0) return <p className="soft small">{text.objects.none}</p>;
  const at = objects.findIndex((object) => object.id === selection);
  const onKeyDown = (event: KeyboardEvent) => {
    const last = objects.length - 1;
    const wanted = { ArrowDown: Math.min(at + 1, last), ArrowUp: Math.max(at - 1, 0), Home: 0, End: last }[event.key];
    const object = wanted === undefined ? undefined : objects[wanted];
    if (object) select(object.id);
    else if (event.key === " ") run("accept");
    else if (event.key === "Enter") onPick();
    else return;
    event.preventDefault();
  };
  return (
    <div ref={list} className="object-list" role="listbox" aria-label={text.objects.title} onKeyDown={onKeyDown}>
      {objects.map((object, index) => {
        const known = stored.get(object.id);
        const name = classes.byIndex(object.class)?.name ?? "";
        const state = text.objectStates[object.state];
        const flags = flagsOf(object);
        const origin = originWords(object, known);
        return (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the list hears the keys for all its options
          <div
            key={object.id}
            role="option"
            className="object"
            aria-selected={object.id === selection}
            aria-label={text.objects.option(index + 1, name, [state, origin, text.objects.place(object.box), ...flags])}
            tabIndex={object.id === selection || (at < 0 && index === 0) ? 0 : -1}
            data-state={object.state}
            data-origin={object.origin ?? ""}
            data-object={object.id}
            onFocus={() => at < 0 && select(object.id)}
            onClick={() => {
              select(object.id);
              onPick();
            }}
          >
            <span className="object-number soft">{index + 1}</span>
            <Swatch color={colorOf(object)} />
            <span className="object-class">{name}</span>
            <span className={`state ${object.state}`}>
              <Icon name={stateIcon(object, known)} />
              {state}
            </span>
            <span className="object-origin soft small">{[origin, ...flags].join(" · ")}</span>
          </div>
        );
      })}
    </div>
  );
}
