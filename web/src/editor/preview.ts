/** A mask that an object could have, shown on it before anybody decided: a candidate, one guided by pins, another tau. */

import { type Document, type EditorObject, emptyDocument, find, type Patch, set, type Taken } from "./document";
import { acceptBy, type Rule } from "./fixes";
import { holds } from "./geometry";
import type { Mask, MaskJson } from "./mask";
import { differing } from "./maskchange";
import type { Remark } from "./remark";
import type { Selection } from "./selection";
import type { Session } from "./session";
import type { Tool } from "./tools/tool";

export type Preview = {
  readonly objectId: string;
  readonly mask: MaskJson;
  readonly origin: string;
  readonly candidate: Taken;
};

/**
 * Has a mask of the object made from these pins and shows it; null: it is not wanted any more. Resolves when it was shown
 * or will not come.
 */
export type Ask = (objectId: string, pins: Mask | null) => Promise<void>;

/** `accepted`: take the mask when it comes, and call this. */
type Awaited = { accepted: (() => void) | null } | null;

/** What previews need to know and do; the engine is one. */
export interface PreviewHost {
  readonly session: Session;
  readonly selection: Selection;
  readonly tool: Tool;
  readonly rule: Rule;
  commit(label: string, patch: Patch): void;
  remark(remark: Remark): void;
  redraw(): void;
}

/** The preview there is now, if any: shown, accepted, kept or dropped. */
export class Previews {
  #current: Preview | null = null;
  /** The mask that was asked for and is on its way. */
  #awaited: Awaited = null;
  /** The document as it is to be seen, and what it was made from. */
  #seen = { document: emptyDocument, of: emptyDocument, preview: null as Preview | null };
  readonly #host: PreviewHost;
  readonly #onAsk: Ask;

  constructor(host: PreviewHost, onAsk: Ask = async () => {}) {
    this.#host = host;
    this.#onAsk = onAsk;
  }

  get current(): Preview | null {
    return this.#current;
  }

  /** The document with the preview on its object; the same one while neither changes. */
  get document(): Document {
    const [of, preview] = [this.#host.session.document, this.#current];
    if (of !== this.#seen.of || preview !== this.#seen.preview)
      this.#seen = { of, preview, document: preview ? withPreview(of, preview) : of };
    return this.#seen.document;
  }

  /** A mask is on its way that is accepted when it comes. */
  get accepting(): boolean {
    return this.#awaited?.accepted != null;
  }

  /** There is something to accept, or will be. */
  get acceptable(): boolean {
    return this.#current !== null || this.#awaited !== null;
  }

  /** Do it now, or after the mask that is on its way was accepted; not at all when that does not come. */
  afterAccepting(act: () => void): void {
    if (this.accepting) this.accept(act);
    else act();
  }

  /** Have a mask of the object made from these pins (see tools/smart), which comes back to be shown; null: no longer. */
  async ask(objectId: string, pins: Mask | null): Promise<void> {
    const asked: Awaited = pins && { accepted: null };
    this.#awaited = asked;
    await this.#onAsk(objectId, pins);
    if (asked === null || this.#awaited !== asked) return;
    this.#awaited = null; // it did not come
    if (asked.accepted) this.#host.remark({ kind: "mask-missing" });
    this.#host.redraw();
  }

  /** Show a mask on its object before anybody decided; null shows what the object has, as does a picture that is read only. */
  show(preview: Preview | null): void {
    const accepted = preview?.origin === "guided" && this.#awaited?.accepted;
    this.#awaited = null;
    this.#current = this.#host.session.readOnly ? null : preview;
    if (accepted) this.accept(accepted);
    else this.#host.redraw();
  }

  /**
   * Accept what is seen, or the mask that is on its way as soon as it comes; then go on with `accepted`. What cannot be
   * accepted stays, with its pins.
   */
  accept(accepted = () => {}): void {
    if (this.#awaited) {
      this.#awaited.accepted = accepted;
      this.#host.redraw();
      return;
    }
    if (this.#current === null) return;
    const { session, rule } = this.#host;
    const patch = this.#patch((object, preview) => acceptBy(session.document, object, rule, preview));
    if (patch.length === 0) this.#host.remark({ kind: "nothing-to-accept" });
    else {
      this.#settle("Accept", patch);
      accepted();
    }
  }

  /** Make what is seen the suggestion, unless a person decided before. */
  keep(): void {
    this.#settle("Choose a mask", this.#patch(chosen));
  }

  /** The document changed: a preview that no longer fits its object goes. */
  refresh(): void {
    const object = find(this.#host.session.document, this.#current?.objectId ?? null);
    if (this.#current && !(object && holds(object.box, this.#current.mask.rect))) this.#current = null;
  }

  /** The selection changed: a preview of something else is kept, and its pins with it. */
  follow(): void {
    const { selection, tool } = this.#host;
    const focus = selection.focus?.id;
    if (tool.draft?.kind === "pins" && tool.draft.objectId !== focus) tool.leave();
    if (this.#current && this.#current.objectId !== focus) this.keep();
  }

  /** The preview turns into an edit of its object, or is no more; what made it begins anew. */
  #settle(label: string, patch: Patch): void {
    const { tool } = this.#host;
    if (this.#current === null) return;
    this.#current = null;
    if (tool.draft?.kind === "pins") tool.cancel();
    this.#host.redraw();
    this.#host.commit(label, patch);
  }

  #patch(edit: (object: EditorObject, preview: Preview) => Patch): Patch {
    const object = find(this.#host.session.document, this.#current?.objectId ?? null);
    return object ? edit(object, this.#current!) : [];
  }
}

function withPreview(document: Document, { objectId, mask, origin }: Preview): Document {
  const shown = (object: EditorObject): EditorObject => ({ ...object, mask, origin, state: "suggested" });
  return { ...document, objects: document.objects.map((object) => (object.id === objectId ? shown(object) : object)) };
}

/** Make what is seen the suggestion, unless it is that already; what a person decided stays. */
function chosen(object: EditorObject, { mask, origin, candidate }: Preview): Patch {
  if (object.state !== "drawn" && object.state !== "suggested") return [];
  if (object.mask && differing(object.mask, mask) === null) return [];
  return [set(object, { state: "suggested", mask, origin, candidate })];
}
