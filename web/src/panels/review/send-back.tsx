/** Asks for the words with which the selected objects are sent back: one comment is pinned to each of them. */
import { useRef } from "react";
import { putComment } from "../../api/review";
import { uuid } from "../../editor/uuid";
import { text } from "../../text";
import { CommentDialog } from "../comment-dialog";
import type { Cell } from "./deed";
import type { Reviewer } from "./reviewer";

type Props = { project: number; reviewer: Reviewer; onClose: () => void };

export function SendBackDialog({ project, reviewer, onClose }: Props) {
  const cells = useRef(reviewer.selected().filter(({ mark }) => mark !== "gone")).current;
  // every comment has an id of its own, so that sending all again after one that failed writes each once
  const ids = useRef(cells.map(() => uuid())).current;
  const put = ({ image, object }: Cell, id: string, words: string) =>
    putComment(project, image.id, id, { text: words, object_id: object.id, send_back: true });
  const send = async (words: string) => {
    for (const [i, cell] of cells.entries()) await put(cell, ids[i] as string, words);
    reviewer.sentBack(cells.map(({ object }) => object.id));
  };
  return (
    <CommentDialog
      title={text.review.sendBackTitle}
      ask={text.annotate.comment}
      hint={text.review.sendBackHint(cells.length)}
      button={text.annotate.sendBack}
      send={send}
      onClose={onClose}
    />
  );
}
