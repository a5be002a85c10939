"""`experiment`: the paper's tables and figure 7 from a data folder."""

import argparse
from pathlib import Path
from typing import Any

from ml.commands.arguments import add_command, add_json, add_out, add_settings
from ml.commands.reporting import report
from ml.experiments.tables import TABLES
from ml.progress import Reporter

TEXT = """
Run tables of the paper, or go on with them: each row with each seed is a round.

reads   DIR with VOC 2012 and lists train, weak, val; or with VOC 2012 and SBD beside it; COCO 2017 too for table7
        (docs/experiments.md says where to get them)
writes  OUT/TABLE/results.md: mean, standard deviation and n beside the paper's figures, and which orderings hold;
        plot.png, epochs.png, contact-sheet.png; OUT/cells: the rounds, shared by all tables with the same OUT

examples:
  python -m ml experiment table2 --data VOC --out experiments
  python -m ml experiment table4 table5 figure7 --data VOC --seeds 5 --w 240 --gold 100 --out experiments
  python -m ml experiment table4 --data VOCdevkit --profile paper --seeds 3 --out paper
"""


def add_parser(commands: Any) -> None:
    """Add the command."""
    parser = add_command(commands, "experiment", "the paper's tables 2 to 7 and figure 7", TEXT, run, resumable=True)
    parser.add_argument("tables", choices=sorted(TABLES), nargs="+", metavar="TABLE", help=", ".join(sorted(TABLES)))
    parser.add_argument("--data", type=Path, required=True, metavar="DIR", help="the data sets' folder")
    add_out(parser, "reports, and the rounds to go on with")
    add_settings(parser)
    parser.set_defaults(profile="experiment")
    parser.add_argument("--seeds", type=int, default=3, help="seeds 0 .. N-1 (default: 3); they draw F, too")
    parser.add_argument("--w", type=int, default=0, help="at most so many W pictures (default: all)")
    parser.add_argument("--gold", type=int, default=0, help="at most so many gold pictures (default: all)")
    parser.add_argument("--classes", default="", help="names, commas between (default: those in enough gold pictures)")
    add_json(parser, "print one JSON event per line instead of progress bars")


def run(options: argparse.Namespace) -> int:
    """Run them one after the other."""
    return report(lambda reporter: _run(options, reporter), options.json, options.out / "events.jsonl")


def _run(options: argparse.Namespace, reporter: Reporter) -> None:
    from ml.experiments.data import find_data
    from ml.experiments.experiment import Plan, describe_scale, run_experiment
    from ml.files import hold_folder

    if min(options.seeds - 1, options.w, options.gold) < 0:
        raise ValueError("--seeds must be 1 or more, --w and --gold 0 (all) or more")
    plan = Plan(options.profile, tuple(options.changes), options.seeds, options.w, options.gold)
    data = find_data(options.data, [name for name in options.classes.split(",") if name])
    options.out.mkdir(parents=True, exist_ok=True)
    hold_folder(options.out)
    for name in options.tables:
        reporter.emit("log", level="info", message=describe_scale(data, TABLES[name]))
        run_experiment(TABLES[name], data, plan, options.out, reporter)
        reporter.emit("log", level="info", message=f"written: {options.out / name / 'results.md'}")
