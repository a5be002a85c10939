"""`python -m bench [--data VOC_FOLDER] [--only NAME ...]` prints every figure as a Markdown table."""

import argparse
import importlib
import os
import platform
import subprocess
import sys
from pathlib import Path

MODULES = (
    "proposals",
    "networks",
    "training",
    "suggest",
    "saves",
    "export",
    "image_lists",
    "page",
    "many_pictures",
    "editor",
)
COLUMNS = ("name", "median", "p95", "reference", "ratio", "n")
PRINT_ROWS = "import sys; from bench.__main__ import print_rows; print_rows(*sys.argv[1:])"


def main() -> None:
    """Run each module in a process of its own, one after the other, so that they do not disturb each other."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--data", type=Path, help="a VOC folder, for real pictures where it matters")
    parser.add_argument("--only", nargs="+", choices=MODULES, default=MODULES)
    options = parser.parse_args()
    print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}\n")
    print("| " + " | ".join(COLUMNS) + " |\n|" + "---|" * len(COLUMNS), flush=True)
    data = str(options.data) if options.data else ""
    codes = [subprocess.run([sys.executable, "-c", PRINT_ROWS, name, data]).returncode for name in options.only]
    sys.exit(max(codes))


def print_rows(name: str, data: str) -> None:
    """Measure one module and print its rows."""
    for row in importlib.import_module(f"bench.{name}").rows(Path(data) if data else None):
        print("| " + " | ".join(str(row.get(column, "")) for column in COLUMNS) + " |", flush=True)


if __name__ == "__main__":
    main()
