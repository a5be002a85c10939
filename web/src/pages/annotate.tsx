/** The place where pictures are labelled: canvas in the middle, tools left, classes and objects right. */
import { useQuery } from "@tanstack/react-query";
import { useEffect, useRef, useState, useSyncExternalStore } from "react";
import { Link, useLocation } from "wouter";
import { useStore } from "zustand";
import { useLive } from "../api/live";
import { projectQuery } from "../api/projects";
import type { Project } from "../api/types";
import type { PageProps } from "../app";
import { darkTheme, lightTheme } from "../editor";
import { Bar } from "../panels/annotate/bar";
import { ConflictBar } from "../panels/annotate/conflict-bar";
import { KeySheet } from "../panels/annotate/keys";
import { Side } from "../panels/annotate/side";
import { ToolRail } from "../panels/annotate/tool-rail";
import { Workbench } from "../panels/annotate/workbench";
import { useTitle } from "../panels/shell";
import { Answer, Failed, Loading } from "../panels/states";
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
}: {
  workbench: Workbench;
  canvas: HTMLCanvasElement;
  project: Project;
  outbox: Outbox;
}) {
  const state = useSyncExternalStore(workbench.editor.state.subscribe, workbench.editor.state.getSnapshot);
  const sending = useSyncExternalStore(outbox.subscribe, outbox.getSnapshot);
  const { image, objects, problem } = useStore(workbench.shown);
  useTitle(image?.name, project.name);
  if (problem)
    return (
      <div className="annotate-message">
        <Failed error={problem} retry={() => location.reload()} />
        <Link to={`/projects/${project.id}/images`} className="button">
          {text.images.title}
        </Link>
      </div>
    );
  if (!image)
    return (
      <div className="annotate-message">
        <Loading />
      </div>
    );
  return (
    <>
      <Bar workbench={workbench} project={project} image={image} outbox={sending} wake={outbox.wake} />
      <ToolRail actions={workbench.editor.actions} />
      <Side workbench={workbench} state={state} stored={objects} canvas={canvas} />
      <div className="bars">
        {image.comment && <p className="comment-bar">{text.images.sentBack(image.comment)}</p>}
        {state.readOnly && <p className="read-only-bar">{text.annotate.readOnly}</p>}
        <ConflictBar
          conflicts={sending.conflicts}
          image={image.id}
          settle={(...word) => outbox.settle(...word)}
          find={(id) => workbench.editor.select(id)}
        />
      </div>
    </>
  );
}

function Bench({ user, project, image, outbox }: BenchProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const [workbench, setWorkbench] = useState<Workbench | null>(null);
  const [help, setHelp] = useState(false);
  const [, go] = useLocation();
  const { theme } = useTheme();
  useEffect(() => {
    if (!canvas.current) return;
    const open = (id: number) => go(`/projects/${project.id}/images/${id}`);
    const made = new Workbench(
      canvas.current,
      { user, project, outbox, go: open, help: () => setHelp(true) },
      editorTheme(),
    );
    setWorkbench(made);
    canvas.current.focus();
    return () => made.destroy();
  }, [user, project, outbox, go]);
  useEffect(() => void workbench?.open(image), [workbench, image]);
  useEffect(() => workbench?.editor.setTheme(theme === "dark" ? darkTheme : lightTheme), [workbench, theme]);
  useLive(project.id, workbench?.heard);
  return (
    <main className="annotate">
      <div className="stage">
        <canvas ref={canvas} aria-label={text.annotate.canvas} />
      </div>
      {workbench && canvas.current && (
        <Around workbench={workbench} canvas={canvas.current} project={project} outbox={outbox} />
      )}
      {help && workbench && <KeySheet actions={workbench.editor.actions} onClose={() => setHelp(false)} />}
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
