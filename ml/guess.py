"""What AnnNet answers: a guess per object, and an image's guesses with their label map."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ml.data.examples import Bytes
from ml.masks import ObjectMask
from ml.proposals.pins import Pins

Floats = NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class Guess:
    """One object as AnnNet sees it."""

    mask: ObjectMask
    probability: Floats
    """(box_h, box_w): of what the mask guesses there, the most probable output"""

    @property
    def foreground(self) -> Floats:
        """(box_h, box_w): how probable it is that a pixel is the object's."""
        return np.where(self.mask.foreground, self.probability, 1 - self.probability).astype(np.float32)

    def hold(self, pins: Pins) -> "Guess":
        """The same, sure of what a person pinned."""
        pinned = pins.foreground | pins.background
        uncertain = None if self.mask.uncertain is None else self.mask.uncertain & ~pinned
        mask = ObjectMask(self.mask.rect, pins.hold(self.mask.foreground), uncertain)
        return Guess(mask, np.where(pinned, np.float32(1), self.probability))

    def moved(self, x: int, y: int) -> "Guess":
        """The same so many pixels further right and down."""
        left, top, right, bottom = self.mask.rect
        mask = ObjectMask((left + x, top + y, right + x, bottom + y), self.mask.foreground, self.mask.uncertain)
        return Guess(mask, self.probability)


@dataclass(frozen=True, eq=False)
class Pseudo:
    """What AnnNet says about an image: one guess per wanted object, and the label map (uncertain pixels 255)."""

    guesses: list[Guess]
    label_map: Bytes

    @property
    def masks(self) -> list[ObjectMask]:
        """The objects' masks."""
        return [guess.mask for guess in self.guesses]
