"""results.md of an experiment: a row per row of the paper, the paper's figure beside ours, and what can be said."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from ml.experiments.statistics import Summary, compare, summarize
from ml.experiments.tables import Claim, Row, Table
from ml.files import write_whole

Results = Mapping[str, Mapping[int, Mapping[str, Any]]]

MEASURES = (
    ("SegNet mIoU", "segnet_miou"),
    ("AnnNet object IoU", "annnet_iou"),
    ("pseudo mIoU (kept)", "pseudo_miou"),
    ("kept", "pseudo_kept"),
    ("pseudo mIoU (best guess)", "pseudo_guess_miou"),
)
"""Column and key of each measure; all are shown in per cent."""


def write_report(
    file: Path,
    table: Table,
    results: Results,
    profile: str,
    changes: Sequence[str],
    scaled: Callable[[int], int],
) -> None:
    """Write the Markdown report of what is finished so far."""
    sections = [
        f"# {table.name}: {table.caption}",
        _origin(results, profile, changes),
        _rows(table, results, scaled),
        "Mean ± standard deviation over seeds, per cent. SegNet: mIoU on gold. AnnNet: mean IoU of gold's objects, "
        "boxes given. Pseudo: mIoU of W's pseudo masks over the pixels they keep (probability above tau), the share "
        "kept, and of their best guess inside the boxes.",
        "## The paper's orderings here",
        _claims(table.claims, results),
        "Differences are paired by seed (seeds also draw F). An ordering holds, or does not, when the 95 % interval of "
        "Student's t leaves zero out; all else cannot be said from so few seeds.",
    ]
    write_whole(file, ("\n\n".join(sections) + "\n").encode())


def _origin(results: Results, profile: str, changes: Sequence[str]) -> str:
    """Where the numbers come from: sizes, profile, weights, minutes."""
    done = [result for by_seed in results.values() for result in by_seed.values()]
    settings = f"profile `{profile}`" + "".join(f", `{change}`" for change in changes)
    if not done:
        return f"Nothing is finished yet; {settings}."
    first = done[0]
    minutes = sum(sum(result["minutes"].values()) for result in done)
    weights = ", ".join(sorted({source for result in done for source in result["weights"].values()}))
    return (
        f"W = {first['w']}, gold = {first['gold']} pictures with {first['objects']} objects; {settings}; "
        f"backbones start from: {weights}; {len(done)} rounds, {minutes:.0f} minutes."
    )


def _rows(table: Table, results: Results, scaled: Callable[[int], int]) -> str:
    heads = ["", "paper F", "paper mIoU", "F here", *(name for name, _ in MEASURES), "seeds"]
    lines = [_line(heads), _line(["---"] * len(heads))]
    lines += [_line(_row(row, results.get(row.name, {}), scaled)) for row in table.rows]
    return "\n".join(lines)


def _row(row: Row, by_seed: Mapping[int, Mapping[str, Any]], scaled: Callable[[int], int]) -> list[str]:
    found = [summarize(_values(by_seed, key)) for _, key in MEASURES]
    paper = "-" if row.paper_miou is None else f"{row.paper_miou:.2f}"
    return [row.name, str(row.f), paper, str(scaled(row.f)), *map(_cell, found), str(len(by_seed))]


def _claims(claims: Sequence[Claim], results: Results) -> str:
    heads = ["claim", "measure", "mean difference", "standard error", "95 %", "n", "verdict"]
    lines = [_line(heads), _line(["---"] * len(heads))]
    for claim in claims:
        for name, key in MEASURES[:3]:
            scores = [
                {seed: result[key] for seed, result in results.get(row, {}).items() if result[key] is not None}
                for row in (claim.better, claim.worse)
            ]
            found = compare(*scores)
            if found is None:
                continue
            error, half = ("-" if value is None else f"{100 * value:.2f}" for value in (found.error, found.half_width))
            difference = f"{100 * found.difference:+.2f}"
            statement = f"{claim.better} > {claim.worse}"
            lines.append(_line([statement, name, difference, error, f"± {half}", str(found.n), found.verdict]))
    return "\n".join(lines)


def _values(by_seed: Mapping[int, Mapping[str, Any]], key: str) -> list[float]:
    return [result[key] for result in by_seed.values() if result[key] is not None]


def _cell(found: Summary | None) -> str:
    if found is None:
        return "-"
    spread = "" if found.deviation is None else f" ± {100 * found.deviation:.2f}"
    return f"{100 * found.mean:.2f}{spread}"


def _line(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cells) + " |"
