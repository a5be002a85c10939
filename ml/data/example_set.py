"""The training examples of one network: F then W, made on demand, kept while memory allows, augmented at each draw."""

from collections.abc import Sequence

import cv2
import numpy as np
from torch import Tensor
from torch.utils.data import DataLoader, Dataset, default_collate

from ml.config import AnnNetSettings, NetworkSettings
from ml.data.augmentation import augment
from ml.data.examples import (
    Bytes,
    Example,
    Proposals,
    as_objectness,
    crop_example,
    crop_label,
    image_example,
    shrunk_size,
)
from ml.data.labels import Labels
from ml.data.proposal_files import ProposalFiles
from ml.data.sampler import Draw
from ml.data.tensors import to_input, to_label
from ml.data.window import Window, window_around
from ml.label_map import IGNORED
from ml.manifest import ManifestImage

KEPT_BYTES = 768 * 2**20
CONTEXT = 1.25
"""Training crops come from a window this much wider than in inference: shifts and scales show real surroundings."""


class ExampleSet(Dataset[tuple[Tensor, Tensor]]):
    """Examples of F images (first) and W images; in crop view one per object, else one per image.

    proposals: where the masks for input planes come from, when settings name any.
    """

    def __init__(
        self,
        f_images: Sequence[ManifestImage],
        w_images: Sequence[ManifestImage],
        f_labels: Labels,
        w_labels: Labels,
        proposals: ProposalFiles | None,
        settings: NetworkSettings,
        class_count: int,
    ) -> None:
        self._settings, self._class_count, self._proposals = settings, class_count, proposals
        self.crops = isinstance(settings, AnnNetSettings) and settings.view == "crop"
        f_items, w_items = self._items(f_images, f_labels), self._items(w_images, w_labels)
        self._sources = f_items + w_items
        self.f_count, self.w_count = len(f_items), len(w_items)
        self._kept: dict[int, Example] = {}
        self._kept_bytes = 0

    def __getitem__(self, draw: Draw) -> tuple[Tensor, Tensor]:  # type: ignore[override]
        """Input (channels, crop, crop) and label (crop, crop) of one augmented example."""
        example = augment(self.example(draw.index), self._settings, np.random.default_rng(draw.seed))
        return to_input(example, self._settings, self._class_count), to_label(example)

    def example(self, index: int) -> Example:
        """The example as it is before augmentation."""
        if index in self._kept:
            return self._kept[index]
        example = self._make(*self._sources[index])
        size = sum(part.nbytes for part in vars(example).values() if part is not None)
        if self._kept_bytes + size <= KEPT_BYTES:
            self._kept[index] = example
            self._kept_bytes += size
        return example

    def _items(self, images: Sequence[ManifestImage], labels: Labels) -> list[tuple[ManifestImage, Labels, int]]:
        """(image, where its labels come from, object) of each example; in image view object 0 stands for the image."""
        return [(image, labels, index) for image in images for index in range(len(image.objects) if self.crops else 1)]

    def _make(self, image: ManifestImage, labels: Labels, index: int) -> Example:
        picture = image.read()
        planes = self._settings.planes if isinstance(self._settings, AnnNetSettings) else ()
        proposals = self._proposals.read(image) if planes and self._proposals else None
        if self.crops:
            return self._make_crop(picture, image, labels, index, proposals)
        example = image_example(picture, image.boxes, image.classes, proposals, self._settings, self._class_count)
        size = shrunk_size(image.height, image.width, self._settings.longest_side)
        label = cv2.resize(self._label_map(image, labels), size[::-1], interpolation=cv2.INTER_NEAREST)
        return _labelled(example, np.asarray(label, np.uint8))

    def _make_crop(
        self, picture: Bytes, image: ManifestImage, labels: Labels, index: int, proposals: Proposals | None
    ) -> Example:
        settings = self._settings
        assert isinstance(settings, AnnNetSettings)
        window = training_window(image, index, settings)
        example = crop_example(
            picture, image.boxes, image.classes, index, window, proposals, settings, self._class_count
        )
        if settings.output == "objectness":
            return _labelled(example, crop_label(labels.masks(image)[index], window, image.height, image.width))
        return _labelled(example, window.cut(self._label_map(image, labels), IGNORED, cv2.INTER_NEAREST))

    def _label_map(self, image: ManifestImage, labels: Labels) -> Bytes:
        label_map = labels.label_map(image)
        objectness = isinstance(self._settings, AnnNetSettings) and self._settings.output == "objectness"
        return as_objectness(label_map) if objectness else label_map


def training_window(image: ManifestImage, index: int, settings: AnnNetSettings) -> Window:
    """The window of an object in training: CONTEXT times as wide as in inference, at the same resolution."""
    margin = ((1 + 2 * settings.margin) * CONTEXT - 1) / 2
    return window_around(image.objects[index].box, margin, round(settings.crop * CONTEXT))


def load_batches(examples: ExampleSet, batches: list[list[Draw]], loaders: int) -> DataLoader[tuple[Tensor, Tensor]]:
    """The batches of one epoch, made here or by `loaders` processes; each is (inputs, labels)."""
    return DataLoader(examples, batch_sampler=batches, num_workers=loaders, collate_fn=default_collate)  # type: ignore[arg-type]


def _labelled(example: Example, label: Bytes) -> Example:
    return Example(example.picture, example.position, example.classes, example.proposals, label)
