/** One object: the part of the picture around it, its mask over it, and in words what it is and what became of it. */
import { memo } from "react";
import type { Project } from "../../api/types";
import { text } from "../../text";
import { Icon, type IconName } from "../icons";
import { ObjectPicture } from "../object-picture";
import { Swatch } from "../swatch";
import { cropOf, type Sides } from "./crop";
import type { Cell } from "./deed";
import type { LookOf } from "./looks";

type Props = {
  cell: Cell;
  project: Project;
  lookOf: LookOf;
  place: number;
  count: number;
  focused: boolean;
  selected: boolean;
  /** Share of the room beside it that lies to its left; pixels from the top. */
  x: number;
  y: number;
};

/** What became of the object, as an icon with its word. */
function verdictOf({ mark, object, reviewed_by }: Cell): { icon: IconName; word: string; kind: string } | null {
  if (mark === "gone") return { icon: "delete", word: text.review.gone, kind: "gone" };
  if (mark === "look-again") return { icon: "warning", word: text.review.lookAgain, kind: "warning" };
  if (mark === "sent-back") return { icon: "comment", word: text.review.sentBack, kind: "warning" };
  if (mark !== "decided") return null;
  if (object.state === "drawn") return { icon: "reject", word: text.review.rejected, kind: "rejected" };
  if (reviewed_by !== null) return { icon: "accept", word: text.review.good, kind: "accepted" };
  return { icon: "accept", word: text.objectStates[object.state], kind: "accepted" };
}

export const ObjectCell = memo(function ObjectCell({ cell, project, lookOf, ...at }: Props) {
  const { object, image, random, comments, changed, mark, reviewed_by } = cell;
  const kind = project.classes.find((one) => one.id === object.class_id);
  const crop = cropOf(object.box as unknown as Sides, image.width, image.height);
  const verdict = verdictOf(cell);
  const certainty = object.mask?.certainty;
  const words = [
    kind?.name,
    text.objectStates[object.state],
    verdict?.word,
    random && text.review.random,
    changed && text.review.changed,
    reviewed_by !== null && text.review.seenBy(reviewed_by),
  ];
  return (
    // biome-ignore lint/a11y/useFocusableInteractive: the listbox keeps the focus and names its active option
    <div
      id={`cell-${object.id}`}
      role="option"
      aria-selected={at.selected}
      aria-posinset={at.place + 1}
      aria-setsize={at.count}
      aria-label={words.filter(Boolean).join(", ")}
      className="cell"
      data-place={at.place}
      data-focused={at.focused || undefined}
      data-mark={mark}
      data-state={object.state}
      style={{ left: `calc((100% - 172px) * ${at.x})`, transform: `translateY(${at.y}px)` }}
    >
      <div className="cell-picture">
        <ObjectPicture project={project.id} image={image} object={object} crop={crop} lookOf={lookOf} />
        {verdict && (
          <span className={`cell-verdict ${verdict.kind}`}>
            <Icon name={verdict.icon} />
            {verdict.word}
          </span>
        )}
        <span className="cell-badges">
          {random && (
            <span className="cell-badge" title={text.review.randomHint}>
              {text.review.random}
            </span>
          )}
          {reviewed_by !== null && (
            <span className="cell-badge" title={text.review.seenHint}>
              {text.review.seenBy(reviewed_by)}
            </span>
          )}
          {changed && (
            <span className="cell-badge changed" title={text.review.changed}>
              {text.review.changedBadge}
            </span>
          )}
        </span>
      </div>
      <div className="cell-words">
        <span className="cell-class">
          <Swatch color={kind?.color ?? "#888888"} />
          <span>{kind?.name}</span>
        </span>
        <span className="soft" title={text.review.certaintyHint}>
          {certainty === null || certainty === undefined
            ? text.objectStates[object.state]
            : text.review.percent(certainty)}
        </span>
        <span className="cell-image soft small" title={image.name}>
          {image.name}
        </span>
        {comments > 0 && (
          <span className="cell-comments small" title={text.review.comments(comments)}>
            <Icon name="comment" />
            {comments}
          </span>
        )}
      </div>
    </div>
  );
});
