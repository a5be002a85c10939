/** The masks an object could have: asks the server for them, shows one after the other on the canvas, guides one by pins. */
import { createStore } from "zustand/vanilla";
import {
  type Candidate,
  type Candidates,
  fetchProbabilities,
  findCandidates,
  type Pins,
  type Place,
  requestCandidates,
} from "../../api/candidates";
import { OfflineError } from "../../api/errors";
import {
  type Box,
  type Editor,
  type EditorObject,
  encodeCounts,
  type Levels,
  levelsOf,
  type Mask,
  type MaskJson,
  maskAt,
  toJson,
} from "../../editor";
import { text } from "../../text";
import { showProblem, showRemark } from "../notices";

export type CandidatesState = {
  /** Whether they are to be seen side by side. */
  open: boolean;
  /** The object the items are of, as it was then. */
  of: EditorObject | null;
  items: readonly Candidate[];
  /** Somebody waits for the server. */
  busy: boolean;
  /** How sure the model is of each pixel of the object; null without a model. */
  levels: Levels | null;
  /** In hundredths; of the mask that is shown. */
  tau: number;
};

const checkLater = 2_000;
const checkAfter = [250, 750]; // ms until it is looked whether a job is done although no live event came
const usualTau = 90;
const [pinnedIn, pinnedOut] = [1, 2]; // flags of pins, see editor/tools/smart

export class CandidateDesk {
  readonly shown;
  readonly #editor: () => Editor;
  readonly #place: (object: string) => Place;
  /** What the pins of one smart edit have made so far: taking a pin back asks nobody. */
  readonly #guided = new Map<string, Candidate>();
  readonly #waiting = new Map<number, () => void>();
  /** The newest request; answers to older ones are not wanted. */
  #newest = 0;
  /** The request for a guided mask that is to be shown when it comes; 0: none. */
  #guiding = 0;
  /** The request that the server has not answered yet. */
  #sending: Promise<void> | null = null;

  constructor(editor: () => Editor, place: (object: string) => Place) {
    this.#editor = editor;
    this.#place = place;
    this.shown = createStore<CandidatesState>(() => ({
      open: false,
      of: null,
      items: [],
      busy: false,
      levels: null,
      tau: usualTau,
    }));
  }

  /** Nobody waits for an answer any more. */
  destroy(): void {
    this.#begin();
  }

  /** A job of the project went on. */
  heard(job: number | undefined): void {
    if (job !== undefined) this.#waiting.get(job)?.();
  }

  /** Has a mask made from pins and shows it; null: nobody wants it any more. */
  async guide(object: string, pins: Mask | null): Promise<void> {
    if (pins === null) {
      this.#guided.clear();
      return this.#giveUpGuiding();
    }
    const request = this.#begin();
    this.#guiding = request;
    await this.#answer(request, async () => {
      const wanted = pinsWanted(pins);
      const key = `${object} ${JSON.stringify(wanted)}`;
      const made = this.#guided.get(key) ?? (await this.#ask(request, object, wanted))[0];
      if (!made || request !== this.#newest) return;
      this.#guided.set(key, made);
      this.#show(object, made);
    });
    if (request === this.#newest) void this.follow();
  }

  /** Shows the next candidate of the selected object on the canvas, or says why there is none. */
  async next(): Promise<void> {
    const selected = this.#selected();
    if (!selected) return showRemark(text.candidates.nothing);
    if (selected.version === 0) return showRemark(text.candidates.notStored);
    const object = await this.#load();
    const { of, items } = this.shown.getState();
    if (!object) return;
    this.#giveUpGuiding();
    if (of && items.length === 0) showRemark(text.candidates.none);
    const { preview } = this.#editor().state.getSnapshot();
    const at = items.findIndex((item) => item.id === preview?.candidate.id);
    const start = at >= 0 ? at : items.findIndex((item) => item.origin === object.origin);
    const item = items[(start + 1) % items.length];
    if (item) this.#show(object.id, item);
  }

  /** Opens or closes the view of all candidates side by side. */
  async toggle(): Promise<void> {
    this.shown.setState(({ open }) => ({ open: !open }));
    if (this.shown.getState().open) await this.#load();
  }

  /** Has the candidates of what is selected now, when they are to be seen; a guided mask on its way goes first. */
  async follow(): Promise<void> {
    const { open, busy } = this.shown.getState();
    const guides = busy && this.#guiding === this.#newest;
    if (open && !guides) await this.#load();
  }

  /** Shows a candidate on the canvas; the one that is shown already no longer. */
  pick(item: Candidate): void {
    const { of } = this.shown.getState();
    const { preview } = this.#editor().state.getSnapshot();
    this.#giveUpGuiding();
    if (preview?.candidate.id === item.id && !preview.candidate.seen) this.#editor().preview(null);
    else if (of) this.#show(of.id, item);
  }

  /** Shows what the model is surer of than this, in hundredths. */
  setTau(tau: number): void {
    const { of, items, levels } = this.shown.getState();
    this.shown.setState({ tau });
    const item = items.find(({ probabilities }) => probabilities);
    const mask = levels && toJson(maskAt(levels, tau));
    if (of && item && mask) {
      this.#giveUpGuiding();
      const candidate = { id: item.id, seen: true };
      this.#editor().preview({ objectId: of.id, mask, origin: item.origin, candidate });
    }
  }

  /** The candidates of the selected object; the object, when it is still selected then. */
  async #load(): Promise<EditorObject | null> {
    const object = this.#selected();
    if (!object || object.version === 0) return null; // not stored yet
    const { of } = this.shown.getState();
    if (of && sameDrawing(of, object)) return object;
    const request = this.#begin();
    this.shown.setState({ of: null, items: [], levels: null });
    await this.#answer(request, async () => {
      const items = await this.#ask(request, object.id, null);
      if (request !== this.#newest) return;
      const sure = items.find(({ probabilities }) => probabilities);
      const bytes = sure && (await fetchProbabilities(this.#place(object.id), sure.id));
      const levels = bytes ? levelsOf(object.box, bytes) : null;
      if (request === this.#newest) this.shown.setState({ of: object, items, levels, ...tauOf(sure) });
    });
    return request === this.#newest && this.#selected()?.id === object.id ? object : null;
  }

  #begin(): number {
    this.#guiding = 0;
    return ++this.#newest;
  }

  /** Something else is to be shown than the guided mask that is on its way; what else is on its way goes on. */
  #giveUpGuiding(): void {
    if (this.#guiding !== this.#newest) return;
    this.#begin();
    this.shown.setState({ busy: false });
  }

  async #answer(request: number, work: () => Promise<void>): Promise<void> {
    this.shown.setState({ busy: true });
    try {
      await work();
    } catch (problem) {
      if (request === this.#newest) showProblem(problem instanceof OfflineError ? text.candidates.offline : problem);
    } finally {
      if (request === this.#newest) this.shown.setState({ busy: false });
    }
  }

  /** The masks the server makes; none when a newer request came meanwhile. */
  async #ask(request: number, object: string, pins: Pins | null): Promise<readonly Candidate[]> {
    const place = this.#place(object);
    let asked = await this.#request(request, place, pins);
    if (asked === null) return [];
    for (let round = 0; isOnItsWay(asked) && asked.job !== null; round++) {
      await this.#news(asked.job, checkAfter[round] ?? checkLater);
      if (request !== this.#newest) return [];
      asked = await findCandidates(place, asked.job);
    }
    if (asked.state === "failed") throw new Error(asked.error ?? text.candidates.failed);
    return asked.items;
  }

  /**
   * One request after the other: where two overtake each other, the server would take the older one for the newest, and
   * cancel the other. Null when a newer one came before this was sent.
   */
  async #request(request: number, place: Place, pins: Pins | null): Promise<Candidates | null> {
    while (this.#sending) {
      await this.#sending;
      if (request !== this.#newest) return null;
    }
    const asked = requestCandidates(place, pins);
    const done = () => {
      this.#sending = null;
    };
    this.#sending = asked.then(done, done);
    return asked;
  }

  /** Resolves at the job's next live event, or after so many milliseconds. */
  #news(job: number, atMost: number): Promise<void> {
    return new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, atMost);
      this.#waiting.set(job, () => {
        clearTimeout(timer);
        resolve();
      });
    }).then(() => void this.#waiting.delete(job));
  }

  #show(object: string, item: Candidate): void {
    const { id, origin, rect, foreground, uncertain } = item;
    this.shown.setState(tauOf(item));
    const mask: MaskJson = { rect: rect as unknown as Box, foreground, uncertain, ignored: null };
    this.#editor().preview({ objectId: object, mask, origin, candidate: { id, seen: false } });
  }

  #selected(): EditorObject | undefined {
    const { objects, selection } = this.#editor().state.getSnapshot();
    return objects.find(({ id }) => id === selection);
  }
}

/** Where the slider is to stand for a candidate; one without tau lets it stand. */
const tauOf = (item: Candidate | undefined) => (item?.tau == null ? {} : { tau: Math.round(100 * item.tau) });

const isOnItsWay = ({ state }: Candidates) => state === "queued" || state === "running";

const sameDrawing = (a: EditorObject, b: EditorObject) =>
  a.id === b.id && a.class === b.class && a.box.join() === b.box.join();

function pinsWanted({ rect, pixels }: Mask): Pins {
  const [width, height] = [rect[2] - rect[0], rect[3] - rect[1]];
  const counts = (flag: number) => encodeCounts(pixels, width, flag, [0, 0, width, height]);
  return { rect: [...rect], foreground: counts(pinnedIn), background: counts(pinnedOut) };
}
