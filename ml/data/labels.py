"""Where the labels of a training image come from: accepted masks, proposals, or pseudo masks."""

from collections.abc import Sequence
from typing import Protocol

from ml.data.examples import Bytes
from ml.data.proposal_files import ProposalFiles
from ml.label_map import compose
from ml.manifest import ManifestImage
from ml.masks import ObjectMask


class Labels(Protocol):
    """The labels of images, by object and as a label map."""

    def masks(self, image: ManifestImage) -> Sequence[ObjectMask]:
        """One mask per object, in the image's order."""
        ...

    def label_map(self, image: ManifestImage) -> Bytes:
        """uint8 (height, width): class indices, 0 background, 255 ignored."""
        ...


class AcceptedLabels:
    """The masks of the manifest (F and gold)."""

    def masks(self, image: ManifestImage) -> Sequence[ObjectMask]:
        """As people accepted them. ValueError for a W image, which has none."""
        masks = [thing.mask for thing in image.objects if thing.mask is not None]
        if len(masks) != len(image.objects):
            raise ValueError(f"image {image.id} has objects without a mask")
        return masks

    def label_map(self, image: ManifestImage) -> Bytes:
        """Composed from the masks."""
        return compose_labels(image, self.masks(image))


class ProposalLabels:
    """The fused proposals: what W images are trained with in the first AnnNet."""

    def __init__(self, files: ProposalFiles) -> None:
        self._files = files

    def masks(self, image: ManifestImage) -> Sequence[ObjectMask]:
        """Fused masks; where GrabCut and MCG disagree they are uncertain."""
        return [masks["fused"] for masks in self._files.read(image)]

    def label_map(self, image: ManifestImage) -> Bytes:
        """Composed from the fused masks, uncertain pixels ignored."""
        return compose_labels(image, self.masks(image))


class BestGuesses:
    """Other labels whose uncertain pixels count, as what they are taken for."""

    def __init__(self, labels: Labels) -> None:
        self._labels = labels

    def masks(self, image: ManifestImage) -> Sequence[ObjectMask]:
        """Without uncertain pixels."""
        return [ObjectMask(mask.rect, mask.foreground, None, mask.ignored) for mask in self._labels.masks(image)]

    def label_map(self, image: ManifestImage) -> Bytes:
        """Composed from the masks."""
        return compose_labels(image, self.masks(image))


def compose_labels(image: ManifestImage, masks: Sequence[ObjectMask]) -> Bytes:
    """The label map of an image from one mask per object; uncertain pixels become 255."""
    return compose(image.height, image.width, list(zip(masks, image.classes, strict=True)))
