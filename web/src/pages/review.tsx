/** Where suggestions are checked quickly: a grid of objects, decided by the keyboard, several dozen a minute. */
import { useQuery } from "@tanstack/react-query";
import { useEffect, useMemo, useState, useSyncExternalStore } from "react";
import { useLocation, useSearch } from "wouter";
import { useStore } from "zustand";
import { putComment, reviewPage } from "../api/review";
import type { Project } from "../api/types";
import type { PageProps } from "../app";
import { Saved } from "../panels/annotate/saved";
import { Clashes } from "../panels/clash";
import { CommentDialog } from "../panels/comment-dialog";
import { reviewActions } from "../panels/review/actions";
import { Filters, filterOf, searchOf } from "../panels/review/filters";
import { ReviewGrid } from "../panels/review/grid";
import { looksOf } from "../panels/review/looks";
import { ReviewKeys } from "../panels/review/review-keys";
import { type Cell, Reviewer } from "../panels/review/reviewer";
import { ThreadsDialog } from "../panels/review/threads-dialog";
import { ReviewToolbar } from "../panels/review/toolbar";
import { ProjectShell } from "../panels/shell";
import { Answer, Empty, Failed, Loading } from "../panels/states";
import { Activity } from "../saving/activity";
import type { Outbox } from "../saving/outbox";
import { outboxOf } from "../saving/start";
import { tab } from "../saving/tabs";
import { text } from "../text";
import "../panels/review/review.css";

type TableProps = { user: number; project: Project; outbox: Outbox };

/** The reviewer of what the address asks for; another filter begins anew. */
function useReviewer({ user, project, outbox }: TableProps, search: string) {
  const activity = useMemo(() => new Activity(), []);
  useEffect(() => activity.listen(), [activity]);
  const reviewer = useMemo(() => {
    const filter = filterOf(search);
    const fetchPage = (after: string | null) => reviewPage(project.id, filter, after);
    return new Reviewer({ user, project: project.id, tab, outbox, fetchPage, seconds: () => activity.take().active });
  }, [user, project.id, outbox, search, activity]);
  useEffect(() => {
    reviewer.listen();
    reviewer.more();
    return () => reviewer.destroy();
  }, [reviewer]);
  return { reviewer, activity };
}

async function sendBack(project: Project, reviewer: Reviewer, { image, object }: Cell, words: string, id: string) {
  await putComment(project.id, image.id, id, { text: words, object_id: object.id, send_back: true });
  reviewer.sentBack(object.id);
}

function Table(props: TableProps) {
  const { project, outbox } = props;
  const search = useSearch();
  const [, go] = useLocation();
  const { reviewer, activity } = useReviewer(props, search);
  const [dialog, setDialog] = useState<"help" | "send-back" | "comments" | null>(null);
  const state = useStore(reviewer.state);
  const sending = useSyncExternalStore(outbox.subscribe, outbox.getSnapshot);
  const lookOf = useMemo(() => looksOf(project.classes), [project.classes]);
  const focused = state.cells.get(state.order[state.focus] ?? "");
  const actions = reviewActions(reviewer, state, project, {
    open: () => focused && go(`/projects/${project.id}/images/${focused.image.id}?object=${focused.object.id}`),
    sendBack: () => focused && setDialog("send-back"),
    comments: () => focused && setDialog("comments"),
    help: () => setDialog("help"),
  });
  const close = () => setDialog(null);
  const empty = state.order.length === 0;
  return (
    <div className="review">
      <Filters
        project={project}
        filter={filterOf(search)}
        setFilter={(filter) => go(`/projects/${project.id}/review?${searchOf(filter)}`, { replace: true })}
      />
      <ReviewToolbar reviewer={reviewer} actions={actions} minutes={() => activity.total() / 60}>
        <Saved outbox={sending} wake={outbox.wake} />
      </ReviewToolbar>
      {!empty && <ReviewGrid key={search} reviewer={reviewer} project={project} actions={actions} lookOf={lookOf} />}
      {empty && state.loading && <Loading />}
      {state.problem !== null && <Failed error={state.problem} retry={() => reviewer.more()} />}
      {empty && state.ended && (
        <Empty title={text.review.none} icon="accepted">
          <p className="soft">{text.review.noneLead}</p>
        </Empty>
      )}
      <div className="review-bars">
        <Clashes
          conflicts={sending.conflicts}
          project={project}
          settle={(...word) => outbox.settle(...word)}
          find={({ entry }) => go(`/projects/${entry.project}/images/${entry.image}?object=${entry.object}`)}
        />
      </div>
      {dialog === "help" && <ReviewKeys actions={actions} onClose={close} />}
      {dialog === "comments" && focused && (
        <ThreadsDialog cell={focused} project={project} user={props.user} reviewer={reviewer} onClose={close} />
      )}
      {dialog === "send-back" && focused && (
        <CommentDialog
          title={text.review.sendBackTitle}
          ask={text.annotate.comment}
          hint={text.review.sendBackHint}
          button={text.annotate.sendBack}
          send={(words, id) => sendBack(project, reviewer, focused, words, id)}
          onClose={close}
        />
      )}
    </div>
  );
}

export default function Review({ me, project: id }: PageProps) {
  const outbox = useQuery({
    queryKey: ["outbox", me.id],
    queryFn: () => outboxOf(me.id),
    staleTime: Number.POSITIVE_INFINITY,
    networkMode: "always",
  });
  return (
    <ProjectShell me={me} project={id} title={text.review.title}>
      {(project) => (
        <Answer query={outbox}>{(box) => <Table key={id} user={me.id} project={project} outbox={box} />}</Answer>
      )}
    </ProjectShell>
  );
}
