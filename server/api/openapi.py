"""Writes the API's OpenAPI schema for the web app: `python -m server.api.openapi`; with `--check` only compares."""

import json
import sys
from pathlib import Path

from server.api.app import create_app

SCHEMA = Path(__file__).resolve().parents[2] / "web" / "src" / "api" / "openapi.json"


def main(arguments: list[str]) -> int:
    """Write the schema, stable from run to run; with `--check` say what to do and return 1 when the file is not it."""
    schema = json.dumps(create_app().openapi(), indent=2, ensure_ascii=False) + "\n"
    if arguments == ["--check"]:
        current = SCHEMA.is_file() and SCHEMA.read_text(encoding="utf-8") == schema
        if not current:
            sys.stderr.write(f"{SCHEMA.name} is not what the API says: run `python -m server.api.openapi`.\n")
        return 0 if current else 1
    SCHEMA.write_text(schema, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
