"""The pictures an experiment draws from: F's pool, W's pool, gold; and the seeded lists it makes of them."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol

import numpy as np

from ml.coco import CocoFolder
from ml.experiments.tables import PAPER_TRAINING_PICTURES
from ml.manifest_writer import LabelledPicture
from ml.voc.errors import VocError
from ml.voc.folder import VocFolder
from ml.voc.manifests import read_labelled
from ml.voc.sbd import SbdFolder, augmented_lists

LEAST_GOLD = 20
"""A class in fewer gold pictures says nothing: it is not part of the experiment."""
COCO_PLACES = ("", "coco", "COCO")


class DataError(ValueError):
    """A data folder no experiment can draw from; the message says what is missing."""


class Source(Protocol):
    """A data set's reader."""

    def read_labelled(self, name: str, masks: bool) -> LabelledPicture:
        """One picture with its objects; without masks only boxes."""
        ...

    def classes_of(self, name: str) -> set[str]:
        """Names of the classes in a picture."""
        ...


@dataclass(frozen=True)
class VocSource:
    """A VOC folder as a source."""

    folder: VocFolder

    def read_labelled(self, name: str, masks: bool) -> LabelledPicture:
        """See `ml.voc.manifests.read_labelled`."""
        return read_labelled(self.folder, name, masks)

    def classes_of(self, name: str) -> set[str]:
        """From the annotation."""
        return {thing.name for thing in self.folder.annotation(name).objects}


@dataclass(frozen=True)
class ExperimentData:
    """Names of the pictures by pool, and where each is read from."""

    classes: tuple[str, ...]
    f_pool: tuple[str, ...]
    w_pool: tuple[str, ...]
    gold: tuple[str, ...]
    extra: tuple[str, ...]
    present: Mapping[str, frozenset[str]]
    sources: Mapping[str, Source]
    training_pictures: int
    """F's and W's pools together, before `limited`"""

    def read(self, name: str, masks: bool) -> LabelledPicture:
        """One picture, from the data set it belongs to."""
        return self.sources[name].read_labelled(name, masks)

    def scaled(self, papers_f: int) -> int:
        """The paper's number of F pictures in proportion to this data set: all of VOC + SBD keeps it."""
        share = min(self.training_pictures / PAPER_TRAINING_PICTURES, 1)
        wanted = papers_f if share > 0.99 else round(papers_f * share)
        return min(max(wanted, 1), len(self.f_pool))

    def limited(self, w: int, gold: int) -> "ExperimentData":
        """At most so many W, extra and gold pictures (0 = all), always the same ones."""
        rng = np.random.default_rng(0)
        w_pool, extra, chosen = (
            _some(rng, names, n) for names, n in ((self.w_pool, w), (self.extra, w), (self.gold, gold))
        )
        return replace(self, w_pool=w_pool, extra=extra, gold=chosen)

    def draw_f(self, size: int, seed: int) -> list[str]:
        """`size` names of F's pool that hold every class; for one seed a smaller list is part of a larger one.

        First, rarest class first, a picture for each class not held yet; then any. DataError when `size` is too small.
        """
        rng = np.random.default_rng((seed, 83))
        order = [self.f_pool[i] for i in rng.permutation(len(self.f_pool))]
        counts = Counter(name for picture in order for name in self.present[picture])
        first: list[str] = []
        for wanted in sorted(self.classes, key=lambda name: counts[name]):
            if not any(wanted in self.present[name] for name in first):
                holders = [name for name in order if wanted in self.present[name]]
                if not holders:
                    raise DataError(f"no F picture holds a {wanted}")
                first.append(holders[0])
        if size < len(first):
            raise DataError(f"F = {size} cannot hold all {len(self.classes)} classes, {len(first)} pictures do")
        return [*first, *(name for name in order if name not in set(first))][:size]


def find_data(folder: Path, classes: Sequence[str] | None = None) -> ExperimentData:
    """What lies in a data folder: VOC with lists train, val and weak (a subset), or VOC beside SBD (the paper's
    10582 / 1449); COCO 2017 too when it is there. Classes: the ones given, else those in LEAST_GOLD gold pictures;
    pictures with other classes are not used. DataError when no W pictures can be found.
    """
    voc = VocFolder(folder)
    source, lists = VocSource(voc), voc.root / "ImageSets" / "Segmentation"
    sources: dict[str, Source] = {}
    if (lists / "weak.txt").is_file():
        f_pool, w_pool, gold = (voc.names(lists / f"{name}.txt") for name in ("train", "weak", "val"))
        sources |= dict.fromkeys([*f_pool, *w_pool, *gold], source)
    else:
        sbd = _find_sbd(folder)
        f_pool, w_pool, gold = augmented_lists(voc, sbd)
        sources |= dict.fromkeys([*f_pool, *gold], source) | dict.fromkeys(w_pool, sbd)
    extra = _find_coco(folder, sources)
    present = {name: frozenset(sources[name].classes_of(name)) for name in sources}
    counts = Counter(name for picture in gold for name in present[picture])
    chosen = tuple(classes or sorted(name for name, count in counts.items() if count >= LEAST_GOLD))
    if not chosen:
        raise DataError(f"no class is in {LEAST_GOLD} gold pictures; name the classes to use")

    def usable(names: Sequence[str]) -> tuple[str, ...]:
        return tuple(name for name in names if present[name] <= set(chosen))

    f_pool, w_pool = usable(f_pool), usable(w_pool)
    total = len(f_pool) + len(w_pool)
    return ExperimentData(chosen, f_pool, w_pool, usable(gold), usable(extra), present, sources, total)


def _find_sbd(folder: Path) -> SbdFolder:
    for place in (folder, folder / "sbd", folder / "SBD"):
        try:
            return SbdFolder(place)
        except VocError:
            continue
    raise DataError(
        f"{folder} has VOC but no pictures for W: neither a list ImageSets/Segmentation/weak.txt nor SBD "
        "(benchmark_RELEASE) beside it; docs/experiments.md says where to get it"
    )


def _find_coco(folder: Path, sources: dict[str, Source]) -> list[str]:
    """Names of COCO's pictures, added to `sources`; none when there is no COCO."""
    for place in COCO_PLACES:
        if (folder / place / "annotations" / "instances_train2017.json").is_file():
            coco = CocoFolder(folder / place)
            sources.update(dict.fromkeys(coco.names(), coco))
            return coco.names()
    return []


def _some(rng: np.random.Generator, names: Sequence[str], count: int) -> tuple[str, ...]:
    if not count or count >= len(names):
        return tuple(names)
    return tuple(names[int(i)] for i in rng.permutation(len(names))[:count])
