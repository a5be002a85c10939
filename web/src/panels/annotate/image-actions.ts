/** What is asked of the server about the shown image as a whole, or about the mask of one object; not through the outbox. */
import { answer, http } from "../../api/client";
import { ApiError, wordsOf } from "../../api/errors";
import { putComment, type Said } from "../../api/review";
import type { ImageObject, ImageOpened } from "../../api/types";
import { text } from "../../text";
import { showNews, showProblem } from "../notices";

export type ImageAction = "boxed" | "accept" | "reopen";

type Options = {
  project: number;
  /** The image on the canvas as last heard of; null before the first. */
  image: () => ImageOpened | null;
  /** Any image as last heard of. */
  known: (id: number) => ImageOpened | undefined;
  /** Resolves when all changes are stored; false when they cannot be. */
  drained: () => Promise<boolean>;
  /** Shows the image that was asked for as the server changed it. */
  replace: (id: number, asked: Promise<ImageOpened>) => Promise<void>;
  refresh: () => Promise<void>;
};

export class ImageActions {
  readonly #options: Options;
  #last: Promise<void> = Promise.resolve();

  constructor(options: Options) {
    this.#options = options;
  }

  /** What the buttons for the whole image do: one after the other, and only once every object is stored. */
  act(action: ImageAction): Promise<void> {
    const asked = this.#options.image(); // the person may go on to the next one before its turn comes
    if (asked) this.#last = this.#last.then(() => this.#act(asked, action));
    return this.#last;
  }

  async #act(asked: ImageOpened, action: ImageAction): Promise<void> {
    const { project, known, drained, replace, refresh } = this.#options;
    if (!(await drained())) return showProblem(text.annotate.notDrained);
    const { id, version } = known(asked.id) ?? asked; // its state may have been changed by the action before
    const params = { path: { project_id: project, image_id: id }, header: { "If-Match": `"${version}"` } } as never;
    try {
      await replace(id, answer(http.POST(`/api/projects/{project_id}/images/{image_id}/${action}`, { params })));
      showNews(text.annotate.acted[action]);
    } catch (problem) {
      if (problem instanceof ApiError && problem.status === 412) await refresh();
      const left = this.#options.image()?.id !== id;
      showProblem(left ? text.annotate.about(asked.name, wordsOf(problem)) : problem);
    }
  }

  /** Writes a comment, which may send the image back, once all changes are stored; throws when it cannot be. */
  async say(id: string, said: Said): Promise<void> {
    const { project, image, drained, refresh } = this.#options;
    const about = image();
    if (!about || !(await drained())) throw new Error(text.annotate.notDrained);
    await putComment(project, about.id, id, said);
    await refresh();
  }

  /** Asks for a mask again, after a rejected one. */
  async suggest({ id, version }: ImageObject): Promise<void> {
    const { project, image, refresh } = this.#options;
    const shown = image();
    if (!shown) return;
    const path = { project_id: project, image_id: shown.id, object_id: id };
    const params = { path, header: { "If-Match": `"${version}"` } } as never;
    try {
      const route = "/api/projects/{project_id}/images/{image_id}/objects/{object_id}/suggest";
      await answer(http.POST(route, { params, body: {} }));
    } catch (problem) {
      showProblem(problem);
    }
    await refresh();
  }
}
