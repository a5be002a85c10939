/** One object: the part of the picture around it, its mask over it, and in words what it is and what became of it. */
import { memo, useEffect, useRef } from "react";
import { cropUrl } from "../../api/review";
import type { Project } from "../../api/types";
import type { MaskJson } from "../../editor/mask";
import { text } from "../../text";
import { Icon, type IconName } from "../icons";
import { Swatch } from "../swatch";
import { cropOf, placeOn, type Sides } from "./crop";
import type { LookOf } from "./looks";
import { paintSoon } from "./painting";
import type { Cell } from "./reviewer";

const CROP = 320; // pixels asked for: twice a cell, for dense screens

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

function MaskOver({ mask, crop, look }: { mask: MaskJson; crop: Sides; look: ReturnType<LookOf> }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => (canvas.current ? paintSoon(canvas.current, mask, look) : undefined), [mask, look]);
  return <canvas ref={canvas} className="cell-mask" style={placeOn(mask.rect, crop)} />;
}

/** What became of the object, as an icon with its word. */
function verdictOf({ mark, object }: Cell): { icon: IconName; word: string; kind: string } | null {
  if (mark === "gone") return { icon: "delete", word: text.review.gone, kind: "gone" };
  if (mark === "look-again") return { icon: "warning", word: text.review.lookAgain, kind: "warning" };
  if (mark !== "decided") return null;
  if (object.state === "drawn") return { icon: "reject", word: text.review.rejected, kind: "rejected" };
  return { icon: "accept", word: text.objectStates[object.state], kind: "accepted" };
}

export const ObjectCell = memo(function ObjectCell({ cell, project, lookOf, ...at }: Props) {
  const { object, image, random, comments, mark } = cell;
  const kind = project.classes.find((one) => one.id === object.class_id);
  const crop = cropOf(object.box as unknown as Sides, image.width, image.height);
  const mask = object.mask as unknown as MaskJson | null; // the schema cannot say that a rect has four sides
  const verdict = verdictOf(cell);
  const certainty = object.mask?.certainty;
  const words = [kind?.name, text.objectStates[object.state], verdict?.word, random && text.review.random];
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
        <div className="cell-crop" style={frameOf(crop)}>
          <img src={cropUrl(project.id, image, crop, CROP)} alt="" decoding="async" draggable={false} />
          {mask && <MaskOver mask={mask} crop={crop} look={lookOf(object.class_id)} />}
          <span className="cell-box" style={placeOn(object.box as unknown as Sides, crop)} />
        </div>
        {verdict && (
          <span className={`cell-verdict ${verdict.kind}`}>
            <Icon name={verdict.icon} />
            {verdict.word}
          </span>
        )}
        {random && <span className="cell-random">{text.review.random}</span>}
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

/** The crop as large as fits the square cell, in the middle. */
function frameOf([x0, y0, x1, y1]: Sides) {
  const [width, height] = [x1 - x0, y1 - y0];
  const share = (side: number) => `${((side / Math.max(width, height)) * 100).toFixed(3)}%`;
  return { width: share(width), height: share(height) };
}
