"""Reading the Semantic Boundaries Dataset (SBD): VOC pictures with masks in MATLAB files, in its own layout."""

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ml.manifest_writer import LabelledObject, LabelledPicture
from ml.masks import ObjectMask
from ml.voc.errors import VocError
from ml.voc.folder import VocFolder, checked_name
from ml.voc.palette import VOC_CLASSES

PLACES = ("", "dataset", "benchmark_RELEASE/dataset", "benchmark/benchmark_RELEASE/dataset")
"""Where the archive's folders lie below the one that is given."""


class SbdFolder:
    """`benchmark_RELEASE/dataset` with img/, inst/ and the lists train.txt and val.txt; or a folder above it."""

    def __init__(self, root: Path) -> None:
        found = [
            root / place for place in PLACES if (root / place / "inst").is_dir() and (root / place / "img").is_dir()
        ]
        if not found:
            raise VocError(root, "is no SBD: it has no folders img and inst (nor has benchmark_RELEASE/dataset in it)")
        self.root = found[0]

    def names(self) -> list[str]:
        """Every picture's name: train.txt and val.txt together, in order."""
        names: dict[str, None] = {}
        for list_name in ("train.txt", "val.txt"):
            file = self.root / list_name
            if not file.is_file():
                raise VocError(file, "is missing")
            names |= dict.fromkeys(checked_name(line.strip(), file) for line in file.read_text().split("\n") if line)
        return list(names)

    def read_labelled(self, name: str, masks: bool) -> LabelledPicture:
        """One picture. Boxes are the bounds of each instance's pixels (METHOD.md decision 14); `masks=False` keeps
        nothing else of them. VocError for missing or damaged files.
        """
        image = self.root / "img" / f"{checked_name(name, self.root)}.jpg"
        if not image.is_file():
            raise VocError(image, "is missing")
        instances, categories = self._instances(name)
        things: list[LabelledObject] = []
        for number, category in enumerate(categories, 1):
            pixels = instances == number
            if not pixels.any():
                continue
            mask = ObjectMask.from_picture(pixels)
            things.append(LabelledObject(VOC_CLASSES[category - 1], mask.rect, mask if masks else None))
        height, width = instances.shape
        return LabelledPicture(name, image, width, height, tuple(things))

    def classes_of(self, name: str) -> set[str]:
        """Names of the classes in a picture."""
        return {VOC_CLASSES[category - 1] for category in self._instances(name)[1]}

    def _instances(self, name: str) -> tuple[NDArray[np.uint8], list[int]]:
        """Instance numbers (H, W) uint8, 0 background, and the category 1..20 of instance 1, 2, ..."""
        from scipy.io import loadmat
        from scipy.io.matlab import MatReadError

        file = self.root / "inst" / f"{name}.mat"
        try:
            record: Any = loadmat(file)["GTinst"][0, 0]
            instances = np.asarray(record["Segmentation"], np.uint8)
            categories = [int(value) for value in np.ravel(record["Categories"])]
        except FileNotFoundError:
            raise VocError(file, "is missing") from None
        except (MatReadError, ValueError, KeyError, IndexError, TypeError, OSError) as problem:
            raise VocError(file, f"is no readable SBD annotation ({problem})") from problem
        if instances.ndim != 2 or instances.max(initial=0) > len(categories):
            raise VocError(file, f"has instances up to {instances.max(initial=0)}, but {len(categories)} categories")
        if not all(1 <= category <= len(VOC_CLASSES) for category in categories):
            raise VocError(file, f"names a category outside 1..{len(VOC_CLASSES)}")
        return instances, categories


def augmented_lists(voc: VocFolder, sbd: SbdFolder) -> tuple[list[str], list[str], list[str]]:
    """Names of F's pool, W's pool and gold as in the paper (section 4.1): VOC's train (1464), the rest of SBD that is
    not in VOC's val (9118), VOC's val (1449). F and W together are the 10582 known as train_aug.
    """
    lists = voc.root / "ImageSets" / "Segmentation"
    train, val = voc.names(lists / "train.txt"), voc.names(lists / "val.txt")
    taken = {*train, *val}
    return train, [name for name in sbd.names() if name not in taken], val
