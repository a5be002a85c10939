/** Loss curves of one training (uPlot on a canvas), with the same numbers as a table for screen readers. */
import { useEffect, useRef } from "react";
import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import type { Round } from "../api/types";
import { text } from "../text";
import "./curves.css";
import { useTheme } from "./theme";

type Epoch = Round["epochs"][number];

const color = (name: string) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

/** A colour of tokens.css for a canvas: the browser resolves light-dark() only in properties, so let it. */
export function resolved(name: string): string {
  const probe = document.createElement("span");
  probe.style.color = color(name);
  document.body.append(probe);
  const value = getComputedStyle(probe).color;
  probe.remove();
  return value;
}

function plot(element: HTMLElement, epochs: readonly Epoch[]): uPlot {
  const [ink, line] = [resolved("--ink-soft"), resolved("--line")];
  const axis = {
    stroke: ink,
    font: "11px system-ui",
    grid: { stroke: line, width: 1 },
    ticks: { stroke: line, width: 1 },
  };
  const series = (label: string, stroke: string, dash?: number[]) => ({
    label,
    stroke,
    width: 2,
    points: { show: epochs.length < 3 },
    ...(dash && { dash }),
  });
  const options: uPlot.Options = {
    width: element.clientWidth,
    height: 190,
    cursor: { points: { size: 6 } },
    scales: { x: { time: false } },
    axes: [
      { ...axis, size: 28, incrs: [1, 2, 5, 10, 20, 50, 100] },
      { ...axis, size: 54 },
    ],
    series: [
      { label: text.rounds.epoch },
      series(text.rounds.strong, resolved("--accent")),
      series(text.rounds.weak, resolved("--warning"), [5, 4]),
    ],
  };
  return new uPlot(options, columns(epochs), element);
}

const columns = (epochs: readonly Epoch[]): uPlot.AlignedData => [
  epochs.map((_, i) => i + 1),
  epochs.map((epoch) => epoch.loss_strong),
  epochs.map((epoch) => epoch.loss_weak),
];

/** One chart: `epochs` of one stage, in order. */
export function Curve({ title, epochs }: { title: string; epochs: readonly Epoch[] }) {
  const frame = useRef<HTMLDivElement>(null);
  const chart = useRef<uPlot | null>(null);
  const latest = useRef(epochs);
  latest.current = epochs;
  const { theme } = useTheme();
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new theme needs a new chart, its colours are baked in
  useEffect(() => {
    const element = frame.current;
    if (!element) return;
    const made = plot(element, latest.current);
    chart.current = made;
    const fit = new ResizeObserver(() => made.setSize({ width: element.clientWidth, height: 190 }));
    fit.observe(element);
    return () => {
      fit.disconnect();
      made.destroy();
    };
  }, [theme]);
  useEffect(() => chart.current?.setData(columns(epochs)), [epochs]);
  const last = epochs.at(-1);
  return (
    <figure className="curve" data-epochs={epochs.length}>
      <figcaption className="spread">
        <h3>{title}</h3>
        {last && <span className="soft small">{text.rounds.epochOf(last.epoch, last.epochs)}</span>}
      </figcaption>
      <div ref={frame} aria-hidden="true" />
      <table className="hidden-text">
        <tbody>
          {epochs.map((epoch) => (
            <tr key={`${epoch.iteration}-${epoch.epoch}`}>
              <th scope="row">{text.rounds.epochOf(epoch.epoch, epoch.epochs)}</th>
              <td>{epoch.loss_strong}</td>
              <td>{epoch.loss_weak}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </figure>
  );
}
