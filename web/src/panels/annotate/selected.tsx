/** What may be done with the selected objects: decide about their masks, flag them, shape them. */
import type { Action } from "../../editor";
import { text } from "../../text";
import { Icon, isIcon } from "../icons";
import { keyWords } from "./keys";
import { ActionButton, keepFocus } from "./tool-rail";
import "./selected.css";

const decisions = ["accept", "reject", "delete"];
const flags = ["truncated", "occluded", "difficult"];
const shapes = [
  "fill-holes",
  "remove-specks",
  "smooth",
  "split-islands",
  "fit-box",
  "merge",
  "duplicate",
  "hide-others",
  "lock-others",
];

type Props = { actions: readonly Action[]; count: number };

const named = (actions: readonly Action[], ids: readonly string[]) =>
  ids.flatMap((id) => actions.filter((action) => action.id === id));

function WordButton({ action, word, className }: { action: Action; word: string | undefined; className: string }) {
  const key = keyWords(action.keys[0] ?? "");
  return (
    <button
      type="button"
      className={className}
      aria-pressed={action.active?.()}
      aria-disabled={!action.enabled()}
      aria-label={action.title}
      title={`${text.objects.flagHints[action.id] ?? action.title} (${key})`}
      onMouseDown={keepFocus}
      onClick={() => action.enabled() && action.run()}
    >
      {isIcon(action.icon) && <Icon name={action.icon} />}
      <span>{word ?? action.title}</span>
      {word && <kbd>{key}</kbd>}
    </button>
  );
}

export function Selected({ actions, count }: Props) {
  return (
    <section className="stack selected" aria-label={text.objects.selected(count)}>
      {count > 1 && <p className="soft small">{text.objects.selected(count)}</p>}
      {count > 0 && (
        <>
          <div className="shapes">
            {named(actions, shapes).map((action) => (
              <ActionButton key={action.id} action={action} side="top" />
            ))}
          </div>
          <div className="choices even">
            {named(actions, flags).map((action) => (
              <WordButton key={action.id} action={action} word={undefined} className="choice" />
            ))}
          </div>
        </>
      )}
      <div className="decisions">
        {named(actions, ["suggest"]).map(
          (action) =>
            action.enabled() && (
              <WordButton key={action.id} action={action} word={text.annotate.suggest} className="button again" />
            ),
        )}
        {named(actions, decisions).map((action) => (
          <WordButton key={action.id} action={action} word={text.annotate.decisions[action.id]} className="button" />
        ))}
      </div>
    </section>
  );
}
