"""How good AnnNets are beside their proposals on a VOC folder with masks, boxes given:
`python -m bench.annnet_quality VOC_FOLDER MODEL... --list FILE [--cut WEIGHT]... [--every N] [--cache DIR]`.

One row for each proposal, and for each model with each `--cut` (`annnet.colour_cut`; its own when none is named): mean
object IoU over the objects that `bench.proposal_quality` counts, how far that is ahead of GrabCut and of the row before
(mean difference on the same objects and its standard error), and mIoU over background and the six frequent classes with
every object's mask put into its picture. These are the figures of docs/research-log.md.
"""

import argparse
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bench.proposal_quality import Trust
from ml.data.proposal_files import KINDS, by_kind
from ml.label_map import compose
from ml.manifest import read_picture
from ml.masks import ObjectMask
from ml.metrics import ConfusionMatrix, object_iou
from ml.networks.model_file import load_model
from ml.predictor import Predictor
from ml.proposals.cache import ProposalCache
from ml.proposals.proposal import Proposal, propose_boxes
from ml.voc import VocFolder
from ml.voc.folder import VocPicture
from ml.voc.picture_masks import label_maps

FREQUENT = ("cat", "cow", "dog", "horse", "sheep", "person")
RECIPE = "product"


def main() -> None:
    """Score every model on every picture and print a Markdown table."""
    parser = argparse.ArgumentParser(prog="python -m bench.annnet_quality", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("models", type=Path, nargs="+", metavar="MODEL", help="annnet.safetensors files")
    parser.add_argument("--list", type=Path, required=True, help="file with one picture name per line")
    parser.add_argument("--cut", type=float, action="append", help="colour_cut to try; repeatable")
    parser.add_argument("--every", type=int, default=1, help="take every Nth picture")
    parser.add_argument("--cache", type=Path, help="proposals by picture and box, as of `python -m ml round --cache`")
    options = parser.parse_args()
    models = {row: predictor for file in options.models for row, predictor in at_cuts(file, options.cut)}
    folder, trust = VocFolder(options.folder), Trust(options.folder)
    scores: dict[str, list[float]] = {}
    matrices: dict[str, ConfusionMatrix] = {}
    for name in folder.names(options.list)[:: options.every]:
        read = folder.read(name)
        counted = [trust.counts(name, i, thing.box) for i, thing in enumerate(read.annotation.objects, 1)]
        truth, truth_map = known(folder, read)
        height, width = truth_map.shape
        classes = [folder.class_index(thing.name, name) for thing in read.annotation.objects]
        for row, masks in guesses(read, models, options.cache):
            scores.setdefault(row, []).extend(
                object_iou(mask, true)
                for mask, true, counts in zip(masks, truth, counted, strict=True)
                if counts and true is not None
            )
            drawn = compose(height, width, list(zip(masks, classes, strict=True)), "best-guess")
            matrices.setdefault(row, ConfusionMatrix(len(folder.classes))).update(drawn, truth_map)
    print_table(scores, {row: frequent_miou(matrix, folder) for row, matrix in matrices.items()})


def at_cuts(file: Path, cuts: Sequence[float] | None) -> Iterator[tuple[str, Predictor]]:
    """(row, predictor) of a model with each weight of the last cut; its own settings when None."""
    network, card = load_model(file, "annnet")
    for cut in cuts or [card.settings.annnet.colour_cut]:
        settings = replace(card.settings, annnet=replace(card.settings.annnet, colour_cut=cut))
        yield f"{file.parent.name}, cut {cut:g}", Predictor(network, replace(card, settings=settings))


def guesses(
    read: VocPicture, models: Mapping[str, Predictor], cache: Path | None
) -> Iterator[tuple[str, Sequence[ObjectMask]]]:
    """Row and masks, in the order of the picture's objects."""
    picture, boxes = read_picture(read.image), [thing.box for thing in read.annotation.objects]
    made = [by_kind(proposal) for proposal in proposals(picture, boxes, cache)]
    yield from ((kind, [masks[kind] for masks in made]) for kind in KINDS)
    for row, predictor in models.items():
        classes = [class_of(predictor, thing.name) for thing in read.annotation.objects]
        yield row, predictor.predict(picture, boxes, classes, made if predictor.planes else None).masks


def class_of(predictor: Predictor, name: str) -> int:
    """The model's index of a class."""
    known_classes = predictor.card.classes
    if name not in known_classes:
        raise SystemExit(
            f"a model does not know {name}: name these pictures as --gold in its manifest, its classes count"
        )
    return known_classes.index(name) + 1


def proposals(
    picture: NDArray[np.uint8], boxes: Sequence[tuple[int, int, int, int]], folder: Path | None
) -> list[Proposal]:
    """Those of the cache; the missing ones are made and kept."""
    if folder is None:
        return propose_boxes(picture, boxes, RECIPE)
    cache = ProposalCache(folder, picture, RECIPE)
    missing = [box for box in boxes if cache.read(box) is None]
    for box, proposal in zip(missing, propose_boxes(picture, missing, RECIPE), strict=True):
        cache.write(box, proposal)
    return [proposal for box in boxes if (proposal := cache.read(box)) is not None]


def known(folder: VocFolder, read: VocPicture) -> tuple[Sequence[ObjectMask | None], NDArray[np.uint8]]:
    """True masks of the objects and the true label map, in the folder's class indices."""
    assert read.masks is not None
    note = read.annotation
    classes = [folder.class_index(thing.name, read.image) for thing in note.objects]
    return read.masks.objects, label_maps(note.height, note.width, read.masks, classes, "ignore")[0]


def frequent_miou(matrix: ConfusionMatrix, folder: VocFolder) -> float:
    """Over background and the frequent classes."""
    iou = matrix.iou()
    return float(np.mean([iou[0], *(iou[folder.class_index(name, "this bench")] for name in FREQUENT)]))


def print_table(scores: Mapping[str, Sequence[float]], miou: Mapping[str, float]) -> None:
    """One line per row."""
    print("| masks | object IoU | n | over GrabCut | over the row before | mIoU |\n|---|---|---|---|---|---|")
    before: Sequence[float] | None = None
    for row, values in scores.items():
        ahead = [_difference(values, scores["grabcut"]), _difference(values, before) if before else "-"]
        print(f"| {row} | {np.mean(values):.4f} | {len(values)} | {' | '.join(ahead)} | {miou[row]:.4f} |")
        before = values


def _difference(values: Sequence[float], other: Sequence[float]) -> str:
    difference = np.subtract(values, other)
    return f"{difference.mean():+.4f} ± {difference.std(ddof=1) / np.sqrt(len(difference)):.4f}"


if __name__ == "__main__":
    main()
