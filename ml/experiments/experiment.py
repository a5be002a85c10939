"""Running an experiment: every row with every seed, resumable, with an estimate; its report is current after each."""

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from ml.config import load_settings
from ml.experiments.cell import Cell, Workbench
from ml.experiments.contact_sheet import write_contact_sheet
from ml.experiments.data import DataError, ExperimentData
from ml.experiments.plots import write_plots
from ml.experiments.report import write_report
from ml.experiments.tables import Row, Table
from ml.progress import Reporter

Results = dict[str, dict[int, dict[str, Any]]]
"""Scores by row name and seed."""


@dataclass(frozen=True)
class Plan:
    """How an experiment is run: profile and changes of every row, seeds 0 .. seeds - 1, at most so many W and gold
    pictures (0 = all).
    """

    profile: str
    changes: tuple[str, ...]
    seeds: int
    w: int = 0
    gold: int = 0


def run_experiment(table: Table, data: ExperimentData, plan: Plan, folder: Path, reporter: Reporter) -> Results:
    """Run, or go on with, a table's cells; FOLDER/<table>/ holds results.md, PNG plots and the contact sheet.

    Cells live in FOLDER/cells and are shared by all tables of the same data. Errors of a round end it; the same call
    goes on. DataError when the data has not what the table needs.
    """
    data = data.limited(plan.w, plan.gold)
    if any(row.extra for row in table.rows) and not data.extra:
        raise DataError(f"{table.name} needs COCO 2017 in the data folder; docs/experiments.md says where to get it")
    bench, out = Workbench(folder, data, reporter), folder / table.name
    out.mkdir(parents=True, exist_ok=True)
    cells = [make_cell(row, seed, data, plan) for seed in range(plan.seeds) for row in table.rows]
    results = {row.name: {} for row in table.rows}
    for cell in cells:
        if (known := bench.result(cell)) is not None:
            results[cell.row.name][cell.seed] = known
    waiting = [cell for cell in cells if cell.seed not in results[cell.row.name]]
    started = time.monotonic()
    for number, cell in enumerate(waiting):
        _announce(reporter, table, cell, number, len(waiting), time.monotonic() - started)
        results[cell.row.name][cell.seed] = bench.result(cell) or bench.run(cell)
        _write(table, results, plan, data, out)
    _write(table, results, plan, data, out)
    last = cells[len(table.rows) - 1]
    write_contact_sheet(out / "contact-sheet.png", bench.folder(last))
    return results


def make_cell(row: Row, seed: int, data: ExperimentData, plan: Plan) -> Cell:
    """A row with one seed. Without a limit W also takes the rest of F's pool, as the paper's table 5 does."""
    settings = load_settings(plan.profile, [*plan.changes, *row.changes, f"seed={seed}"])
    f = data.draw_f(data.scaled(row.f), seed)
    rest = [] if plan.w else [name for name in data.f_pool if name not in set(f)]
    cell = Cell(row, seed, settings, tuple(f), (*data.w_pool, *rest), data.gold, data.classes)
    return fine_tuning(cell, data.extra) if row.extra else cell


def fine_tuning(cell: Cell, extra: Sequence[str]) -> Cell:
    """The cell that goes on with more W pictures: half the epochs at a quarter of the learning rate, as the paper's
    table 7 does (60 epochs at 0.004, then 30 at 0.001).
    """
    segnet = cell.settings.segnet
    segnet = replace(segnet, epochs=max(segnet.epochs // 2, 1), lr=segnet.lr / 4)
    return replace(cell, settings=replace(cell.settings, segnet=segnet), w=(*cell.w, *extra), after=cell)


def _announce(reporter: Reporter, table: Table, cell: Cell, done: int, total: int, seconds: float) -> None:
    left = f", about {seconds / done * (total - done) / 60:.0f} min left" if done else ""
    what = f"{table.name}: {cell.row.name}, seed {cell.seed}, F = {len(cell.f)}, W = {len(cell.w)}"
    reporter.emit("log", level="info", message=f"{what} ({done + 1} of {total}{left})")


def _write(table: Table, results: Results, plan: Plan, data: ExperimentData, out: Path) -> None:
    write_report(out / "results.md", table, results, plan.profile, plan.changes, data.scaled)
    write_plots(out, table, results)


def describe_scale(data: ExperimentData, table: Table) -> str:
    """One line: classes, pools and the F of each row."""
    wanted = sorted({row.f for row in table.rows}, reverse=True)
    scaled = ", ".join(f"{f} -> {data.scaled(f)}" for f in wanted)
    pools = f"{len(data.f_pool)} F, {len(data.w_pool)} W, {len(data.gold)} gold"
    return f"{len(data.classes)} classes ({', '.join(data.classes)}); pools: {pools}; the paper's F -> F here: {scaled}"
