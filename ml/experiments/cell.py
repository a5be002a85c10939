"""One cell of an experiment: one row with one seed. Its lists become a manifest, a round runs, its scores are kept."""

import hashlib
import json
import shutil
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from ml.coco import CocoError
from ml.config import Settings, describe_settings
from ml.experiments.data import ExperimentData
from ml.experiments.epochs import EpochScores
from ml.experiments.tables import Row
from ml.files import write_json
from ml.label_map import IGNORED, compose
from ml.manifest import Manifest, Part, load_manifest
from ml.manifest_writer import LabelledPicture, save_manifest
from ml.masks import ObjectMask
from ml.metrics import ConfusionMatrix
from ml.progress import Reporter
from ml.pseudo import PseudoFiles
from ml.round import run_round
from ml.voc.errors import VocError


@dataclass(frozen=True)
class Cell:
    """A row's settings and lists for one seed."""

    row: Row
    seed: int
    settings: Settings
    f: tuple[str, ...]
    w: tuple[str, ...]
    gold: tuple[str, ...]
    classes: tuple[str, ...]
    after: "Cell | None" = None
    """the cell whose round this one goes on from"""

    @property
    def key(self) -> str:
        """Name of the cell's folder: the same settings and lists give the same key, whatever table asks.

        Only settings that differ from their defaults count: those a later program adds leave keys as they are.
        """
        defaults = {key: value for key, value, _ in describe_settings(Settings())}
        changed = {key: value for key, value, _ in describe_settings(self.settings) if value != defaults[key]}
        parts: list[Any] = [sorted(changed.items()), self.f, self.w, self.gold, self.classes]
        if self.after:
            parts.append(self.after.key)
        digest = hashlib.sha256(json.dumps(parts).encode()).hexdigest()[:12]
        return f"F{len(self.f)}-seed{self.seed}-{digest}"

    def before(self) -> "Cell | None":
        """The same with one round less."""
        if self.settings.rounds == 1 or self.after:
            return None
        return replace(self, settings=replace(self.settings, rounds=self.settings.rounds - 1))


class Workbench:
    """The folder of all experiments on one data set: cells/KEY for each cell, proposals shared by all."""

    def __init__(self, folder: Path, data: ExperimentData, reporter: Reporter) -> None:
        self._folder, self._data, self._reporter = folder, data, reporter

    def result(self, cell: Cell) -> dict[str, Any] | None:
        """The scores of a finished cell, None when it is not finished (or was not watched and should be)."""
        file = self.folder(cell) / "result.json"
        if not file.is_file():
            return None
        result = json.loads(file.read_text(encoding="utf-8"))
        return result if result["epochs"] or not cell.row.watched else None

    def folder(self, cell: Cell) -> Path:
        """Where the cell lives."""
        return self._folder / "cells" / cell.key

    def run(self, cell: Cell) -> dict[str, Any]:
        """Run the cell, or go on with it, and keep its scores."""
        folder, after = self.folder(cell), None
        if cell.after:
            after = self.folder(cell.after) / "round"
            if self.result(cell.after) is None:
                self.run(cell.after)
        manifest = self._manifest(cell, folder / "manifest.json", masks_of_w=False)
        _take_over(cell, self._folder / "cells", folder / "round")
        reporter = EpochScores(self._reporter, manifest, cell.settings, folder) if cell.row.watched else self._reporter
        cache = self._folder / "proposals"
        round_result = run_round(folder / "manifest.json", folder / "round", cell.settings, reporter, cache, after)
        truth = self._manifest(cell, folder / "truth.json", masks_of_w=True)
        result = {
            "row": cell.row.name,
            "seed": cell.seed,
            "f": len(manifest.part("F")),
            "w": len(manifest.part("W")),
            "gold": len(manifest.part("gold")),
            "segnet_miou": round_result["segnet"]["miou"],
            "annnet_iou": round_result["object_iou"]["annnet"]["mean"],
            "fused_iou": round_result["object_iou"]["fused"]["mean"],
            "objects": round_result["object_iou"]["annnet"]["n"],
            **measure_pseudo(truth, PseudoFiles(folder / "round" / "pseudo")),
            "minutes": round_result["minutes"],
            "weights": round_result["weights"],
            "epochs": reporter.scores() if isinstance(reporter, EpochScores) else [],
        }
        write_json(folder / "result.json", result)
        return result

    def _manifest(self, cell: Cell, file: Path, masks_of_w: bool) -> Manifest:
        """The cell's manifest; with `masks_of_w` the W images alone, as gold, to measure pseudo masks with."""
        if not file.is_file():
            lists: dict[Part, tuple[str, ...]] = {"F": cell.f, "W": cell.w, "gold": cell.gold}
            if masks_of_w:
                lists = {"gold": cell.w}
            save_manifest(file, {part: self.pictures(names, part) for part, names in lists.items()}, cell.classes)
        return load_manifest(file, training=not masks_of_w)

    def pictures(self, names: Sequence[str], part: Part) -> list[LabelledPicture]:
        """The pictures of a part; one that cannot be used is left out with a warning."""
        pictures: list[LabelledPicture] = []
        for name in names:
            try:
                pictures.append(self._data.read(name, masks=part != "W"))
            except (VocError, CocoError) as problem:
                self._reporter.emit("log", level="warning", message=f"left out of {part}: {problem}")
        return pictures


def measure_pseudo(truth: Manifest, pseudo: PseudoFiles) -> dict[str, Any]:
    """mIoU of the pseudo masks on W over the pixels they keep, the share of pixels kept, and the mIoU of their best
    guess inside the boxes.

    truth: W's images as gold. The masks of W are read here and nowhere else.
    """
    kept, guessed = ConfusionMatrix(len(truth.classes)), ConfusionMatrix(len(truth.classes))
    counted = sure = 0
    for image in truth.images:
        masks: list[tuple[ObjectMask, int]] = [
            (thing.mask, thing.class_index) for thing in image.objects if thing.mask is not None
        ]
        real, label_map = compose(image.height, image.width, masks), pseudo.label_map(image)
        best = list(zip(pseudo.masks(image), image.classes, strict=True))
        guessed.update(compose(image.height, image.width, best, "best-guess"), real)
        counted += int((real != IGNORED).sum())
        sure += int(((real != IGNORED) & (label_map != IGNORED)).sum())
        real[label_map == IGNORED] = IGNORED
        kept.update(label_map, real)
    return {
        "pseudo_miou": kept.miou(),
        "pseudo_kept": sure / counted if counted else None,
        "pseudo_guess_miou": guessed.miou(),
        "pseudo_images": len(truth.images),
    }


def _take_over(cell: Cell, cells: Path, folder: Path) -> None:
    """Start from the AnnNets of the finished cell with one round less: a longer round begins with the same stages."""
    before = cell.before()
    if before is None or (folder / "stages").is_dir():
        return
    source = cells / before.key / "round"
    stages = [f"{name}-{n}" for n in range(1, cell.settings.rounds) for name in ("annnet", "pseudo")]
    needed = [Path("stages") / f"{stage}.json" for stage in ("proposing-1", *stages)]
    if not (source / "result.json").is_file() or not all((source / file).is_file() for file in needed):
        return
    for name in ("proposals", "pseudo"):
        shutil.copytree(source / name, folder / name, dirs_exist_ok=True)
    shutil.copy2(source / "annnet.safetensors", folder / "annnet.safetensors")
    (folder / "stages.part").mkdir(exist_ok=True)
    for file in needed:
        shutil.copy2(source / file, folder / "stages.part" / file.name)
    (folder / "stages.part").replace(folder / "stages")
