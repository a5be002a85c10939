"""Draws the lifecycles as Mermaid state diagrams into ARCHITECTURE.md, so that the page cannot drift from the tables.

`python -m server.domain.diagrams` rewrites the part between the two markers, `--check` only says whether it is current.
"""

import sys
from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path

from server.domain import image_state, job_state, object_state, round_state

PAGE = Path(__file__).parents[2] / "ARCHITECTURE.md"
BEGIN, END = "<!-- lifecycles: generated, do not edit -->\n", "<!-- /lifecycles -->\n"

LIFECYCLES: dict[str, tuple[Mapping[tuple[StrEnum, StrEnum], StrEnum], StrEnum]] = {
    "object": ({**object_state.TRANSITIONS}, object_state.ObjectState.DRAWN),
    "image": ({**image_state.TRANSITIONS}, image_state.ImageState.OPEN),
    "round": ({**round_state.TRANSITIONS}, round_state.RoundState.QUEUED),
    "job": ({**job_state.TRANSITIONS}, job_state.JobState.QUEUED),
}


def diagram(table: Mapping[tuple[StrEnum, StrEnum], StrEnum], start: StrEnum) -> str:
    """Return one lifecycle as a Mermaid `stateDiagram-v2`."""
    arrows = [f"    {state} --> {after}: {action.replace('_', ' ')}" for (state, action), after in table.items()]
    return "\n".join(["```mermaid", "stateDiagram-v2", "    direction LR", f"    [*] --> {start}", *arrows, "```", ""])


def section() -> str:
    """Return the generated part of the page."""
    return BEGIN + "".join(f"\n**{name}**\n\n{diagram(*lifecycle)}" for name, lifecycle in LIFECYCLES.items()) + END


def main() -> int:
    """Rewrite the page, or check it."""
    text = PAGE.read_text()
    current = text[: text.index(BEGIN)] + section() + text[text.index(END) + len(END) :]
    if "--check" in sys.argv[1:]:
        if text != current:
            sys.stderr.write("ARCHITECTURE.md is older than the lifecycles: run python -m server.domain.diagrams\n")
        return int(text != current)
    PAGE.write_text(current)
    return 0


if __name__ == "__main__":
    sys.exit(main())
