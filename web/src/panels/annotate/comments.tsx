/** What others ask for on this image and its objects: answered by "done", resolved by who asked or a reviewer. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type CommentAction, commentsQuery, settleComment } from "../../api/review";
import type { Comment, ImageOpened, Project } from "../../api/types";
import { text } from "../../text";
import { CommentDialog } from "../comment-dialog";
import { showProblem } from "../notices";
import type { Workbench } from "./workbench";

const most = 3; // at once, lest they cover the picture; a resolved one makes room for the next

type Props = { workbench: Workbench; project: Project; image: ImageOpened };

/** What this person may do with a comment, see server/flows/comments.py. */
function actionsFor({ author_id, done_at }: Comment, user: number, { role }: Project): CommentAction[] {
  const settles = author_id === user || role !== "annotator";
  return [
    ...(settles ? (["resolve"] as const) : []),
    ...(done_at ? ["reopen" as const] : settles ? [] : ["done" as const]),
  ];
}

export function Comments({ workbench, project, image }: Props) {
  const queries = useQueryClient();
  const query = commentsQuery(project.id, image.id);
  const { data } = useQuery(query);
  const settle = useMutation({
    mutationFn: ([id, action]: [string, CommentAction]) => settleComment(project.id, id, action),
    onError: showProblem,
    onSettled: () => queries.invalidateQueries({ queryKey: query.queryKey }),
  });
  if (!data) return image.comment && <p className="comment-bar">{text.images.sentBack(image.comment)}</p>;
  const open = data.filter(({ resolved_at }) => resolved_at === null);
  const answered = open.filter(({ done_at }) => done_at !== null);
  const shown = [...open.filter(({ done_at }) => done_at === null), ...answered].slice(0, most);
  return shown.map((comment) => {
    const { id, object_id, object_number } = comment;
    return (
      <p key={id} className="comment-bar" data-done={comment.done_at !== null}>
        {text.comments.said(comment.author, object_number, comment.text, comment.done_by)}
        {object_id && (
          <button type="button" className="button" onClick={() => workbench.editor.visit(object_id)}>
            {text.comments.find}
          </button>
        )}
        {actionsFor(comment, workbench.user, project).map((action) => (
          <button
            key={action}
            type="button"
            className="button"
            disabled={settle.isPending}
            onClick={() => settle.mutate([id, action])}
          >
            {text.comments.actions[action]}
          </button>
        ))}
      </p>
    );
  });
}

/** A comment on the selected object or, with none, on the image. */
export function WriteComment({ workbench, project, image, onClose }: Props & { onClose: () => void }) {
  const queries = useQueryClient();
  const { selection } = workbench.editor.state.getSnapshot();
  const number = image.objects.find(({ id }) => id === selection)?.number ?? null;
  const send = async (words: string, id: string) => {
    await workbench.say(id, { text: words, send_back: false, ...(selection && { object_id: selection }) });
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
