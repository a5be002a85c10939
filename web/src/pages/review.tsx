/** Where suggestions are checked quickly: a grid of objects, decided by the keyboard, several dozen a minute. */
import { useQuery } from "@tanstack/react-query";
import { useEffect, useMemo, useState, useSyncExternalStore } from "react";
import { useLocation, useSearch } from "wouter";
import { useStore } from "zustand";
import type { Me, Project } from "../api/types";
import type { PageProps } from "../app";
import { withKeys } from "../editor/keymap";
import { KeySheet } from "../panels/annotate/key-sheet";
import { useKeymap } from "../panels/annotate/keymap";
import { Palette } from "../panels/annotate/palette";
import { Saved } from "../panels/annotate/saved";
import { Clashes } from "../panels/clash";
import { reviewActions } from "../panels/review/actions";
import { Filters, filterOf, searchOf } from "../panels/review/filters";
import { ReviewGrid } from "../panels/review/grid";
import { beginReview, type KeptReview, keptReview } from "../panels/review/kept";
import { looksOf } from "../panels/review/looks";
import { SendBackDialog } from "../panels/review/send-back";
import { ThreadsDialog } from "../panels/review/threads-dialog";
import { ReviewToolbar } from "../panels/review/toolbar";
import { ProjectShell } from "../panels/shell";
import { Answer, Empty, Failed, Loading } from "../panels/states";
import type { Outbox } from "../saving/outbox";
import { outboxOf } from "../saving/start";
import { text } from "../text";
import "../panels/review/review.css";

type TableProps = { me: Me; project: Project; outbox: Outbox };

function Table({ review, me, project, outbox }: TableProps & { review: KeptReview }) {
  const { reviewer, activity } = review;
  const search = useSearch();
  const [, go] = useLocation();
  const [dialog, setDialog] = useState<"help" | "palette" | "send-back" | "comments" | null>(null);
  const state = useStore(reviewer.state);
  const sending = useSyncExternalStore(outbox.subscribe, outbox.getSnapshot);
  const lookOf = useMemo(() => looksOf(project.classes), [project.classes]);
  const focused = state.cells.get(state.order[state.focus] ?? "");
  const [keymap, setKeymap] = useKeymap(me.id);
  const doors = {
    open: () => focused && go(`/projects/${project.id}/images/${focused.image.id}?object=${focused.object.id}`),
    sendBack: () => focused && setDialog("send-back"),
    comments: () => focused && setDialog("comments"),
    palette: () => setDialog("palette"),
    help: () => setDialog("help"),
  };
  const actions = withKeys(reviewActions(reviewer, project, doors), keymap);
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
      {!empty && <ReviewGrid reviewer={reviewer} project={project} actions={actions} lookOf={lookOf} />}
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
      {dialog === "help" && (
        <KeySheet actions={actions} {...{ keymap, setKeymap }} mouse={text.review.moving} onClose={close} />
      )}
      {dialog === "palette" && (
        <Palette
          actions={actions}
          run={(id) => actions.find((one) => one.id === id)?.run()}
          project={project.id}
          picturesOnly={false}
          onClose={close}
        />
      )}
      {dialog === "comments" && focused && (
        <ThreadsDialog cell={focused} project={project} user={me.id} reviewer={reviewer} onClose={close} />
      )}
      {dialog === "send-back" && focused && <SendBackDialog project={project.id} reviewer={reviewer} onClose={close} />}
    </div>
  );
}

/** The review of what the address asks for; another filter begins anew, Back goes on where one was. */
function Reviewing(props: TableProps) {
  const { me, project, outbox } = props;
  const search = useSearch();
  const [review, setReview] = useState<KeptReview | null>(null);
  useEffect(() => {
    const now = keptReview(outbox, () => beginReview(me, project, outbox, filterOf(search)));
    setReview(now);
    return now.activity.listen();
  }, [me, project, outbox, search]);
  return review ? <Table key={review.id} review={review} {...props} /> : <Loading />;
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
      {(project) => <Answer query={outbox}>{(box) => <Reviewing me={me} project={project} outbox={box} />}</Answer>}
    </ProjectShell>
  );
}
