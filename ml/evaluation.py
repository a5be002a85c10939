"""Scores on gold: IoU per object with boxes given, mIoU per class for SegNet, and whether there is gold enough."""

import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ml.config import Settings
from ml.data.labels import AcceptedLabels
from ml.data.proposal_files import KINDS, ProposalFiles
from ml.label_map import compose
from ml.manifest import Manifest, ManifestImage
from ml.masks import ObjectMask
from ml.metrics import ConfusionMatrix, object_iou
from ml.multi_scale import MultiScale
from ml.predictor import Predictor
from ml.progress import Progress, Reporter
from ml.proposals.batch import propose_all


def enough_gold(gold: Sequence[ManifestImage], settings: Settings) -> dict[str, Any]:
    """{"images", "objects", "enough", "why"}; objects without foreground are not counted, they cannot be scored."""
    objects = sum(
        1 for image in gold for thing in image.objects if thing.mask is not None and thing.mask.foreground.any()
    )
    missing: list[str] = []
    if len(gold) < settings.gold_images:
        missing.append(f"{len(gold)} gold images, {settings.gold_images} are needed")
    if objects < settings.gold_objects:
        missing.append(f"{objects} gold objects, {settings.gold_objects} are needed")
    why = "; ".join(missing) or None
    return {"images": len(gold), "objects": objects, "enough": why is None, "why": why}


def measure_objects(
    gold: Sequence[ManifestImage],
    proposals: ProposalFiles,
    predictors: Mapping[str, Predictor],
    class_count: int,
    progress: Progress,
) -> dict[str, Any]:
    """Object IoU of the filled box, each kind of proposal (fused by its best guess) and each AnnNet, boxes given; and
    the mIoU over background and classes (best guess) when the masks are put into their pictures.

    Each score says by how much AnnNet is ahead of it on the same objects: `annnet_gain` {"mean", "error"}, the error
    being one standard error of the mean difference.
    """
    scores: dict[str, list[tuple[int, float]]] = {}
    matrices: dict[str, ConfusionMatrix] = {}
    for image in gold:
        made = proposals.read(image)
        candidates = {"box": [ObjectMask.filled(box) for box in image.boxes]}
        candidates |= {kind: [masks[kind] for masks in made] for kind in KINDS}
        picture = image.read()
        for name, predictor in predictors.items():
            candidates[name] = _predict(predictor, picture, image, made)
        truth = AcceptedLabels().label_map(image)
        for name, masks in candidates.items():
            scores.setdefault(name, []).extend(_scores(image, masks))
            pairs = list(zip(masks, image.classes, strict=True))
            guess = compose(image.height, image.width, pairs, "best-guess")
            matrices.setdefault(name, ConfusionMatrix(class_count)).update(guess, truth)
        progress.advance()
    every = {"box", *KINDS, "annnet", "champion", *predictors}
    summaries = {name: _summary(scores.get(name, []), class_count) for name in sorted(every)}
    for name, summary in summaries.items():
        if summary is not None:
            summary["annnet_gain"] = _gain(scores["annnet"], scores[name])
            summary["miou"] = matrices[name].miou()
    return summaries


def _predict(
    predictor: Predictor, picture: NDArray[np.uint8], image: ManifestImage, made: Sequence[Mapping[str, ObjectMask]]
) -> list[ObjectMask]:
    """The model's masks; those of classes younger than the model, a champion, are proposals, as annotators get them."""
    known = [i for i, index in enumerate(image.classes) if index <= len(predictor.card.classes)]
    boxes, classes = [image.boxes[i] for i in known], [image.classes[i] for i in known]
    planes = [made[i] for i in known] if predictor.planes else None
    found = dict(zip(known, predictor.predict(picture, boxes, classes, planes).masks, strict=True))
    return [found.get(i, made[i]["fused"]) for i in range(len(made))]


def _gain(annnet: Sequence[tuple[int, float]], other: Sequence[tuple[int, float]]) -> dict[str, float]:
    """Mean and standard error of the paired differences."""
    differences = np.array([ours - theirs for (_, ours), (_, theirs) in zip(annnet, other, strict=True)])
    spread = float(differences.std(ddof=1)) if len(differences) > 1 else 0.0
    return {"mean": float(differences.mean()), "error": spread / math.sqrt(len(differences))}


def measure_segnet(
    gold: Sequence[ManifestImage],
    segnet: Predictor,
    class_count: int,
    progress: Progress,
    views: MultiScale | None = None,
) -> dict[str, Any]:
    """One confusion matrix over gold: {"miou", "per_class": [{"class" 0..N, "iou" or None, "n" images}]}.

    views: over which sizes and mirror images, None = as the model's settings say.
    """
    matrix = ConfusionMatrix(class_count)
    for image in gold:
        matrix.update(segnet.segment(image.read(), views), AcceptedLabels().label_map(image))
        progress.advance()
    rows = [
        {"class": index, "iou": None if math.isnan(iou) else float(iou), "n": int(matrix.images[index])}
        for index, iou in enumerate(matrix.iou())
    ]
    return {"miou": matrix.miou(), "per_class": rows}


def _scores(image: ManifestImage, masks: Sequence[ObjectMask]) -> list[tuple[int, float]]:
    return [
        (thing.class_index, object_iou(mask, thing.mask))
        for thing, mask in zip(image.objects, masks, strict=True)
        if thing.mask is not None and thing.mask.foreground.any()
    ]


def _summary(scores: Sequence[tuple[int, float]], class_count: int) -> dict[str, Any] | None:
    if not scores:
        return None
    by_class = {c: [iou for k, iou in scores if k == c] for c in range(1, class_count + 1)}
    return {
        "mean": float(np.mean([iou for _, iou in scores])),
        "n": len(scores),
        "per_class": [{"class": c, "mean": float(np.mean(v)) if v else None, "n": len(v)} for c, v in by_class.items()],
    }


def measure_predictor(predictor: Predictor, manifest: Manifest, reporter: Reporter) -> dict[str, Any]:
    """Scores of one model on a manifest's gold images: object IoU for an AnnNet, mIoU for a SegNet."""
    gold, count = manifest.part("gold"), len(manifest.classes)
    progress = Progress(reporter, "measuring", len(gold), "images")
    if predictor.card.kind == "segnet":
        return {"segnet": measure_segnet(gold, predictor, count, progress)}
    with TemporaryDirectory() as folder:
        proposals = ProposalFiles(Path(folder))
        proposing = Progress(reporter, "proposing", len(gold), "images")
        for image, made in propose_all(gold, predictor.card.settings.proposals):
            proposals.write(image, made)
            proposing.advance()
        return {"object_iou": measure_objects(gold, proposals, {"annnet": predictor}, count, progress)}
