/** What was said about an object under review and its image, with replies; resolved threads come last. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { commentsQuery, putComment } from "../../api/review";
import type { Project } from "../../api/types";
import { text } from "../../text";
import { Dialog } from "../dialog";
import { Answer } from "../states";
import { isOpen, ThreadView, threadsOf, WordsForm } from "../threads";
import type { Cell } from "./deed";
import type { Reviewer } from "./reviewer";

type Props = { cell: Cell; project: Project; user: number; reviewer: Reviewer; onClose: () => void };

export function ThreadsDialog({ cell: { image, object }, project, user, reviewer, onClose }: Props) {
  const comments = commentsQuery(project.id, image.id);
  const [query, queries] = [useQuery(comments), useQueryClient()];
  const [replying, setReplying] = useState<string | null>(null);
  const threads = threadsOf(query.data ?? []).filter(
    ({ head }) => head.object_id === object.id || head.object_id === null,
  );
  const open = threads.filter(({ head }) => head.object_id === object.id).filter(isOpen).length;
  useEffect(() => {
    if (query.data) reviewer.commented(object.id, open);
  }, [query.data, reviewer, object.id, open]);
  const [written, setWritten] = useState(0);
  const say = async (id: string, words: string) => {
    await putComment(project.id, image.id, id, { text: words, object_id: object.id, send_back: false });
    await queries.invalidateQueries({ queryKey: comments.queryKey });
    setWritten(written + 1);
  };
  const name = project.classes.find(({ id }) => id === object.class_id)?.name ?? "";
  return (
    <Dialog title={text.review.commentsOf(text.objects.named(object.number, name))} onClose={onClose} wide>
      <Answer query={query}>
        {() => (
          <div className="stack">
            {threads.length === 0 && <p className="soft">{text.review.noComments}</p>}
            {[...threads.filter(isOpen), ...threads.filter((thread) => !isOpen(thread))].map((thread) => (
              <ThreadView
                key={thread.head.id}
                thread={thread}
                project={project}
                user={user}
                say={(id, said) => putComment(project.id, image.id, id, said)}
                replying={replying === thread.head.id}
                setReplying={(on) => setReplying(on ? thread.head.id : null)}
              />
            ))}
            <WordsForm key={written} ask={text.comments.ask} button={text.comments.write} send={say} />
          </div>
        )}
      </Answer>
    </Dialog>
  );
}
