/** R: the boxes of the previous picture are drawn on this one. */
import type { EditorObject } from "../../editor";
import { text } from "../../text";
import { showNews, showProblem } from "../notices";

type Options = {
  /** The image before the one on the canvas, in the order of the list; null: there is none. */
  previous: (image: number) => Promise<number | null>;
  /** The objects of an image, with what is not sent yet. */
  objects: (image: number) => Promise<readonly EditorObject[]>;
  /** The image on the canvas, as long as it may be changed; null otherwise. */
  open: () => number | null;
  /** Draws those that are not there yet; returns how many. */
  add: (boxes: readonly EditorObject[]) => number;
};

/** Says in words what came of it; does nothing when another image is on the canvas by the time the boxes are known. */
export async function copyBoxes({ previous, objects, open, add }: Options): Promise<void> {
  const image = open();
  if (image === null) return;
  try {
    const from = await previous(image);
    const boxes = from === null ? [] : await objects(from);
    if (open() !== image) return;
    showNews(from === null ? text.annotate.noneThere.previous : text.annotate.copied(add(boxes), boxes.length));
  } catch (problem) {
    showProblem(problem);
  }
}
