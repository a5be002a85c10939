/** A project's name, classes and members; and its end. */
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useLocation } from "wouter";
import { answer, http } from "../api/client";
import type { Me, Project } from "../api/types";
import type { PageProps } from "../app";
import { ClassEditor, type ClassRow } from "../panels/class-editor";
import { Dialog } from "../panels/dialog";
import { FormError, TextField, useForm } from "../panels/field";
import { Members } from "../panels/members";
import { showNews } from "../panels/notices";
import { ProjectShell } from "../panels/shell";
import { Failed } from "../panels/states";
import { text } from "../text";

const at = (project: Project) => ({ params: { path: { project_id: project.id } } });

function NameForm({ project }: { project: Project }) {
  const queries = useQueryClient();
  const { onSubmit, error, busy } = useForm(async (fields) => {
    await answer(http.PATCH("/api/projects/{project_id}", { ...at(project), body: { name: fields.text("name") } }));
    await queries.invalidateQueries({ queryKey: ["project", project.id] });
    showNews(text.common.saved);
  });
  return (
    <form className="panel stack" onSubmit={onSubmit}>
      <TextField label={text.newProject.name} name="name" defaultValue={project.name} maxLength={120} required />
      <FormError error={error} />
      <div className="row">
        <button type="submit" className="button" disabled={busy}>
          {text.common.save}
        </button>
      </div>
    </form>
  );
}

function ClassesForm({ project }: { project: Project }) {
  const queries = useQueryClient();
  const [rows, setRows] = useState<ClassRow[]>(() =>
    project.classes.map(({ id, name, color, key }) => ({ id, name, color, key })),
  );
  const { onSubmit, error, busy } = useForm(async () => {
    const kept = await answer(http.PUT("/api/projects/{project_id}/classes", { ...at(project), body: rows }));
    setRows(kept.map(({ id, name, color, key }) => ({ id, name, color, key })));
    await queries.invalidateQueries({ queryKey: ["project", project.id] });
    showNews(text.common.saved);
  });
  return (
    <form className="panel stack" onSubmit={onSubmit} aria-label={text.classes.title}>
      <h2>{text.classes.title}</h2>
      <p className="soft small">{project.classes_frozen ? text.classes.frozen : text.classes.hint}</p>
      <ClassEditor rows={rows} onChange={setRows} frozen={project.classes_frozen} />
      <FormError error={error} />
      <div className="row">
        <button type="submit" className="button" disabled={busy}>
          {text.common.save}
        </button>
      </div>
    </form>
  );
}

function DeleteDialog({ project, onClose }: { project: Project; onClose: () => void }) {
  const queries = useQueryClient();
  const [, go] = useLocation();
  const [typed, setTyped] = useState("");
  const { onSubmit, error, busy } = useForm(async () => {
    await answer(http.DELETE("/api/projects/{project_id}", at(project)));
    queries.removeQueries({ queryKey: ["project", project.id] });
    await queries.invalidateQueries({ queryKey: ["projects"] });
    go("/");
  });
  return (
    <Dialog title={text.settings.delete} onClose={onClose}>
      <form className="stack" onSubmit={onSubmit}>
        <p>{text.settings.deleteLead}</p>
        <TextField
          label={text.settings.typeName(project.name)}
          value={typed}
          onChange={({ target }) => setTyped(target.value)}
          autoComplete="off"
        />
        <FormError error={error} />
        <div className="row end">
          <button type="submit" className="button danger" disabled={busy || typed !== project.name}>
            {text.settings.delete}
          </button>
        </div>
      </form>
    </Dialog>
  );
}

function Body({ me, project }: { me: Me; project: Project }) {
  const [deleting, setDeleting] = useState(false);
  return (
    <div className="page narrow">
      <h1>{text.settings.title}</h1>
      <NameForm project={project} />
      <ClassesForm project={project} key={project.id} />
      <Members me={me} project={project} />
      <div className="row">
        <button type="button" className="button danger" onClick={() => setDeleting(true)}>
          {text.settings.deleteAsk}
        </button>
      </div>
      {deleting && <DeleteDialog project={project} onClose={() => setDeleting(false)} />}
    </div>
  );
}

export default function Settings({ me, project: id }: PageProps) {
  return (
    <ProjectShell me={me} project={id} title={text.settings.title}>
      {(project) =>
        project.role === "admin" ? (
          <Body me={me} project={project} />
        ) : (
          <Failed error={new Error(text.errors.adminOnly)} />
        )
      }
    </ProjectShell>
  );
}
