"""Draws the curves of docs/research-log.md: `python -m bench.curves docs/research-log/curves.csv OUT.png`.

One line of the table is one measured AnnNet: panel, series, x, object IoU on `val` and the standard error of its paired
difference to GrabCut (empty where it was not kept). x is drawn on a logarithmic scale, with a zero where one is needed.
"""

import argparse
import csv
from pathlib import Path
from typing import Any

GRABCUT = 0.841


def main() -> None:
    """Draw every panel of the table beside each other."""
    from matplotlib.figure import Figure

    parser = argparse.ArgumentParser(prog="python -m bench.curves", description=__doc__)
    parser.add_argument("table", type=Path)
    parser.add_argument("out", type=Path)
    options = parser.parse_args()
    with options.table.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    panels = list(dict.fromkeys(row["panel"] for row in rows))
    figure = Figure(figsize=(5 * len(panels), 5.6), layout="constrained")
    for axes, panel in zip(figure.subplots(1, len(panels), sharey=True), panels, strict=True):
        draw_panel(axes, panel, [row for row in rows if row["panel"] == panel])
    figure.savefig(options.out, dpi=100, bbox_inches="tight")


def draw_panel(axes: Any, panel: str, rows: list[dict[str, str]]) -> None:
    """The series of one panel, each with its error bars, and GrabCut as a line."""
    for series in dict.fromkeys(row["series"] for row in rows):
        points = [row for row in rows if row["series"] == series]
        x, y = [float(row["x"]) for row in points], [float(row["iou"]) for row in points]
        axes.errorbar(x, y, [float(row["error"] or 0) for row in points], marker="o", capsize=3, label=series)
    axes.axhline(GRABCUT, color="grey", linewidth=1)
    ticks = sorted({float(row["x"]) for row in rows})
    if ticks[0] > 0:
        axes.set_xscale("log")
    else:  # logarithmic too, and yet it has a zero
        axes.set_xscale("symlog", linthresh=ticks[1])
    axes.set_xticks(ticks, [f"{tick:g}" for tick in ticks], rotation=60)
    axes.minorticks_off()
    axes.set_xlabel(panel)
    axes.set_ylabel("mean object IoU on val; grey: GrabCut")
    axes.grid(alpha=0.3)
    axes.legend(fontsize="small", loc="upper center", bbox_to_anchor=(0.5, -0.22))


if __name__ == "__main__":
    main()
