/** Curves over days (uPlot on a canvas). The table of days below says the same to screen readers. */
import { useEffect, useRef } from "react";
import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import { resolved } from "../curves";
import "../curves.css";
import { useTheme } from "../theme";

export type Series = {
  readonly label: string;
  /** A colour of tokens.css, and dashes, so that colour is not the only cue. */
  readonly color: string;
  readonly dash?: number[];
  /** One value a day; null where there is nothing to say. */
  readonly values: readonly (number | null)[];
};

const HEIGHT = 190;
const DAY = 86_400; // seconds
const WEEK = 7 * DAY; // shown at least

function plot(element: HTMLElement, days: readonly string[], series: readonly Series[]): uPlot {
  const [ink, line] = [resolved("--ink-soft"), resolved("--line")];
  const axis = {
    stroke: ink,
    font: "11px system-ui",
    grid: { stroke: line, width: 1 },
    ticks: { stroke: line, width: 1 },
  };
  const times = days.map((day) => Date.parse(`${day}T00:00:00Z`) / 1000);
  const [first = 0, last = 0] = [times[0], times.at(-1)];
  const options: uPlot.Options = {
    width: element.clientWidth,
    height: HEIGHT,
    tzDate: (seconds) => uPlot.tzDate(new Date(seconds * 1000), "Etc/UTC"),
    scales: {
      x: { range: () => [Math.min(first, last - WEEK), last + DAY / 2] },
      y: { range: (_, __, most) => [0, Math.max(most, 1) * 1.05] },
    },
    axes: [
      { ...axis, size: 28 },
      { ...axis, size: 44 },
    ],
    series: [
      { value: "{YYYY}-{MM}-{DD}" },
      ...series.map(({ label, color, dash }) => ({
        label,
        stroke: resolved(color),
        width: 2,
        points: { show: days.length < 40, size: 6 },
        spanGaps: true,
        value: (_: uPlot, value: number | null) => (value === null ? "–" : value.toFixed(1)),
        ...(dash && { dash }),
      })),
    ],
  };
  return new uPlot(options, [times, ...series.map(({ values }) => [...values])] as uPlot.AlignedData, element);
}

export function DayChart({
  title,
  days,
  series,
}: {
  title: string;
  days: readonly string[];
  series: readonly Series[];
}) {
  const frame = useRef<HTMLDivElement>(null);
  const { theme } = useTheme();
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new theme needs a new chart, its colours are baked in
  useEffect(() => {
    const element = frame.current;
    if (!element) return;
    const made = plot(element, days, series);
    const fit = new ResizeObserver(() => made.setSize({ width: element.clientWidth, height: HEIGHT }));
    fit.observe(element);
    return () => {
      fit.disconnect();
      made.destroy();
    };
  }, [theme, days, series]);
  return (
    <figure className="curve">
      <figcaption>
        <h3>{title}</h3>
      </figcaption>
      <div ref={frame} aria-hidden="true" />
    </figure>
  );
}
