"""Candidates for an object's mask, and the pins they may be made from, as JSON."""

from typing import Annotated

from pydantic import StringConstraints

from server.api.schemas.base import Shown, Wanted
from server.api.schemas.images import BoxList, Counts, Pixels, Work
from server.api.types import Big
from server.domain.box import Box
from server.domain.job_state import JobState
from server.domain.mask import Mask, Origin
from server.domain.pins import Pins
from server.flows.choices import Choice

PinCounts = Annotated[str, StringConstraints(min_length=1, max_length=200_000, pattern=r"^[0-o]*$")]


class PinsWanted(Wanted):
    """Pixels that surely are the object's and that surely are not: COCO compressed RLE over `rect`."""

    rect: BoxList
    foreground: PinCounts
    background: PinCounts

    def pins(self) -> Pins:
        """The same for the flow; raises BadInput for a reversed or empty rect."""
        return Pins(Box(*self.rect), self.foreground, self.background)


class CandidatesWanted(Wanted):
    """What to make: with pins the mask that they guide, without the usual ones."""

    pins: PinsWanted | None = None


class Candidate(Shown):
    """A mask the object could have. `probabilities`: of each pixel, whether they can be fetched; `tau` cut them."""

    id: int
    origin: Origin
    round: int | None
    certainty: float | None
    rect: list[int]
    foreground: str
    uncertain: str | None
    probabilities: bool
    tau: float | None


class Candidates(Shown):
    """What came of asking: the items that are ready; until the job has succeeded there are none."""

    job: int | None
    state: JobState
    error: str | None
    items: list[Candidate]


class SeenMask(Pixels):
    """A mask as it was seen."""

    uncertain: Counts | None = None


class ChoiceWanted(Work):
    """A candidate to take."""

    candidate: Big
    mask: SeenMask | None = None

    def choice(self) -> Choice:
        """The same for the flow; raises BadInput for a reversed or empty rect."""
        return Choice(self.candidate, self.mask and self.mask.mask())


class AcceptWanted(Work):
    """What to accept: the suggestion, or a candidate in the place of whatever the object has.

    `mask` is what was seen: of the candidate when tau was moved, or the suggestion where another one came since.
    """

    candidate: Big | None = None
    mask: SeenMask | None = None

    def choice(self) -> Choice | None:
        """The candidate for the flow, None for the suggestion; raises BadInput for a reversed or empty rect."""
        return None if self.candidate is None else Choice(self.candidate, self.seen())

    def seen(self) -> Mask | None:
        """The mask that was seen, for the flow; raises BadInput for a reversed or empty rect."""
        return self.mask and self.mask.mask()
