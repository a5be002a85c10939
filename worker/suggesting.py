"""How masks are made for an image's objects: by the proposals or the promoted AnnNet, freely or guided by pins."""

import gzip
import io
from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING

from ml.impression import certainty, looks
from ml.masks import Bools, ObjectMask
from ml.proposals import Learned, Pins, cut_out, fuse, guide, learn, mcg_crop, sketch
from ml.pseudo import as_levels
from server.domain import pins as stored
from server.domain.box import Box
from server.domain.mask import Impression, Mask, Origin
from server.flows.candidates import Made
from server.flows.suggestions import Corners, Gathered, Wanted
from server.store.blobs import blobs
from worker.masks import from_stored
from worker.models import annnet
from worker.pictures import picture
from worker.recent import Recent

if TYPE_CHECKING:
    from ml.guess import Guess

MOST_LEVELS = 1 << 24
"""Of a box with more pixels than this no probabilities are kept: too much to send to a page."""
MOST_LEARNED = 64
"""Of so many boxes a process remembers what GrabCut learned: the pins after the first one are quicker for it."""
MOST_GUESS_BYTES = 64 << 20
"""So much of what AnnNet saw lately a process remembers, so that it does not run again for every pin."""


def suggest(gathered: Gathered, wanted: Wanted) -> Iterator[tuple[Mask, Origin]]:
    """Masks for one object while somebody waits, the last of them `best_suggestion`: where the proposals suggest, a
    sketch by GrabCut comes before it.
    """
    if _guess(gathered, wanted) is None:
        box, pins = gathered.boxes[wanted.position], _extremes(gathered, wanted)
        yield _as_stored(ObjectMask(box, guide(sketch(picture(gathered.blob), box), pins))), Origin.GRABCUT
    yield best_suggestion(gathered, wanted)


def best_suggestion(gathered: Gathered, wanted: Wanted) -> tuple[Mask, Origin]:
    """The mask of one object: AnnNet's, or without a model that of GrabCut and MCG fused.

    Works on a crop around the box, whatever the picture's size. Extreme points of the box belong to the object.
    """
    guess = _guess(gathered, wanted)
    if guess is not None:
        return _as_stored(guess.mask), Origin.ANNNET
    return _as_stored(fuse(*_proposals(gathered, wanted), gathered.boxes[wanted.position])), Origin.FUSED


def all_candidates(gathered: Gathered) -> list[Made]:
    """Every mask the (one) wanted object could have without a person's hand: GrabCut, MCG, both fused, AnnNet."""
    wanted = gathered.wanted[0]
    box = gathered.boxes[wanted.position]
    by_grabcut, by_mcg = _proposals(gathered, wanted)
    made = [
        Made(_as_stored(ObjectMask(box, by_grabcut)), Origin.GRABCUT),
        Made(_as_stored(ObjectMask(box, by_mcg)), Origin.MCG),
        Made(_as_stored(fuse(by_grabcut, by_mcg, box)), Origin.FUSED),
    ]
    guess = _guess(gathered, wanted)
    return [*made, _made_by_model(gathered.model_blob, guess)] if guess and gathered.model_blob else made


def guided_candidate(gathered: Gathered, pins: stored.Pins) -> Made:
    """The mask of the (one) wanted object that a person's pins guide, from GrabCut and, where there is one, AnnNet."""
    wanted = gathered.wanted[0]
    box = gathered.boxes[wanted.position]
    extremes, pinned = _extremes(gathered, wanted), _pins(box, pins)
    # The person's newer word counts where they take an extreme point back.
    both = Pins(pinned.foreground | (extremes.foreground & ~pinned.background), pinned.background)
    guess = _guess(gathered, wanted)
    found = guide(_learned(gathered.blob, box), both, None if guess is None else guess.foreground)
    return Made(_as_stored(ObjectMask(box, found)), Origin.GUIDED)


def _proposals(gathered: Gathered, wanted: Wanted) -> tuple[Bools, Bools]:
    """Foreground of the box that GrabCut and MCG find."""
    box, pins = gathered.boxes[wanted.position], _extremes(gathered, wanted)
    learned = _learned(gathered.blob, box)
    return guide(learned, pins), pins.hold(mcg_crop(learned.crop))


@lru_cache(MOST_LEARNED)
def _learned(blob: str, box: Corners) -> Learned:
    return learn(cut_out(picture(blob), box))


def _extremes(gathered: Gathered, wanted: Wanted) -> Pins:
    return Pins.of_points(gathered.boxes[wanted.position], gathered.points[wanted.position] or [])


def _pins(box: Corners, pins: stored.Pins) -> Pins:
    parts = (from_stored(Mask(pins.rect, part)).over(box).foreground for part in (pins.foreground, pins.background))
    return Pins(*parts)


def _guess(gathered: Gathered, wanted: Wanted) -> "Guess | None":
    """What the promoted AnnNet sees; None when there is none, or the object's class is younger than it."""
    if gathered.model_blob is None:
        return None
    predictor = annnet(gathered.model_blob)
    known = [place for place, index in enumerate(gathered.classes) if index <= len(predictor.card.classes)]
    if wanted.position not in known:
        return None
    boxes, classes = [gathered.boxes[place] for place in known], [gathered.classes[place] for place in known]
    which = known.index(wanted.position)
    seen = (gathered.model_blob, gathered.blob, tuple(boxes), tuple(classes), which)  # all that the guess depends on
    guess = _guesses.get(seen, lambda: predictor.guess(picture(gathered.blob), boxes, classes, [which])[0])
    return guess.hold(_extremes(gathered, wanted))


def _bytes(guess: "Guess") -> int:
    planes = (guess.probability, guess.mask.foreground, guess.mask.uncertain, guess.mask.ignored)
    return sum(plane.nbytes for plane in planes if plane is not None)


_guesses = Recent["Guess"](MOST_GUESS_BYTES, _bytes)


def _made_by_model(model_blob: str, guess: "Guess") -> Made:
    blob = None
    if guess.probability.size <= MOST_LEVELS:
        levels = as_levels(guess.mask.foreground, guess.probability)
        blob = blobs().put(io.BytesIO(gzip.compress(levels.tobytes(), 6, mtime=0)))
    return Made(_as_stored(guess.mask), Origin.ANNNET, blob, annnet(model_blob).card.settings.tau)


def _as_stored(mask: ObjectMask) -> Mask:
    data = mask.tight().to_json()
    return Mask(Box(*data["rect"]), data["foreground"], data["uncertain"], impression=_impression(mask))


def _impression(mask: ObjectMask) -> Impression | None:
    """None for a mask that cannot say where it is uncertain: GrabCut's alone."""
    return None if mask.uncertain is None else Impression(certainty(mask), looks(mask))
