/** A named slider with its value in words; double-click or Backspace brings the usual value back. */

type Props = {
  name: string;
  value: number;
  usual: number;
  range: readonly [least: number, most: number];
  words: string;
  change: (value: number) => void;
};

const STEPS = 100;

export function Slider({ name, value, usual, range: [least, most], words, change }: Props) {
  return (
    <label className="slider">
      <span>{name}</span>
      <input
        type="range"
        min={least}
        max={most}
        step={(most - least) / STEPS}
        value={value}
        aria-valuetext={words}
        onChange={({ target }) => change(Number(target.value))}
        onDoubleClick={() => change(usual)}
        onKeyDown={(event) => event.key === "Backspace" && change(usual)}
      />
      <output>{words}</output>
    </label>
  );
}
