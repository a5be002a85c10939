/** How masks and picture are shown, over the corner of the canvas; it stays open while people work. */
import { type KeyboardEvent, type ReactNode, useEffect, useRef } from "react";
import { type Display, defaultDisplay, type Editor, type EditorState, plainTone, type Tone } from "../../editor";
import { text } from "../../text";
import { Icon } from "../icons";
import { keysOf } from "./keys";
import { Slider } from "./slider";
import { keepFocus } from "./tool-rail";
import "./view-panel.css";

type ChoiceProps = { chosen: boolean; choose: () => void; children: ReactNode };

function Choice({ chosen, choose, children }: ChoiceProps) {
  return (
    <button type="button" className="choice" aria-pressed={chosen} onMouseDown={keepFocus} onClick={choose}>
      {children}
    </button>
  );
}

type PartProps = { display: Display; show: (changes: Partial<Display>) => void };

function Masks({ display, show }: PartProps) {
  return (
    <fieldset className="view-part">
      <legend>{text.view.masks}</legend>
      <Slider
        name={text.view.opacity}
        value={display.opacity}
        usual={defaultDisplay.opacity}
        range={[0, 1]}
        words={text.view.percent(display.opacity)}
        change={(opacity) => show({ opacity })}
      />
      <div className="choices">
        {(["filled", "outlined"] as const).map((masks) => (
          <Choice key={masks} chosen={display.masks === masks} choose={() => show({ masks })}>
            {text.view.styles[masks]}
          </Choice>
        ))}
      </div>
      <fieldset className="choices" aria-label={text.view.colors}>
        {(["class", "instance"] as const).map((colors) => (
          <Choice key={colors} chosen={display.colors === colors} choose={() => show({ colors })}>
            {text.view.coloring[colors]}
          </Choice>
        ))}
      </fieldset>
    </fieldset>
  );
}

const signed = (share: number) => `${share > 0 ? "+" : ""}${Math.round(share * 100)}`;

function PictureTone({ display, show, plainKeys }: PartProps & { plainKeys: string }) {
  const change = (changes: Partial<Tone>) => show({ tone: { ...display.tone, ...changes } });
  const { brightness, contrast, gamma } = display.tone;
  const plain = brightness === 0 && contrast === 0 && gamma === 1;
  const part = (name: "brightness" | "contrast") => (
    <Slider
      name={text.view[name]}
      value={display.tone[name]}
      usual={0}
      range={[-1, 1]}
      words={signed(display.tone[name])}
      change={(value) => change({ [name]: value })}
    />
  );
  return (
    <fieldset className="view-part">
      <legend>{text.view.picture}</legend>
      {part("brightness")}
      {part("contrast")}
      <Slider
        name={text.view.gamma}
        value={Math.log2(gamma)}
        usual={0}
        range={[-2, 2]}
        words={text.view.times(gamma)}
        change={(value) => change({ gamma: 2 ** value })}
      />
      <div className="spread">
        <span className="soft small">{text.view.toneHint}</span>
        <button
          type="button"
          className="button quiet"
          disabled={plain}
          onMouseDown={keepFocus}
          onClick={() => show({ tone: plainTone })}
        >
          {text.view.plain} {plainKeys && <kbd>{plainKeys}</kbd>}
        </button>
      </div>
    </fieldset>
  );
}

function Shown({ display, show }: PartProps) {
  return (
    <fieldset className="view-part view-shown">
      <legend>{text.view.show}</legend>
      {(["names", "rulers", "minimap"] as const).map((thing) => (
        <label key={thing}>
          <input type="checkbox" checked={display[thing]} onChange={() => show({ [thing]: !display[thing] })} />
          {text.view.shown[thing]}
        </label>
      ))}
    </fieldset>
  );
}

type Props = { editor: Editor; state: EditorState; onClose: () => void };

/** Takes the focus when it opens; Esc closes it. */
export function ViewPanel({ editor, state: { display, actions }, onClose }: Props) {
  const panel = useRef<HTMLElement>(null);
  useEffect(() => panel.current?.querySelector("input")?.focus(), []);
  const show = (changes: Partial<Display>) => editor.show(changes);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== "Escape") return;
    event.preventDefault();
    onClose();
  };
  return (
    <section ref={panel} className="view-panel" id="view-panel" aria-label={text.view.title} onKeyDown={onKeyDown}>
      <header className="spread">
        <h3>{text.view.title}</h3>
        <button type="button" className="button quiet icon" aria-label={text.common.close} onClick={onClose}>
          <Icon name="reject" />
        </button>
      </header>
      <Masks display={display} show={show} />
      <PictureTone display={display} show={show} plainKeys={keysOf(actions, "plain-tone")} />
      <Shown display={display} show={show} />
    </section>
  );
}
