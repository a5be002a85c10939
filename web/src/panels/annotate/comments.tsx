/** What others ask for on this image and its objects: replied to, answered by "done", resolved by who asked or a reviewer. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useMemo, useState } from "react";
import { commentsQuery } from "../../api/review";
import type { ImageOpened, Project } from "../../api/types";
import { text } from "../../text";
import { CommentDialog } from "../comment-dialog";
import { showRemark } from "../notices";
import { isOpen, ThreadView, threadsOf } from "../threads";
import type { Workbench } from "./workbench";

const most = 3; // at once, lest they cover the picture; a resolved one makes room for the next

/** Ids of the objects of an image that have an open comment. */
export function useCommented(project: number, image: number): ReadonlySet<string> {
  const { data } = useQuery(commentsQuery(project, image));
  return useMemo(
    () =>
      new Set(
        threadsOf(data ?? [])
          .filter(isOpen)
          .flatMap(({ head }) => head.object_id ?? []),
      ),
    [data],
  );
}

type Props = { workbench: Workbench; project: Project; image: ImageOpened };

/** `asked`: a key asks for a reply, to the selected object's comment or the first one. */
export function Comments({ workbench, project, image, asked }: Props & { asked: { on: boolean; close: () => void } }) {
  const { data } = useQuery(commentsQuery(project.id, image.id));
  const [replying, setReplying] = useState<string | null>(null);
  const threads = threadsOf(data ?? []);
  const open = threads.filter(isOpen);
  const done = open.filter(({ head }) => head.done_at !== null);
  const sorted = [...open.filter(({ head }) => head.done_at === null), ...done];
  // What is being replied to stays, whatever others do to it meanwhile: the words would be lost with it.
  const answered = threads.find(({ head }) => head.id === replying);
  const first = sorted.filter((thread) => thread !== answered).slice(0, answered ? most - 1 : most);
  const shown = answered ? [answered, ...first] : first;
  useEffect(() => {
    if (!asked.on || !data) return;
    const { selection } = workbench.editor.state.getSnapshot();
    const first = sorted.find(({ head }) => selection && head.object_id === selection) ?? sorted[0];
    if (first) setReplying(first.head.id);
    else showRemark(text.comments.nothingToReply);
    asked.close();
  });
  if (!data) return image.comment && <p className="comment-bar">{text.images.sentBack(image.comment)}</p>;
  return shown.map((thread) => (
    <div key={thread.head.id} className="comment-bar">
      <ThreadView
        thread={thread}
        project={project}
        user={workbench.user}
        say={(id, said) => workbench.actions.say(id, said)}
        replying={replying === thread.head.id}
        setReplying={(on) => setReplying(on ? thread.head.id : null)}
        short
        find={(object) => workbench.editor.visit(object)}
      />
    </div>
  ));
}

export function SendBack({ workbench, onClose }: Pick<Props, "workbench"> & { onClose: () => void }) {
  return (
    <CommentDialog
      title={text.annotate.sendBack}
      ask={text.annotate.comment}
      hint={text.annotate.sendBackHint}
      button={text.annotate.sendBack}
      send={(words, id) => workbench.actions.say(id, { text: words, send_back: true })}
      onClose={onClose}
    />
  );
}

/** A comment on the selected object or, with none, on the image. */
export function WriteComment({ workbench, project, image, onClose }: Props & { onClose: () => void }) {
  const queries = useQueryClient();
  const { selection } = workbench.editor.state.getSnapshot();
  const number = image.objects.find(({ id }) => id === selection)?.number ?? null;
  const send = async (words: string, id: string) => {
    await workbench.actions.say(id, { text: words, send_back: false, ...(selection && { object_id: selection }) });
    await queries.invalidateQueries({ queryKey: commentsQuery(project.id, image.id).queryKey });
  };
  return (
    <CommentDialog
      title={text.comments.title(selection !== null, number)}
      ask={text.comments.ask}
      hint={text.comments.hint}
      button={text.comments.write}
      send={send}
      onClose={onClose}
    />
  );
}
