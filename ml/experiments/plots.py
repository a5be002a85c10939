"""PNG plots of an experiment: each measure by row with its seeds as points, and scores by epoch."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from ml.experiments.report import MEASURES
from ml.experiments.tables import Table

Results = Mapping[str, Mapping[int, Mapping[str, Any]]]


def write_plots(folder: Path, table: Table, results: Results) -> None:
    """FOLDER/plot.png, and FOLDER/epochs.png when rows were watched. Without any result nothing is written."""
    from matplotlib.figure import Figure

    if not any(results.values()):
        return
    figure = Figure(figsize=(11, 1.2 + 0.45 * len(table.rows)), layout="constrained")
    for axes, (name, key) in zip(figure.subplots(1, 3, sharey=True), MEASURES[:3], strict=True):
        _draw_rows(axes, name, key, table, results)
    figure.savefig(folder / "plot.png", dpi=120)
    if any(result["epochs"] for by_seed in results.values() for result in by_seed.values()):
        figure = Figure(figsize=(10, 4), layout="constrained")
        for axes, stage in zip(figure.subplots(1, 2), ("annnet", "segnet"), strict=True):
            _draw_epochs(axes, stage, table, results)
        figure.savefig(folder / "epochs.png", dpi=120)


def _draw_rows(axes: Any, name: str, key: str, table: Table, results: Results) -> None:
    """A line of points per row, mean as a bar; the paper's order from top to bottom."""
    for place, row in enumerate(table.rows):
        values = [100 * result[key] for result in results.get(row.name, {}).values() if result[key] is not None]
        axes.plot(values, [place] * len(values), "o", color="tab:blue", alpha=0.6)
        if values:
            axes.plot([np.mean(values)], [place], "|", color="black", markersize=18, markeredgewidth=2)
    axes.set_yticks(range(len(table.rows)), [row.name for row in table.rows])
    axes.set_ylim(len(table.rows) - 0.5, -0.5)
    axes.set_title(f"{name}, %")
    axes.grid(axis="x", alpha=0.3)


def _draw_epochs(axes: Any, stage: str, table: Table, results: Results) -> None:
    """Mean over seeds with the range of the seeds, by epoch of the last iteration."""
    for row in table.rows:
        curves = [curve for result in results.get(row.name, {}).values() if (curve := _curve(result["epochs"], stage))]
        if not curves:
            continue
        length = min(map(len, curves))
        values = 100 * np.array([curve[:length] for curve in curves])
        epochs = np.arange(1, length + 1)
        axes.plot(epochs, values.mean(0), marker=".", label=f"{row.name} (n = {len(curves)})")
        axes.fill_between(epochs, values.min(0), values.max(0), alpha=0.2)
    axes.set_title({"annnet": "AnnNet, boxes given", "segnet": "SegNet"}[stage])
    axes.set_xlabel("epoch")
    axes.set_ylabel("mIoU on gold, %")
    axes.grid(alpha=0.3)
    if axes.has_data():
        axes.legend()


def _curve(entries: list[dict[str, Any]], stage: str) -> list[float]:
    wanted = [entry for entry in entries if entry["stage"] == stage]
    last = max((entry["iteration"] for entry in wanted), default=1)
    return [entry["miou"] for entry in sorted(wanted, key=lambda e: e["epoch"]) if entry["iteration"] == last]
