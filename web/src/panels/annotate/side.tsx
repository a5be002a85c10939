/** The right column: classes with their keys, how the tool is set, objects and what may be done with the selected ones. */
import { useCallback, useEffect } from "react";
import { useStore } from "zustand";
import type { ImageObject, ImageOpened, Project } from "../../api/types";
import type { Action, EditorState } from "../../editor";
import { text } from "../../text";
import { Swatch } from "../swatch";
import { CandidateList, SmartHint } from "./candidate-list";
import { useCommented } from "./comments";
import { keyWords } from "./keys";
import { ObjectList } from "./object-list";
import { Painting } from "./painting";
import { Selected } from "./selected";
import { keepFocus } from "./tool-rail";
import type { Workbench } from "./workbench";

function ClassPalette({ workbench, actions }: { workbench: Workbench; actions: readonly Action[] }) {
  return (
    <fieldset className="class-palette" aria-label={text.classes.title}>
      {workbench.classes.all.map((kind) => {
        const action = actions.find((one) => one.id === `class-${kind.id}`);
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

type Props = {
  workbench: Workbench;
  project: Project;
  image: ImageOpened;
  state: EditorState;
  stored: ReadonlyMap<string, ImageObject>;
  canvas: HTMLCanvasElement | null;
};

export function Side({ workbench, project, image, state, stored, canvas }: Props) {
  const { actions } = state;
  const { since, objects: then } = useStore(workbench.past.shown);
  const { others } = useStore(workbench.company.shown);
  const commented = useCommented(project.id, image.id);
  useEffect(() => workbench.editor.markCommented(commented), [workbench, commented]);
  const toCanvas = useCallback(() => canvas?.focus(), [canvas]);
  return (
    <aside className="side" aria-label={text.annotate.side}>
      <section className="stack">
        <h3>{text.classes.title}</h3>
        <ClassPalette workbench={workbench} actions={actions} />
      </section>
      <Painting workbench={workbench} state={state} />
      {state.tool === "smart" && <SmartHint workbench={workbench} state={state} />}
      <CandidateList workbench={workbench} state={state} />
      <section className="stack side-objects">
        <h3>
          {text.objects.title} <span className="soft">{state.objects.length}</span>
        </h3>
        <ObjectList
          editor={workbench.editor}
          state={state}
          stored={then ?? stored}
          since={since}
          others={others}
          commented={commented}
          classes={workbench.classes}
          toCanvas={toCanvas}
        />
      </section>
      <Selected actions={actions} count={state.selectedIds.length} />
    </aside>
  );
}
