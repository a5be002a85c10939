/** A small field at the pointer that finds a class by typing part of its name, also in the middle of a drawing. */
import { type KeyboardEvent, useId, useState } from "react";
import { matching } from "../../editor";
import { text } from "../../text";
import { Swatch } from "../swatch";
import type { Workbench } from "./workbench";
import "./class-field.css";

const SHOWN = 8;
const ROOM = { width: 232, height: 300 };

type Props = { workbench: Workbench; canvas: HTMLCanvasElement; onClose: () => void };

/** Beside the pointer, wholly on the canvas; in its middle while the pointer is elsewhere. */
function placeOf({ editor }: Workbench, { clientWidth, clientHeight }: HTMLCanvasElement) {
  const { x, y } = editor.pointer ?? { x: (clientWidth - ROOM.width) / 2, y: (clientHeight - ROOM.height) / 2 };
  return {
    left: Math.max(Math.min(x + 10, clientWidth - ROOM.width), 0),
    top: Math.max(Math.min(y + 10, clientHeight - ROOM.height), 0),
  };
}

export function ClassField({ workbench, canvas, onClose }: Props) {
  const [place] = useState(() => placeOf(workbench, canvas));
  const [typed, setTyped] = useState("");
  const [at, setAt] = useState(0);
  const list = useId();
  const found = matching(workbench.classes.all, typed).slice(0, SHOWN);
  const close = () => {
    onClose();
    canvas.focus();
  };
  const choose = (id: number | undefined) => {
    if (id === undefined) return;
    workbench.editor.run(`class-${id}`);
    close();
  };
  const step = (by: number) => setAt((at + by + found.length) % Math.max(found.length, 1));
  const keys: Record<string, () => void> = {
    Enter: () => choose(found[at]?.id),
    Tab: () => choose(found[at]?.id),
    Escape: close,
    ArrowDown: () => step(1),
    ArrowUp: () => step(-1),
  };
  const hear = (event: KeyboardEvent) => {
    const run = keys[event.key];
    if (!run) return;
    event.preventDefault();
    event.stopPropagation();
    run();
  };
  return (
    <div className="class-field" style={place}>
      <input
        // biome-ignore lint/a11y/noAutofocus: it was asked for by a key, and typing goes on here
        autoFocus
        role="combobox"
        aria-label={text.classes.find}
        aria-expanded
        aria-controls={list}
        aria-activedescendant={found[at] && `${list}-${found[at].id}`}
        placeholder={text.classes.find}
        value={typed}
        onChange={({ target }) => {
          setTyped(target.value);
          setAt(0);
        }}
        onKeyDown={hear}
        onBlur={onClose}
      />
      <div id={list} role="listbox" aria-label={text.classes.title}>
        {found.map((kind, i) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the field above hears the keys
          <div
            key={kind.id}
            id={`${list}-${kind.id}`}
            role="option"
            tabIndex={-1}
            aria-selected={i === at}
            className="class-found"
            onMouseDown={(event) => event.preventDefault()}
            onClick={() => choose(kind.id)}
          >
            <Swatch color={kind.color} />
            <span>{kind.name}</span>
            {kind.key && <kbd>{kind.key.toUpperCase()}</kbd>}
          </div>
        ))}
        {found.length === 0 && <p className="soft small">{text.classes.notFound}</p>}
      </div>
    </div>
  );
}
