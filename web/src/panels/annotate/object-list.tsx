/** The objects in words: a mirror of the canvas for keyboards and screen readers. */
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

function Flags({ object }: { object: EditorObject }) {
  const flags = (["truncated", "occluded", "difficult"] as const).filter((flag) => object[flag]);
  if (flags.length === 0) return null;
  return <span className="soft small">{flags.map((flag) => text.objects.flags[flag]).join(", ")}</span>;
}

export function ObjectList({ objects, stored, classes, colorOf, selection, select }: Props) {
  if (objects.length === 0) return <p className="soft small">{text.objects.none}</p>;
  return (
    <ol className="object-list" aria-label={text.objects.title}>
      {objects.map((object, index) => {
        const known = stored.get(object.id);
        const kind = classes.byIndex(object.class);
        return (
          <li key={object.id} data-state={object.state} data-origin={object.origin ?? ""} data-object={object.id}>
            <button
              type="button"
              className="object"
              aria-current={object.id === selection}
              onClick={() => select(object.id)}
            >
              <span className="object-number soft">{index + 1}</span>
              <Swatch color={colorOf(object)} />
              <span className="object-class">{kind?.name}</span>
              <span className={`state ${object.state}`}>
                <Icon name={stateIcon(object, known)} />
                {text.objectStates[object.state]}
              </span>
              <span className="object-origin soft small">
                {originWords(object, known)} <Flags object={object} />
              </span>
            </button>
          </li>
        );
      })}
    </ol>
  );
}
