/** How the tool that writes pixels is set: brush size and shape, what it paints, what becomes of neighbours. */
import type { EditorState, Settings, ToolId } from "../../editor";
import { text } from "../../text";
import { Icon, type IconName } from "../icons";
import { keepFocus } from "./tool-rail";
import type { Workbench } from "./workbench";
import "./painting.css";

/** Settings that are one of two values. */
type Either = "brushShape" | "paints" | "pins" | "polygon" | "neighbours";

const choices = {
  brushShape: { round: "round", square: "square" },
  paints: { foreground: "brush", ignored: "ignore" },
  pins: { foreground: "plus", background: "minus" },
  polygon: { add: "plus", cut: "cut" },
  neighbours: { overwrite: "overwrite", keep: "keep" },
} as const satisfies { [K in Either]: Record<Settings[K], IconName> };

const settingsOf: Partial<Record<ToolId, readonly Either[]>> = {
  brush: ["brushShape", "paints", "neighbours"],
  erase: ["brushShape"],
  polygon: ["polygon", "paints", "neighbours"],
  smart: ["pins"],
};

type Props = { workbench: Workbench; state: EditorState };

/** The logarithm of the size in steps of a slider, so that small brushes are as easy to set as large ones. */
const STEPS = 14;

function BrushSize({ workbench, state }: Props) {
  return (
    <label className="brush-size">
      <span>{text.painting.size}</span>
      <input
        type="range"
        min={0}
        max={100}
        value={Math.round(Math.log(state.brushSize) * STEPS)}
        onChange={({ target }) => workbench.editor.set({ brushSize: Math.exp(Number(target.value) / STEPS) })}
      />
      <output>{text.painting.pixels(state.brushSize)}</output>
    </label>
  );
}

function PenPressure({ workbench, state: { penPressure } }: Props) {
  return (
    <label className="pen-pressure">
      <input
        type="checkbox"
        checked={penPressure}
        onChange={() => workbench.editor.set({ penPressure: !penPressure })}
      />
      {text.painting.penPressure}
    </label>
  );
}

function Choices<K extends Either>({ workbench, state, setting }: Props & { setting: K }) {
  const { title, values } = text.painting[setting];
  return (
    <fieldset className="choices even" aria-label={title} title={title}>
      {(Object.entries(choices[setting]) as [Settings[K], IconName][]).map(([value, icon]) => (
        <button
          key={value}
          type="button"
          className="choice"
          aria-pressed={state[setting] === value}
          onMouseDown={keepFocus}
          onClick={() => workbench.editor.set({ [setting]: value })}
        >
          <Icon name={icon} />
          {(values as Record<string, string>)[value]}
        </button>
      ))}
    </fieldset>
  );
}

export function Painting({ workbench, state }: Props) {
  const settings = settingsOf[state.tool];
  const hint = (text.painting.hints as Partial<Record<ToolId, string>>)[state.tool];
  if (!settings && !hint) return null;
  return (
    <section className="stack painting">
      {settings?.includes("brushShape") && <BrushSize workbench={workbench} state={state} />}
      {settings?.includes("brushShape") && state.penSeen && <PenPressure workbench={workbench} state={state} />}
      {settings?.map((setting) => (
        <Choices key={setting} workbench={workbench} state={state} setting={setting} />
      ))}
      {hint && <p className="soft small">{hint}</p>}
    </section>
  );
}
