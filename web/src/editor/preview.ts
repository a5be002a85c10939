/** A mask that an object could have, shown on it before anybody decided: a candidate, one guided by pins, another tau. */

import { type Document, type EditorObject, find, type Patch, set, type Taken } from "./document";
import { commit, fromJson, type MaskJson, toJson } from "./mask";

export type Preview = {
  readonly objectId: string;
  readonly mask: MaskJson;
  readonly origin: string;
  readonly candidate: Taken;
};

/** The document as it is to be seen, the same one while neither changes. */
export class Previewed {
  #of: Document | null = null;
  #preview: Preview | null = null;
  #past: readonly EditorObject[] | null = null;
  #seen: Document | null = null;

  /** The document with the preview on its object, or with the past objects in the place of its own. */
  document(document: Document, preview: Preview | null, past: readonly EditorObject[] | null): Document {
    if (document === this.#of && preview === this.#preview && past === this.#past) return this.#seen!;
    [this.#of, this.#preview, this.#past] = [document, preview, past];
    if (past) this.#seen = { ...document, objects: past };
    else this.#seen = preview && find(document, preview.objectId) ? withPreview(document, preview) : document;
    return this.#seen;
  }
}

function withPreview(document: Document, { objectId, mask, origin }: Preview): Document {
  const shown = (object: EditorObject): EditorObject => ({ ...object, mask, origin, state: "suggested" });
  return { ...document, objects: document.objects.map((object) => (object.id === objectId ? shown(object) : object)) };
}

/** Accept what is seen, whatever mask the object had. */
export function acceptPreview(object: EditorObject, { mask, origin, candidate }: Preview): Patch {
  const committed = mask.uncertain === null ? mask : toJson(commit(fromJson(mask)));
  return committed ? [set(object, { state: "accepted", mask: committed, origin, candidate })] : [];
}

/** Make what is seen the suggestion; what a person decided stays. */
export function choosePreview(object: EditorObject, { mask, origin, candidate }: Preview): Patch {
  if (object.state !== "drawn" && object.state !== "suggested") return [];
  return [set(object, { state: "suggested", mask, origin, candidate })];
}
