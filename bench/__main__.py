"""`python -m bench [--data VOC_FOLDER] [--only NAME ...]` prints every figure as a Markdown table."""

import argparse
import importlib
import os
import platform
from pathlib import Path

MODULES = ("proposals", "networks", "suggest", "saves", "export", "page")
COLUMNS = ("name", "median", "p95", "reference", "ratio", "n")


def main() -> None:
    """Run the modules one after the other, so that they do not disturb each other."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--data", type=Path, help="a VOC folder, for real pictures where it matters")
    parser.add_argument("--only", nargs="+", choices=MODULES, default=MODULES)
    options = parser.parse_args()
    print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}\n")
    print("| " + " | ".join(COLUMNS) + " |\n|" + "---|" * len(COLUMNS))
    for name in options.only:
        for row in importlib.import_module(f"bench.{name}").rows(options.data):
            print("| " + " | ".join(str(row.get(column, "")) for column in COLUMNS) + " |", flush=True)


if __name__ == "__main__":
    main()
