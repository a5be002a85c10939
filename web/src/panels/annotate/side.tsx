/** The right column: classes with their keys, brush, objects and what may be done with the selected one. */
import type { ImageObject } from "../../api/types";
import type { Action, EditorState } from "../../editor";
import { text } from "../../text";
import { Icon, isIcon } from "../icons";
import { Swatch } from "../swatch";
import { keyWords } from "./keys";
import { ObjectList } from "./object-list";
import { keepFocus } from "./tool-rail";
import type { Workbench } from "./workbench";

function ClassPalette({ workbench, actions }: { workbench: Workbench; actions: readonly Action[] }) {
  return (
    <fieldset className="class-palette" aria-label={text.classes.title}>
      {workbench.classes.all.map((kind) => {
        const action = actions.find((one) => one.id === `class-${kind.index}`);
        return (
          <button
            key={kind.id}
            type="button"
            className="class-choice"
            aria-pressed={action?.active?.()}
            aria-disabled={!action?.enabled()}
            onMouseDown={keepFocus}
            onClick={() => action?.enabled() && action.run()}
          >
            <Swatch color={kind.color} />
            <span>{kind.name}</span>
            {kind.key && <kbd>{keyWords(kind.key)}</kbd>}
          </button>
        );
      })}
    </fieldset>
  );
}

function Brush({ workbench, state }: { workbench: Workbench; state: EditorState }) {
  const strokes = state.neighbours === "overwrite";
  return (
    <section className="stack brush">
      <label className="brush-size">
        <span>{text.annotate.brush}</span>
        <input
          type="range"
          min={0}
          max={100}
          value={Math.round(Math.log(state.brushSize) * 14)}
          onChange={({ target }) => workbench.editor.set({ brushSize: Math.exp(Number(target.value) / 14) })}
        />
        <output>{text.annotate.pixels(Math.round(state.brushSize))}</output>
      </label>
      <fieldset className="choices" aria-label={text.annotate.neighbours}>
        {(["overwrite", "keep"] as const).map((choice) => (
          <button
            key={choice}
            type="button"
            className="choice"
            aria-pressed={strokes === (choice === "overwrite")}
            onMouseDown={keepFocus}
            onClick={() => workbench.editor.set({ neighbours: choice })}
          >
            <Icon name={choice} />
            {text.annotate.strokes[choice]}
          </button>
        ))}
      </fieldset>
    </section>
  );
}

const decisions = ["accept", "reject", "delete"];

type DecisionProps = { workbench: Workbench; actions: readonly Action[]; selected: ImageObject | undefined };

function Decisions({ workbench, actions, selected }: DecisionProps) {
  const lacksMask = selected?.state === "drawn" && !selected.suggesting;
  return (
    <div className="decisions">
      {lacksMask && (
        <button
          type="button"
          className="button again"
          onMouseDown={keepFocus}
          onClick={() => workbench.suggest(selected)}
        >
          {text.annotate.suggest}
        </button>
      )}
      {decisions
        .flatMap((id) => actions.filter((action) => action.id === id))
        .map((action) => (
          <button
            key={action.id}
            type="button"
            className="button"
            aria-disabled={!action.enabled()}
            aria-label={action.title}
            title={action.title}
            onMouseDown={keepFocus}
            onClick={() => action.enabled() && action.run()}
          >
            {isIcon(action.icon) && <Icon name={action.icon} />}
            <span>{text.annotate.decisions[action.id]}</span>
            <kbd>{keyWords(action.keys[0] ?? "")}</kbd>
          </button>
        ))}
    </div>
  );
}

type Props = {
  workbench: Workbench;
  state: EditorState;
  stored: ReadonlyMap<string, ImageObject>;
  canvas: HTMLCanvasElement | null;
};

export function Side({ workbench, state, stored, canvas }: Props) {
  const { actions } = state;
  const painting = state.tool !== "box" && state.tool !== "select";
  return (
    <aside className="side" aria-label={text.annotate.side}>
      <section className="stack">
        <h3>{text.classes.title}</h3>
        <ClassPalette workbench={workbench} actions={actions} />
      </section>
      {painting && <Brush workbench={workbench} state={state} />}
      <section className="stack side-objects">
        <h3>
          {text.objects.title} <span className="soft">{state.objects.length}</span>
        </h3>
        <ObjectList
          editor={workbench.editor}
          state={state}
          stored={stored}
          classes={workbench.classes}
          toCanvas={() => canvas?.focus()}
        />
      </section>
      <Decisions
        workbench={workbench}
        actions={actions}
        selected={state.selection === null ? undefined : stored.get(state.selection)}
      />
    </aside>
  );
}
