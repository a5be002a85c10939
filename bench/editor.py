"""The editor on 20 megapixels in a headless Chromium (web/bench), beside the same scene drawn with Konva."""

import os
import re
import subprocess
from pathlib import Path

from bench.page import chromium

WEB = Path(__file__).resolve().parents[1] / "web"
LINE = re.compile(r"^(?P<name>\S.*?)\s+(?P<median>[\d.]+)\s+(?P<p95>[\d.]+)$")
REFERENCES = {
    "pan, 200 masks, fitted": "Konva, pan, 200 masks",
    "zoom in and out, 200 masks": "Konva, zoom, 200 masks",
    "brush 200 px, fitted: pointer event and frame": "Konva, brush, 200 masks, event and frame",
    "pan, 1000 boxes": "Konva, pan, 1000 boxes",
}
Row = dict[str, str | int]


def rows(data: Path | None = None) -> list[Row]:
    """One row per kind of work; milliseconds of a frame or an event."""
    program = chromium() or "chromium"
    command = ["npm", "run", "--silent", "bench"]
    said = subprocess.run(
        command, cwd=WEB, env=os.environ | {"CHROMIUM": program}, check=True, capture_output=True, text=True
    )
    found = [match.groupdict() for line in said.stdout.splitlines()[1:] if (match := LINE.match(line))]
    medians = {one["name"]: float(one["median"]) for one in found}
    return [_row(one, medians) for one in found if not one["name"].startswith("reference")]


def _row(one: dict[str, str], medians: dict[str, float]) -> Row:
    row: Row = {"name": one["name"], "median": f"{one['median']} ms", "p95": f"{one['p95']} ms"}
    reference = REFERENCES.get(one["name"])
    if reference and (beside := medians.get(f"reference: {reference}")):
        row["reference"] = f"{reference}, {beside:.1f} ms"
        row["ratio"] = f"{medians[one['name']] / beside:.2f}"
    return row
