/** The candidates for the selected object's mask side by side, and the slider that says how sure the model must be. */
import { useEffect, useRef } from "react";
import { useStore } from "zustand";
import type { Candidate } from "../../api/candidates";
import { type Box, type EditorObject, type EditorState, maskPixels } from "../../editor";
import { text } from "../../text";
import type { CandidatesState } from "./candidates";
import { keepFocus } from "./tool-rail";
import type { Workbench } from "./workbench";

const SIDE = 240; // pixels of the longer side of a small preview: twice what is shown, for dense screens

/** The object cut out of its picture, what the candidate leaves out darkened. */
function Thumbnail({ item, box, picture }: { item: Candidate; box: Box; picture: CanvasImageSource | null }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const context = canvas.current?.getContext("2d");
    if (context) draw(context, item, box, picture);
  }, [item, box, picture]);
  const [width, height] = [box[2] - box[0], box[3] - box[1]];
  const scale = SIDE / Math.max(width, height);
  return <canvas ref={canvas} width={Math.ceil(width * scale)} height={Math.ceil(height * scale)} />;
}

function draw(context: CanvasRenderingContext2D, item: Candidate, box: Box, picture: CanvasImageSource | null): void {
  const size = [context.canvas.width, context.canvas.height] as const;
  const [width, height] = [box[2] - box[0], box[3] - box[1]];
  context.clearRect(0, 0, ...size);
  if (picture) context.drawImage(picture, box[0], box[1], width, height, 0, 0, ...size);
  const mask = { ...item, rect: item.rect as unknown as Box, ignored: null };
  const cover = new OffscreenCanvas(width, height);
  cover.getContext("2d")?.putImageData(new ImageData(maskPixels(mask, box), width, height), 0, 0);
  context.drawImage(cover, 0, 0, ...size);
}

function Tau({ workbench }: { workbench: Workbench }) {
  const { levels, tau, of } = useStore(workbench.candidates.shown);
  return (
    <div className="tau">
      <label className="slider">
        <span>{text.candidates.tau}</span>
        <input
          type="range"
          min={50}
          max={99}
          step={1}
          value={tau}
          disabled={levels === null}
          aria-valuetext={text.candidates.percent(tau)}
          onChange={({ target }) => workbench.candidates.setTau(Number(target.value))}
        />
        <output>{text.candidates.percent(tau)}</output>
      </label>
      <p className="soft small">{levels || !of ? text.candidates.tauHint : text.candidates.noModel}</p>
    </div>
  );
}

/** What to do, or why there is nothing to do. */
function leadOf(selected: EditorObject | undefined, { busy, of, items }: CandidatesState): string {
  if (!selected) return text.candidates.nothing;
  if (selected.version === 0) return text.candidates.notStored;
  if (busy) return text.candidates.waiting;
  return of && items.length === 0 ? text.candidates.none : text.candidates.lead;
}

/** `c` and `Alt c` work without it; it shows what they do. */
export function CandidateList({ workbench, state }: { workbench: Workbench; state: EditorState }) {
  const found = useStore(workbench.candidates.shown);
  const { open, of, items, busy } = found;
  const { picture } = useStore(workbench.shown);
  const drawn = state.objects.find(({ id }) => id === state.selection);
  const stored = drawn?.version;
  const place = drawn?.box.join();
  useEffect(() => {
    if (state.selection && stored && place) workbench.candidates.follow();
  }, [workbench, state.selection, stored, place]);
  if (!open) return null;
  return (
    <section className="stack candidates" aria-label={text.candidates.title} aria-busy={busy}>
      <h3>{text.candidates.title}</h3>
      <p className="soft small">{leadOf(drawn, found)}</p>
      <div className="candidate-grid">
        {of?.id === state.selection &&
          items.map((item) => (
            <button
              key={item.id}
              type="button"
              className="candidate"
              data-origin={item.origin}
              aria-pressed={state.preview?.candidate.id === item.id}
              aria-label={text.candidates.pick(text.objects.origin(item.origin, item.round))}
              onMouseDown={keepFocus}
              onClick={() => workbench.candidates.pick(item)}
            >
              <Thumbnail item={item} box={of.box} picture={picture} />
              <span>{text.objects.origin(item.origin, item.round)}</span>
              <span className="soft small">{item.certainty !== null && text.candidates.certainty(item.certainty)}</span>
            </button>
          ))}
      </div>
      <Tau workbench={workbench} />
    </section>
  );
}

/** What smart edit is for, while it is the tool. */
export function SmartHint({ workbench, state }: { workbench: Workbench; state: EditorState }) {
  const { busy } = useStore(workbench.candidates.shown);
  return (
    <p className="soft small smart-hint" role="status" data-guided={state.preview?.origin === "guided" || undefined}>
      {state.accepting ? text.candidates.accepting : busy ? text.candidates.waiting : text.candidates.pins}
    </p>
  );
}
