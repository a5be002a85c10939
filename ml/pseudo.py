"""Pseudo masks: AnnNet's predictions kept where they are sure (paper equation 3), and the files they are handed on in.

DIR/pseudo/<image id>.json: {"image": str, "iteration": n, "objects": [{"id": str, "mask": Mask JSON}]}, uncertain too;
DIR/pseudo/<image id>.png: the label map SegNet is trained on, 8-bit grey, 0 background, class index, 255 ignored.
"""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from ml.data.examples import Bytes
from ml.files import read_json, write_json, write_png
from ml.manifest import ManifestImage
from ml.masks import Bools, ObjectMask


def keep_sure(probabilities: NDArray[np.float32], tau: float) -> tuple[Bytes, Bools]:
    """Equation 3: most probable output per pixel, uint8 (H, W), and bool (H, W) where its probability is not above tau.

    probabilities: (outputs, H, W), sum 1. Strict: a probability of exactly tau is not kept.
    """
    best = probabilities.argmax(axis=0).astype(np.uint8)
    return best, probabilities.max(axis=0) <= np.float32(tau)


LEVELS = 100
FOREGROUND_BIT = 128


def as_levels(foreground: Bools, probability: NDArray[np.float32]) -> Bytes:
    """One byte a pixel from which equation 3 can be worked out again for every tau in hundredths: uint8 (H, W).

    The low seven bits count the k in 0..99 with k / 100 < probability, so a pixel is kept for tau = k / 100 exactly
    when they are above k; 128 is added where the guess is foreground. probability: of the guess, (H, W).
    """
    grid = np.arange(LEVELS, dtype=np.float32) / np.float32(LEVELS)
    levels = np.searchsorted(grid, probability, side="left").astype(np.uint8)
    return levels + np.where(foreground, FOREGROUND_BIT, 0).astype(np.uint8)


class PseudoFiles:
    """Writes and reads the pseudo masks of a round; as labels of W images for the networks that follow."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        folder.mkdir(parents=True, exist_ok=True)

    def write(self, image: ManifestImage, iteration: int, masks: Sequence[ObjectMask], label_map: Bytes) -> None:
        """Replace both files of an image; the JSON comes last, so a file that is there belongs to a whole pair."""
        write_png(self._folder / f"{image.id}.png", label_map)
        objects = [
            {"id": thing.id, "mask": mask.tight().to_json()} for thing, mask in zip(image.objects, masks, strict=True)
        ]
        write_json(self._folder / f"{image.id}.json", {"image": image.id, "iteration": iteration, "objects": objects})

    def masks(self, image: ManifestImage) -> Sequence[ObjectMask]:
        """One mask per object, in the image's order."""
        data = read_json(self._folder / f"{image.id}.json")
        try:
            return [ObjectMask.from_json(entry["mask"]) for entry in data["objects"]]
        except (KeyError, TypeError) as problem:
            raise ValueError(
                f"{self._folder / image.id}.json holds no pseudo masks ({problem!r}); delete it"
            ) from problem

    def label_map(self, image: ManifestImage) -> Bytes:
        """uint8 (height, width), 255 ignored."""
        with Image.open(self._folder / f"{image.id}.png") as picture:
            return np.asarray(picture, np.uint8)
