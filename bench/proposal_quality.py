"""How good proposals are on a VOC folder with masks: `python -m bench.proposal_quality VOC_FOLDER --list FILE
[--every N]`.

Prints the mean and median object IoU and the seconds per box of each kind of proposal. Objects with a short side
under 32 pixels are left out, and so are those that a file instances.json in the folder (picture -> object number ->
how it was found) does not call one-box or box+components. Pixels that the truth ignores are not counted.
"""

import argparse
import json
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from ml.manifest import read_picture
from ml.masks import Bools, Box, ObjectMask
from ml.metrics import object_iou
from ml.proposals.box_fill import box_fill
from ml.proposals.crop import cut_out
from ml.proposals.dense_crf import SIDE, bbox_seg, bbox_seg_probability
from ml.proposals.filling_rate import filling_rate_labels, filling_rates
from ml.proposals.fusion import fuse
from ml.proposals.grabcut import grabcut, grabcut_crop
from ml.proposals.mcg import best_union, find_regions, mcg_crop
from ml.proposals.sdi import sdi_labels
from ml.voc import VocFolder

SHORT_SIDE = 32
CRF = "WSSL Bbox-Seg (dense CRF)"
BCM = "Bbox-Seg cut to BCM's filling rates"
Picture = NDArray[np.uint8]


def main() -> None:
    """Measure every kind on every object and print a Markdown table."""
    parser = argparse.ArgumentParser(prog="python -m bench.proposal_quality", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--list", type=Path, required=True, help="file with one picture name per line")
    parser.add_argument("--every", type=int, default=1, help="take every Nth picture")
    parser.add_argument(
        "--quick", action="store_true", help="leave the paper profile out, which takes most of the time"
    )
    options = parser.parse_args()
    cv2.setNumThreads(1)
    scores: dict[str, list[float]] = {}
    seconds: dict[str, float] = {}
    agreed: list[tuple[float, float, float]] = []
    filling: list[tuple[str, ObjectMask, NDArray[np.float32]]] = []
    for picture, box, truth, name in objects(options.folder, options.list, options.every):
        found: dict[str, ObjectMask] = {}
        filling.append((name, truth, probability_of(picture, box)))
        for kind, propose in kinds(picture, box).items():
            if options.quick and "paper profile" in kind:
                continue
            start = time.perf_counter()
            found[kind] = ObjectMask(box, propose())
            seconds[kind] = seconds.get(kind, 0.0) + time.perf_counter() - start
            scores.setdefault(kind, []).append(object_iou(found[kind], truth))
        agreed.append(agreement(found["GrabCut"], found["MCG"], truth))
    scores[BCM], seconds[BCM] = filling_rate_scores(filling), seconds[CRF]
    print("| proposal | mean IoU | median | under 0.1 | s per box | n |\n|---|---|---|---|---|---|")
    for kind, values in scores.items():
        low, n = sum(value < 0.1 for value in values), len(values)
        print(f"| {kind} | {np.mean(values):.3f} | {np.median(values):.3f} | {low} | {seconds[kind] / n:.3f} | {n} |")
    coverage, correct, all_correct = np.mean(agreed, axis=0)
    agreeing = f"GrabCut and MCG agree on {coverage:.1%} of a box; {correct:.1%} of that is right"
    print(f"\n{agreeing} (GrabCut alone, over the whole box: {all_correct:.1%}).")


def kinds(picture: Picture, box: Box) -> dict[str, Callable[[], Bools]]:
    """Every kind of proposal, as a function that makes it for this box."""
    crop = cut_out(picture, box)
    window = (slice(box[1], box[3]), slice(box[0], box[2]))
    return {
        "box filled": lambda: box_fill(box).foreground,
        "GrabCut, paper profile": lambda: grabcut(picture, box, plain=True),
        "GrabCut": lambda: grabcut_crop(cut_out(picture, box)),
        "MCG, paper profile": lambda: best_union(find_regions(picture), box, fit="box")[window],
        "MCG": lambda: mcg_crop(cut_out(picture, box)),
        "both, fused (best guess)": lambda: fuse(grabcut_crop(crop), mcg_crop(crop), box).foreground,
        "SDI M∩G+": lambda: sdi_labels(grabcut_crop(crop), mcg_crop(crop), box).foreground,
        CRF: lambda: bbox_seg(picture, box),
    }


def probability_of(picture: Picture, box: Box) -> NDArray[np.float32]:
    """Bbox-Seg's probability of foreground over the box (box_h, box_w)."""
    crop = cut_out(picture, box, SIDE)
    x0, y0, x1, y1 = crop.box
    part = bbox_seg_probability(crop)[y0:y1, x0:x1]
    return np.asarray(cv2.resize(part, (box[2] - box[0], box[3] - box[1])), np.float32)


def filling_rate_scores(objects: list[tuple[str, ObjectMask, NDArray[np.float32]]]) -> list[float]:
    """Object IoU of Bbox-Seg's masks when each keeps its class's mean share of the box: (class, truth, probability)."""
    index = {name: number for number, name in enumerate(sorted({name for name, _, _ in objects}), 1)}
    rates = filling_rates((index[name], probability > 0.5) for name, _, probability in objects)
    return [
        object_iou(filling_rate_labels(probability, truth.rect, index[name], rates), truth)
        for name, truth, probability in objects
    ]


def agreement(first: ObjectMask, second: ObjectMask, truth: ObjectMask) -> tuple[float, float, float]:
    """Part of the box on which two masks agree, part of that which is right, and part of the box where the first is."""
    true = truth.over(first.rect)
    counted = np.ones_like(true.foreground) if true.ignored is None else ~true.ignored
    same = (first.foreground == second.foreground) & counted
    right = (first.foreground == true.foreground) & counted
    coverage, correct = same.sum() / max(counted.sum(), 1), (right & same).sum() / max(same.sum(), 1)
    return float(coverage), float(correct), float(right.sum() / max(counted.sum(), 1))


class Trust:
    """Which objects count: large enough, and known well where the folder's instances.json says how each was found."""

    def __init__(self, root: Path) -> None:
        file = root / "instances.json"
        self._found = json.loads(file.read_text()) if file.is_file() else None

    def counts(self, name: str, number: int, box: Box) -> bool:
        """Whether object `number` (1, 2, ... in the annotation) of a picture does."""
        good = self._found is None or self._found.get(name, {}).get(str(number)) in ("one-box", "box+components")
        return good and min(box[2] - box[0], box[3] - box[1]) >= SHORT_SIDE


def objects(root: Path, list_file: Path, every: int) -> Iterator[tuple[Picture, Box, ObjectMask, str]]:
    """Picture, box, true mask (over the box) and class of each object that counts."""
    folder, trust = VocFolder(root), Trust(root)
    for name in folder.names(list_file)[::every]:
        read = folder.read(name)
        picture = read_picture(read.image)
        for number, thing in enumerate(read.annotation.objects, 1):
            mask = read.masks.objects[number - 1] if read.masks else None
            if mask is not None and trust.counts(name, number, thing.box):
                yield picture, thing.box, mask.over(thing.box), thing.name


if __name__ == "__main__":
    main()
