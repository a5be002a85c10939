"""Writes the API's OpenAPI schema for the web app: `python -m server.api.openapi [PATH]`."""

import json
import sys
from pathlib import Path

from server.api.app import create_app

SCHEMA = Path(__file__).resolve().parents[2] / "web" / "src" / "api" / "openapi.json"


def main(path: Path = SCHEMA) -> None:
    """Write the schema to `path`, stable from run to run."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(create_app().openapi(), indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(*(Path(argument) for argument in sys.argv[1:2]))
