"""How good a round's masks of its W images are, on a VOC folder that knows the truth.

`python -m bench.round_quality ROUND_FOLDER VOC_FOLDER` (ROUND_FOLDER: `<data>/rounds/<id>`) prints the mean object IoU
and the mIoU of the filled box, of each kind of proposal and of AnnNet's pseudo masks. Uncertain pixels count as their
best guess; pixels that the truth ignores do not count. No training ever reads these masks. Pictures are found by their
bytes, which an import keeps.
"""

import argparse
import hashlib
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ml.data.proposal_files import KINDS, ProposalFiles
from ml.label_map import compose
from ml.manifest import Manifest, ManifestImage, load_manifest
from ml.masks import ObjectMask
from ml.metrics import ConfusionMatrix, object_iou
from ml.pseudo import PseudoFiles
from ml.voc import VocFolder
from ml.voc.picture_masks import label_maps


def main() -> None:
    """Measure every kind on every W image and print a Markdown table."""
    parser = argparse.ArgumentParser(prog="python -m bench.round_quality", description=__doc__)
    parser.add_argument("round", type=Path)
    parser.add_argument("voc", type=Path)
    options = parser.parse_args()
    manifest, folder = load_manifest(options.round / "manifest.json"), VocFolder(options.voc)
    names = {hashlib.sha256(file.read_bytes()).hexdigest(): file.stem for file in folder.root.glob("JPEGImages/*")}
    scores: dict[str, list[float]] = {}
    matrices: dict[str, ConfusionMatrix] = {}
    for image, kinds in masks(manifest, options.round / "out"):
        truth, truth_map = known(folder, names[image.sha256], manifest, image)
        for kind, found in kinds.items():
            scores.setdefault(kind, []).extend(
                object_iou(mask, real) for mask, real in zip(found, truth, strict=True) if real is not None
            )
            drawn = compose(image.height, image.width, list(zip(found, image.classes, strict=True)), "best-guess")
            matrices.setdefault(kind, ConfusionMatrix(len(manifest.classes))).update(drawn, truth_map)
    print("| masks of W | mean object IoU | n | mIoU | images |\n|---|---|---|---|---|")
    for kind, values in scores.items():
        images = len(manifest.part("W"))
        print(f"| {kind} | {np.mean(values):.3f} | {len(values)} | {matrices[kind].miou():.3f} | {images} |")


def masks(manifest: Manifest, out: Path) -> Iterator[tuple[ManifestImage, dict[str, Sequence[ObjectMask]]]]:
    """Each W image with its masks by kind, in the order of its objects."""
    proposals, pseudo = ProposalFiles(out / "proposals"), PseudoFiles(out / "pseudo")
    for image in manifest.part("W"):
        made = proposals.read(image)
        kinds: dict[str, Sequence[ObjectMask]] = {"box filled": [ObjectMask.filled(box) for box in image.boxes]}
        kinds |= {kind: [by_kind[kind] for by_kind in made] for kind in KINDS}
        yield image, kinds | {"AnnNet pseudo masks": pseudo.masks(image)}


def known(
    folder: VocFolder, name: str, manifest: Manifest, image: ManifestImage
) -> tuple[list[ObjectMask | None], NDArray[np.uint8]]:
    """The true mask of each object (None where the data set has none) and the true label map in our class indices."""
    picture = folder.read(name)
    assert picture.masks is not None
    names = [thing.name for thing in picture.annotation.objects]
    theirs = [folder.class_index(class_name, name) for class_name in names]
    class_map, _ = label_maps(image.height, image.width, picture.masks, theirs, "ignore")
    ours = np.arange(256, dtype=np.uint8)
    for class_name, index in zip(names, theirs, strict=True):
        ours[index] = manifest.classes.index(class_name) + 1
    return list(picture.masks.objects), ours[class_map]


if __name__ == "__main__":
    main()
