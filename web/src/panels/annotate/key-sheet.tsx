/** All actions of a page with their keys, made from its own list; a click on a key changes it. */
import { type KeyboardEvent, useState } from "react";
import { conflictsOf, isBrowsers, type KeyedAction, type Keymap, PRESETS, type PresetId } from "../../editor/keymap";
import { chordsOf } from "../../editor/keys";
import { text } from "../../text";
import { Dialog } from "../dialog";
import { Icon } from "../icons";
import { keyWords } from "./keys";
import "./key-sheet.css";

type Change = (id: string, keys: readonly string[] | null) => void;

const MODIFIERS = new Set(["Control", "Shift", "Alt", "Meta", "AltGraph", "CapsLock"]);

type ListeningProps = {
  title: string;
  /** What else is on a key, in words; "" for nothing. */
  takenBy: (key: string) => string;
  take: (key: string) => void;
  stop: () => void;
};

/** Waits for a key and takes it, one that is taken only when it is pressed twice; Esc and leaving keep the old one. */
function Listening({ title, takenBy, take, stop }: ListeningProps) {
  const [refused, setRefused] = useState("");
  const [asked, setAsked] = useState("");
  const onKeyDown = (event: KeyboardEvent) => {
    if (MODIFIERS.has(event.key)) return;
    event.preventDefault();
    event.stopPropagation();
    const [key] = chordsOf(event.nativeEvent);
    if (event.key === "Escape") stop();
    else if (key && isBrowsers(key)) setRefused(text.keys.browsers);
    else if (key && takenBy(key) && key !== asked) {
      setAsked(key);
      setRefused(text.keys.taken(keyWords(key), takenBy(key)));
    } else if (key) take(key);
  };
  return (
    <button
      type="button"
      className="key-listening"
      aria-label={[text.keys.listeningFor(title), refused].join(" ").trim()}
      // biome-ignore lint/a11y/noAutofocus: the person just asked to press a key here
      autoFocus
      onKeyDown={onKeyDown}
      onBlur={stop}
    >
      {refused || text.keys.listening}
    </button>
  );
}

function Keycaps({ keys }: { keys: readonly string[] }) {
  if (keys.length === 0) return <span className="soft">{text.keys.none}</span>;
  return keys.map((key) => <kbd key={key}>{keyWords(key)}</kbd>);
}

type LineProps = { action: KeyedAction; actions: readonly KeyedAction[]; change: Change };

function Line({ action, actions, change }: LineProps) {
  const [listening, setListening] = useState(false);
  const titleOf = (id: string) => actions.find((one) => one.id === id)?.title ?? id;
  const clashes = conflictsOf(action, actions).map(titleOf);
  const takenBy = (key: string) =>
    conflictsOf({ ...action, keys: [key] }, actions)
      .map(titleOf)
      .join(", ");
  const take = (key: string) => {
    change(action.id, [key]);
    setListening(false);
  };
  const fixed = action.group === "class";
  return (
    <li className="key-line" data-action={action.id}>
      <span>
        {action.title}
        {clashes.length > 0 && (
          <span className="key-clash small">
            <Icon name="warning" />
            {text.keys.clash(clashes.join(", "))}
          </span>
        )}
      </span>
      {action.keys !== action.usual && !listening && (
        <button
          type="button"
          className="button quiet icon"
          aria-label={text.keys.reset(action.title)}
          title={text.keys.reset(action.title)}
          onClick={() => change(action.id, null)}
        >
          <Icon name="undo" />
        </button>
      )}
      {listening && <Listening title={action.title} takenBy={takenBy} take={take} stop={() => setListening(false)} />}
      {!listening && fixed && (
        <span className="keycaps">
          <Keycaps keys={action.keys} />
        </span>
      )}
      {!listening && !fixed && (
        <button
          type="button"
          className="keycaps"
          aria-label={text.keys.changeOf(action.title, action.keys.map(keyWords).join(", "))}
          title={text.keys.change}
          onClick={() => setListening(true)}
          onKeyDown={(event) => event.key === "Delete" && change(action.id, [])}
        >
          <Keycaps keys={action.keys} />
        </button>
      )}
    </li>
  );
}

function Mouse({ lines }: { lines: Props["mouse"] }) {
  return (
    <section>
      <h3>{text.keys.mouse}</h3>
      <ul>
        {lines.map(([what, how]) => (
          <li className="key-line" key={what}>
            <span>{what}</span>
            <span className="keycaps">
              <kbd>{how}</kbd>
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Presets({ keymap, onChange }: { keymap: Keymap; onChange: (keymap: Keymap) => void }) {
  const changed = Object.keys(keymap.own).length;
  return (
    <div className="key-presets">
      <label>
        {text.keys.preset}{" "}
        <select
          className="plain"
          value={keymap.preset}
          onChange={({ target }) => onChange({ ...keymap, preset: target.value as PresetId })}
        >
          {(Object.keys(PRESETS) as PresetId[]).map((preset) => (
            <option key={preset} value={preset}>
              {text.keys.presets[preset]}
            </option>
          ))}
        </select>
      </label>
      {changed > 0 && (
        <button type="button" className="button quiet" onClick={() => onChange({ ...keymap, own: {} })}>
          {text.keys.resetAll(changed)}
        </button>
      )}
      <p className="soft small">{text.keys.hint}</p>
    </div>
  );
}

type Props = {
  actions: readonly KeyedAction[];
  keymap: Keymap;
  setKeymap: (keymap: Keymap) => void;
  /** What is done otherwise than by an action's key: what, and how. */
  mouse: readonly (readonly [what: string, how: string])[];
  onClose: () => void;
};

export function KeySheet({ actions, keymap, setKeymap, mouse, onClose }: Props) {
  const groups = [...new Set(actions.map((action) => action.group))];
  const change: Change = (id, keys) => {
    const { [id]: _, ...others } = keymap.own;
    setKeymap({ ...keymap, own: keys ? { ...others, [id]: keys } : others });
  };
  return (
    <Dialog title={text.keys.title} onClose={onClose} wide>
      <Presets keymap={keymap} onChange={setKeymap} />
      <div className="key-sheet">
        {groups.map((group) => (
          <section key={group} aria-label={text.keys.groups[group]}>
            <h3>{text.keys.groups[group]}</h3>
            <ul>
              {actions
                .filter((action) => action.group === group)
                .map((action) => (
                  <Line key={action.id} action={action} actions={actions} change={change} />
                ))}
            </ul>
          </section>
        ))}
        <Mouse lines={mouse} />
      </div>
    </Dialog>
  );
}
