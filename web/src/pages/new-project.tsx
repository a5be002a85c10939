/** A new project: its name and its classes. Pictures come after, on its own page. */
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useLocation } from "wouter";
import { answer, http } from "../api/client";
import type { PageProps } from "../app";
import { ClassEditor, type ClassRow, nextClass } from "../panels/class-editor";
import { FormError, TextField, useForm } from "../panels/field";
import { Shell, useTitle } from "../panels/shell";
import { text } from "../text";

export default function NewProject({ me }: PageProps) {
  useTitle(text.newProject.title);
  const [classes, setClasses] = useState<ClassRow[]>(() => [nextClass([])]);
  const queries = useQueryClient();
  const [, go] = useLocation();
  const { onSubmit, error, busy } = useForm(async (fields) => {
    const project = await answer(http.POST("/api/projects", { body: { name: fields.text("name"), classes } }));
    await queries.invalidateQueries({ queryKey: ["projects"] });
    go(`/projects/${project.id}/images`);
  });
  return (
    <Shell me={me}>
      <form className="page narrow" onSubmit={onSubmit}>
        <h1>{text.newProject.title}</h1>
        <div className="panel stack">
          <TextField label={text.newProject.name} name="name" maxLength={120} required autoFocus />
          <fieldset className="plain-set">
            <legend>
              <h3>{text.classes.title}</h3>
            </legend>
            <p className="soft small">{text.classes.hint}</p>
            <ClassEditor rows={classes} onChange={setClasses} />
          </fieldset>
          <FormError error={error} />
        </div>
        <div className="row">
          <button type="submit" className="button primary" disabled={busy}>
            {text.newProject.create}
          </button>
          <button type="button" className="button quiet" onClick={() => go("/")}>
            {text.common.cancel}
          </button>
        </div>
      </form>
    </Shell>
  );
}
