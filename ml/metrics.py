"""How good masks are: one confusion matrix over a set of label maps, and the overlap of single objects."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from ml.label_map import IGNORED
from ml.masks import Bools, ObjectMask, iou


@dataclass
class ConfusionMatrix:
    """Pixels by true and predicted class, summed over pictures; classes 0 (background) .. class_count.

    The measure of the paper's tables (section 4.1) is the mean IoU of one such matrix over the whole set. Pixels
    whose truth is 255 are not counted. A predicted 255 ("no answer") counts as wrong for the true class only.
    """

    class_count: int
    """N, without background"""
    counts: NDArray[np.int64] = field(init=False)
    """(N + 1, N + 2): rows truth, columns prediction, the last column is `no answer`"""
    images: NDArray[np.int64] = field(init=False)
    """(N + 1,) pictures in whose truth the class occurs"""

    def __post_init__(self) -> None:
        self.counts = np.zeros((self.class_count + 1, self.class_count + 2), np.int64)
        self.images = np.zeros(self.class_count + 1, np.int64)

    def update(self, prediction: NDArray[np.uint8], truth: NDArray[np.uint8]) -> None:
        """Add one picture: two label maps, uint8 (H, W); ValueError for other shapes or class indices above N."""
        if prediction.shape != truth.shape:
            raise ValueError(f"prediction is {prediction.shape}, truth is {truth.shape}")
        counted = truth != IGNORED
        true, predicted = truth[counted].astype(np.int64), prediction[counted].astype(np.int64)
        if ((true > self.class_count) | ((predicted > self.class_count) & (predicted != IGNORED))).any():
            raise ValueError(f"label map holds a class index above {self.class_count}")
        predicted[predicted == IGNORED] = self.class_count + 1
        columns = self.class_count + 2
        seen = np.bincount(true * columns + predicted, minlength=self.counts.size).reshape(self.counts.shape)
        self.counts += seen
        self.images += seen.sum(1) > 0

    def merge(self, other: "ConfusionMatrix") -> None:
        """Add what another matrix of the same classes has counted."""
        if other.class_count != self.class_count:
            raise ValueError(f"cannot merge {other.class_count} classes into {self.class_count}")
        self.counts += other.counts
        self.images += other.images

    def iou(self) -> NDArray[np.float64]:
        """(N + 1,) intersection over union per class; nan for a class that occurs neither in truth nor in
        prediction.
        """
        hit = np.diagonal(self.counts).astype(np.float64)
        union = self.counts.sum(1) + self.counts[:, :-1].sum(0) - hit
        return np.divide(hit, union, out=np.full(len(hit), np.nan), where=union > 0)

    def miou(self) -> float | None:
        """Mean over the classes (background too) that occur in truth or prediction; None when nothing was counted."""
        scores = self.iou()
        return float(np.nanmean(scores)) if not np.isnan(scores).all() else None


def object_iou(mask: ObjectMask, truth: ObjectMask, counted: Bools | None = None) -> float:
    """IoU of two masks of one object, in [0, 1], best guess against best guess; two empty masks give 1.

    Pixels the truth ignores are not counted; `counted`, bool over the whole picture (H, W), can leave out more.
    """
    rect = (
        min(mask.rect[0], truth.rect[0]),
        min(mask.rect[1], truth.rect[1]),
        max(mask.rect[2], truth.rect[2]),
        max(mask.rect[3], truth.rect[3]),
    )
    mask, truth = mask.over(rect), truth.over(rect)
    here = np.ones(mask.foreground.shape, bool) if counted is None else counted[rect[1] : rect[3], rect[0] : rect[2]]
    if truth.ignored is not None:
        here = here & ~truth.ignored
    return iou(mask.foreground, truth.foreground, here)
