/** What others ask for on this image and its objects, until somebody says that it is done. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { commentsQuery, settleComment } from "../../api/review";
import type { ImageOpened } from "../../api/types";
import { text } from "../../text";
import { showProblem } from "../notices";
import type { Workbench } from "./workbench";

const most = 3; // at once, lest they cover the picture; a resolved one makes room for the next

type Props = { workbench: Workbench; project: number; image: ImageOpened };

export function Comments({ workbench, project, image }: Props) {
  const queries = useQueryClient();
  const query = commentsQuery(project, image.id);
  const { data } = useQuery(query);
  const resolve = useMutation({
    mutationFn: (id: string) => settleComment(project, id, "resolve"),
    onError: showProblem,
    onSettled: () => queries.invalidateQueries({ queryKey: query.queryKey }),
  });
  if (!data) return image.comment && <p className="comment-bar">{text.images.sentBack(image.comment)}</p>;
  return data
    .filter(({ resolved_at }) => resolved_at === null)
    .slice(0, most)
    .map(({ id, text: said, author, object_id, object_number }) => (
      <p key={id} className="comment-bar">
        {text.comments.said(author, object_number, said)}
        {object_id && (
          <button type="button" className="button" onClick={() => workbench.editor.visit(object_id)}>
            {text.comments.find}
          </button>
        )}
        <button type="button" className="button" disabled={resolve.isPending} onClick={() => resolve.mutate(id)}>
          {text.comments.resolve}
        </button>
      </p>
    ));
}
