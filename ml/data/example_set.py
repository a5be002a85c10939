"""The training examples of one network: F then W, made on demand, kept while memory allows, augmented at each draw."""

from collections.abc import Iterable, Iterator, Sequence

import cv2
import numpy as np
import torch
from torch import Tensor
from torch.utils.data import DataLoader, Dataset, get_worker_info

from ml.config import AnnNetSettings, NetworkSettings
from ml.data.augmentation import augment, hide_planes
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
from ml.data.tensors import channel_scaling, to_channels, to_label
from ml.data.window import Window, window_around
from ml.label_map import IGNORED
from ml.manifest import ManifestImage

CACHE_MB = 768
"""Memory for decoded examples, of all loader processes together."""
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
        cache_mb: int = CACHE_MB,
    ) -> None:
        self._settings, self._class_count, self._proposals = settings, class_count, proposals
        self.scaling = channel_scaling(settings, class_count)
        self.crops = isinstance(settings, AnnNetSettings) and settings.view == "crop"
        f_items, w_items = self._items(f_images, f_labels), self._items(w_images, w_labels)
        self._sources = f_items + w_items
        self.f_count, self.w_count = len(f_items), len(w_items)
        self._kept: dict[int, Example] = {}
        self._room = cache_mb * 2**20

    def __getitem__(self, draw: Draw) -> tuple[Tensor, Tensor]:  # type: ignore[override]
        """Channels and label of one augmented example: uint8 (channels, crop, crop) and (crop, crop)."""
        rng, settings = np.random.default_rng(draw.seed), self._settings
        example = augment(self.example(draw.index), settings, rng)
        if isinstance(settings, AnnNetSettings):
            often = settings.hide_planes if draw.index < self.f_count else settings.hide_planes_w
            example = hide_planes(example, settings.planes) if rng.random() < often else example
        return to_channels(example), to_label(example)

    def example(self, index: int) -> Example:
        """The example as it is before augmentation."""
        if index in self._kept:
            return self._kept[index]
        example = self._make(*self._sources[index])
        size = sum(part.nbytes for part in vars(example).values() if part is not None)
        if size <= self._room:
            self._kept[index] = example
            self._room -= size
        return example

    def share_memory(self, count: int) -> None:
        """Keep to one part of `count` of the memory: so many processes hold a copy of this set."""
        self._room //= count

    def _items(self, images: Sequence[ManifestImage], labels: Labels) -> list[tuple[ManifestImage, Labels, int]]:
        """(image, where its labels come from, object) of each example; in image view object 0 stands for the image.

        An object whose mask has no foreground pixel teaches a crop nothing: all of it is ignored.
        """
        if not self.crops:
            return [(image, labels, 0) for image in images]
        return [
            (image, labels, index)
            for image in images
            for index, thing in enumerate(image.objects)
            if thing.mask is None or thing.mask.foreground.any()
        ]

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


def load_batches(
    examples: ExampleSet, batches: Iterable[list[Draw]], loaders: int, pinned: bool
) -> Iterator[tuple[Tensor, Tensor]]:
    """(channels, labels) of each batch: uint8 (rows, channels, crop, crop) and (rows, crop, crop).

    Made when asked for or, ahead of time, in `loaders` processes, which live until the last batch and keep what they
    decoded. pinned: for a GPU.
    """
    loader = DataLoader[tuple[Tensor, Tensor]](
        examples,
        batch_sampler=batches,  # type: ignore[arg-type]  # any index lists will do
        num_workers=loaders,
        # Not fork: a child of a process with OpenCV's or torch's threads may wait for ever on a lock nobody holds.
        multiprocessing_context="spawn" if loaders else None,
        pin_memory=pinned,
        worker_init_fn=_start_loader,
        generator=torch.Generator(),  # its own: the network's random numbers do not depend on loaders
    )
    return iter(loader)


def _start_loader(number: int) -> None:
    """A loader process: one thread, its part of the memory."""
    cv2.setNumThreads(1)
    worker = get_worker_info()
    assert worker is not None
    assert isinstance(worker.dataset, ExampleSet)
    worker.dataset.share_memory(worker.num_workers)


def _labelled(example: Example, label: Bytes) -> Example:
    return Example(example.picture, example.position, example.classes, example.proposals, label)
