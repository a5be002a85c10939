/** The place where pictures are labelled: canvas in the middle, tools left, classes and objects right. */
import { useQuery } from "@tanstack/react-query";
import { useEffect, useRef, useState, useSyncExternalStore } from "react";
import { useLocation, useSearch } from "wouter";
import { useStore } from "zustand";
import { wordsOf } from "../api/errors";
import { useLive } from "../api/live";
import { projectQuery } from "../api/projects";
import type { Project } from "../api/types";
import type { PageProps } from "../app";
import { darkTheme, lightTheme } from "../editor";
import { Announcer } from "../panels/annotate/announcer";
import { Bar } from "../panels/annotate/bar";
import { ClassField } from "../panels/annotate/class-field";
import { Comments } from "../panels/annotate/comments";
import { HolderBar } from "../panels/annotate/company-bar";
import { rememberClass, rememberDisplay } from "../panels/annotate/display";
import { HintBar } from "../panels/annotate/hint-bar";
import { Layers } from "../panels/annotate/layers";
import { NotOpened, Opening } from "../panels/annotate/placeholders";
import { Side } from "../panels/annotate/side";
import { SinceBar } from "../panels/annotate/since-bar";
import { TilesBar } from "../panels/annotate/tiles-bar";
import { ToolRail } from "../panels/annotate/tool-rail";
import { type Layer, Workbench } from "../panels/annotate/workbench";
import { Clashes } from "../panels/clash";
import { useTitle } from "../panels/shell";
import { Answer } from "../panels/states";
import { useTheme } from "../panels/theme";
import type { Outbox } from "../saving/outbox";
import { outboxOf } from "../saving/start";
import { text } from "../text";
import "../panels/annotate/annotate.css";

const editorTheme = () => (useTheme.getState().theme === "dark" ? darkTheme : lightTheme);

type BenchProps = { user: number; project: Project; image: number; outbox: Outbox };

/** Everything around the canvas, once the editor runs on it. */
function Around({
  workbench,
  canvas,
  project,
  outbox,
  layers,
}: {
  workbench: Workbench;
  canvas: HTMLCanvasElement;
  project: Project;
  outbox: Outbox;
  layers: { user: number; open: Layer | null; close: () => void };
}) {
  const state = useSyncExternalStore(workbench.editor.state.subscribe, workbench.editor.state.getSnapshot);
  const sending = useSyncExternalStore(outbox.subscribe, outbox.getSnapshot);
  const { image, objects, problem, lost } = useStore(workbench.shown);
  const [, go] = useLocation();
  useTitle(image?.name, project.name);
  if (problem) return <NotOpened problem={problem} project={project.id} />;
  if (!image) return <Opening />;
  return (
    <>
      <Bar workbench={workbench} project={project} image={image} outbox={sending} wake={outbox.wake} />
      <ToolRail actions={state.actions} />
      <Side workbench={workbench} project={project} image={image} state={state} stored={objects} canvas={canvas} />
      <Announcer state={state} stored={objects} classes={workbench.classes} outbox={sending} />
      <Layers workbench={workbench} state={state} image={image} project={project} {...layers} />
      {layers.open === "choose-class" && (
        <div className="over-stage">
          <ClassField workbench={workbench} canvas={canvas} onClose={layers.close} />
        </div>
      )}
      <div className="bars">
        <Comments
          key={`comments-${image.id}`}
          workbench={workbench}
          project={project}
          image={image}
          asked={{ on: layers.open === "reply", close: layers.close }}
        />
        {lost !== null && (
          <p className="comment-bar" role="alert">
            {text.annotate.lost(wordsOf(lost))}
            <button type="button" className="button" onClick={() => workbench.findLost()}>
              {text.common.again}
            </button>
          </p>
        )}
        <TilesBar tiles={workbench.tiles} />
        <SinceBar key={image.id} workbench={workbench} />
        <HolderBar
          company={workbench.company}
          user={workbench.user}
          takeOver={state.actions.find(({ id }) => id === "take-over")}
        />
        {image.state === "accepted" && <p className="read-only-bar">{text.annotate.readOnly}</p>}
        <HintBar user={layers.user} state={state} />
        <Clashes
          conflicts={sending.conflicts}
          project={project}
          settle={(...word) => outbox.settle(...word)}
          find={({ entry }) => {
            if (entry.image === image.id) workbench.editor.visit(entry.object);
            else go(`/projects/${entry.project}/images/${entry.image}?object=${entry.object}`);
          }}
        />
      </div>
    </>
  );
}

function Bench({ user, project, image, outbox }: BenchProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const [workbench, setWorkbench] = useState<Workbench | null>(null);
  const [layer, setLayer] = useState<Layer | null>(null);
  const [, go] = useLocation();
  const { theme } = useTheme();
  const first = useRef(project); // what becomes of it while the page is open is told to the same workbench
  useEffect(() => {
    if (!canvas.current) return;
    const project = first.current;
    const open = (id: number) => go(`/projects/${project.id}/images/${id}`);
    const made = new Workbench(
      canvas.current,
      { user, project, outbox, go: open, show: (wanted) => setLayer((now) => (now === wanted ? null : wanted)) },
      editorTheme(),
    );
    const forget = [rememberDisplay(made.editor, project.id), rememberClass(made.editor, project.id, made.classes.all)];
    setWorkbench(made);
    canvas.current.focus();
    return () => {
      for (const stop of forget) stop();
      made.destroy();
    };
  }, [user, outbox, go]);
  useEffect(() => workbench?.renew(project), [workbench, project]);
  const asked = new URLSearchParams(useSearch()).get("object"); // from a review: the object to look at
  useEffect(() => {
    workbench?.open(image).then(() => asked && workbench.editor.select(asked));
  }, [workbench, image, asked]);
  useEffect(() => workbench?.editor.setTheme(theme === "dark" ? darkTheme : lightTheme), [workbench, theme]);
  useLive(project.id, workbench?.heard);
  return (
    <main className="annotate">
      <div className="stage">
        {/* biome-ignore lint/a11y/noInteractiveElementToNoninteractiveRole: screen readers then leave it the letter keys */}
        <canvas ref={canvas} role="application" aria-label={text.annotate.canvas} />
      </div>
      {workbench && canvas.current && (
        <Around
          workbench={workbench}
          canvas={canvas.current}
          project={project}
          outbox={outbox}
          layers={{ user, open: layer, close: () => setLayer(null) }}
        />
      )}
    </main>
  );
}

export default function Annotate({ me, project: id, image }: PageProps) {
  const project = useQuery({ ...projectQuery(id), refetchOnWindowFocus: false });
  const outbox = useQuery({
    queryKey: ["outbox", me.id],
    queryFn: () => outboxOf(me.id),
    staleTime: Number.POSITIVE_INFINITY,
    networkMode: "always",
  });
  return (
    <Answer query={project}>
      {(data) => (
        <Answer query={outbox}>
          {(box) => <Bench key={id} user={me.id} project={data} image={image} outbox={box} />}
        </Answer>
      )}
    </Answer>
  );
}
