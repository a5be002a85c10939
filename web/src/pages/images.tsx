/** A project's images: counts and filters, drag and drop, import, export, and where to go on labelling. */
import { useMutation, useQuery } from "@tanstack/react-query";
import { type DragEvent, useEffect, useRef, useState } from "react";
import { useLocation, useSearch } from "wouter";
import { type ImageFilter, nobodys, takeNext } from "../api/images";
import { jobsQuery, membersQuery, summaryQuery } from "../api/projects";
import type { ImageState, Me, Project, Summary } from "../api/types";
import type { PageProps } from "../app";
import { AssignDialog } from "../panels/assign-dialog";
import { useChoosing } from "../panels/choosing";
import { droppedFiles } from "../panels/drop";
import { ExportDialog } from "../panels/export-dialog";
import { Icon } from "../panels/icons";
import { ImageGrid } from "../panels/image-grid";
import { addressOf, placeOf, rememberPlace } from "../panels/image-list";
import { ImportDialog } from "../panels/import-dialog";
import { JobStrip, under } from "../panels/job-strip";
import { showNews, showProblem } from "../panels/notices";
import { ProjectShell } from "../panels/shell";
import { Answer, Empty } from "../panels/states";
import { startUploads, Uploads } from "../panels/uploads";
import { text } from "../text";
import "./images.css";

type Chosen = { filter: ImageFilter; setFilter: (filter: ImageFilter) => void };

/** Everybody's images, or those of one person or of nobody. */
function Whose({ me, project, filter, setFilter }: Chosen & { me: Me; project: number }) {
  const { data: members = [] } = useQuery(membersQuery(project));
  const choose = (value: string) => {
    const { assignee: _, ...rest } = filter;
    setFilter(value === "" ? rest : { ...rest, assignee: Number(value) });
  };
  return (
    <select
      className="plain"
      aria-label={text.assignment.whose}
      value={filter.assignee ?? ""}
      onChange={({ target }) => choose(target.value)}
    >
      <option value="">{text.assignment.anybodys}</option>
      <option value={me.id}>{text.assignment.mine}</option>
      <option value={nobodys}>{text.assignment.nobodys}</option>
      {members
        .filter((member) => member.user_id !== me.id)
        .map((member) => (
          <option key={member.user_id} value={member.user_id}>
            {text.assignment.of(member.name)}
          </option>
        ))}
    </select>
  );
}

/** One button per state with its count; whose they are; a search by name. */
function Filters({ me, project, summary, filter, setFilter }: Chosen & { me: Me; project: number; summary: Summary }) {
  const { open, boxed, accepted, gold } = summary.images;
  const { state: _, gold: __, ...others } = filter;
  const choice = (label: string, count: number, state?: ImageState, isGold = false) => (
    <button
      type="button"
      className="choice"
      aria-pressed={filter.state === state && !!filter.gold === isGold}
      onClick={() => setFilter({ ...others, ...(state && { state }), ...(isGold && { gold: true }) })}
    >
      {isGold ? <Icon name="gold" /> : state && <Icon name={state} />}
      {label} <span className="soft">{count}</span>
    </button>
  );
  return (
    <div className="row">
      <fieldset className="choices" aria-label={text.images.filter}>
        {choice(text.images.all, open + boxed + accepted)}
        {choice(text.imageStates.open, open, "open")}
        {choice(text.imageStates.boxed, boxed, "boxed")}
        {choice(text.imageStates.accepted, accepted, "accepted")}
        {choice(text.images.gold, gold, undefined, true)}
      </fieldset>
      <Whose me={me} project={project} filter={filter} setFilter={setFilter} />
      <input
        className="plain"
        type="search"
        defaultValue={filter.name}
        placeholder={text.images.search}
        aria-label={text.images.search}
        onChange={({ target }) => {
          const { name: _, ...rest } = filter;
          setFilter(target.value ? { ...rest, name: target.value } : rest);
        }}
      />
    </div>
  );
}

/** Opens the first image that is still to do. */
function useStart(project: number) {
  const [, go] = useLocation();
  return useMutation({
    mutationFn: () => takeNext(project, { after: 0 }),
    onSuccess: (image) => (image ? go(`/projects/${project}/images/${image.id}`) : showNews(text.images.allDone)),
    onError: showProblem,
  });
}

function PictureButton({ project }: { project: Project }) {
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <button type="button" className="button" onClick={() => input.current?.click()}>
        <Icon name="plus" />
        {text.images.add}
      </button>
      <input
        ref={input}
        type="file"
        hidden
        multiple
        accept="image/*,.zip"
        data-testid="pictures"
        onChange={({ target }) => {
          startUploads(project.id, [...(target.files ?? [])]);
          target.value = "";
        }}
      />
    </>
  );
}

function Toolbar({ project, empty, onAssign }: { project: Project; empty: boolean; onAssign: () => void }) {
  const [dialog, setDialog] = useState<"import" | "export" | null>(null);
  const start = useStart(project.id);
  const close = () => setDialog(null);
  return (
    <div className="row">
      {project.role === "admin" && (
        <>
          <PictureButton project={project} />
          <button type="button" className="button" onClick={() => setDialog("import")}>
            <Icon name="upload" />
            {text.images.import}
          </button>
          <button type="button" className="button" onClick={onAssign} disabled={empty}>
            <Icon name="person" />
            {text.assignment.button}
          </button>
        </>
      )}
      {project.role !== "annotator" && (
        <button type="button" className="button" onClick={() => setDialog("export")} disabled={empty}>
          <Icon name="download" />
          {text.images.export}
        </button>
      )}
      <button
        type="button"
        className="button primary"
        onClick={() => start.mutate()}
        disabled={empty || start.isPending}
      >
        {text.images.start}
        <Icon name="next" />
      </button>
      {dialog === "import" && <ImportDialog project={project.id} onClose={close} />}
      {dialog === "export" && <ExportDialog project={project.id} onClose={close} />}
    </div>
  );
}

/** Lets files be dropped anywhere on the page. */
function useDrop(project: Project) {
  const [over, setOver] = useState(false);
  const carriesFiles = (event: DragEvent) => project.role === "admin" && event.dataTransfer.types.includes("Files");
  return {
    over,
    handlers: {
      onDragOver: (event: DragEvent) => {
        if (!carriesFiles(event)) return;
        event.preventDefault();
        setOver(true);
      },
      onDragLeave: (event: DragEvent) =>
        event.currentTarget.contains(event.relatedTarget as Node | null) || setOver(false),
      onDrop: async (event: DragEvent) => {
        if (!carriesFiles(event)) return;
        event.preventDefault();
        setOver(false);
        startUploads(project.id, await droppedFiles(event.dataTransfer));
      },
    },
  };
}

function NoImages({ project }: { project: Project }) {
  const { data: jobs = [] } = useQuery(jobsQuery(project.id));
  const coming = jobs.some((job) => job.kind === "import" && under(job));
  if (coming) return <Empty title={text.images.coming} icon="image" />;
  return (
    <Empty title={text.images.none} icon="image">
      <p className="soft">{project.role === "admin" ? text.images.noneLead : text.images.noneMember}</p>
    </Empty>
  );
}

function Body({ me, project, summary }: { me: Me; project: Project; summary: Summary }) {
  const search = useSearch();
  const [, go] = useLocation();
  const { filter, at } = placeOf(search);
  const [assigning, setAssigning] = useState(false);
  const choosing = useChoosing(project.id, filter);
  const narrow = (to: ImageFilter) => {
    go(addressOf(project.id, { filter: to, at: 0 }), { replace: true });
    choosing.clear(); // nobody does anything with what is out of sight
  };
  useEffect(() => rememberPlace(project.id, placeOf(search)), [project.id, search]);
  const { over, handlers } = useDrop(project);
  const { open, boxed, accepted } = summary.images;
  const empty = open + boxed + accepted === 0;
  return (
    <div className="page drop images-page" {...handlers}>
      {over && <div className="drop-veil">{text.images.drop}</div>}
      <div className="spread images-head">
        <h1>{text.images.title}</h1>
        <Toolbar project={project} empty={empty} onAssign={() => setAssigning(true)} />
      </div>
      <Uploads project={project.id} />
      <JobStrip project={project.id} />
      {empty ? (
        <NoImages project={project} />
      ) : (
        <>
          <Filters me={me} project={project.id} summary={summary} filter={filter} setFilter={narrow} />
          <ImageGrid
            user={me.id}
            project={project}
            filter={filter}
            at={at}
            onPlace={(place) => go(addressOf(project.id, { filter, at: place }), { replace: true })}
            choosing={project.role === "admin" ? choosing : null}
            onAssign={() => setAssigning(true)}
          />
        </>
      )}
      {assigning && (
        <AssignDialog project={project.id} filter={filter} choosing={choosing} onClose={() => setAssigning(false)} />
      )}
    </div>
  );
}

export default function Images({ me, project: id }: PageProps) {
  const summary = useQuery(summaryQuery(id));
  return (
    <ProjectShell me={me} project={id} title={text.images.title}>
      {(project) => <Answer query={summary}>{(data) => <Body me={me} project={project} summary={data} />}</Answer>}
    </ProjectShell>
  );
}
