"""The proposals of a round's images, kept as one JSON file per image so that nothing is computed twice."""

from collections.abc import Sequence
from pathlib import Path

from ml.files import read_json, write_json
from ml.manifest import ManifestImage
from ml.masks import ObjectMask
from ml.proposals.proposal import KINDS, Proposal


class ProposalFiles:
    """DIR/proposals/<image id>.json: {"objects": [{"id": str, "grabcut": Mask, "mcg": Mask, "fused": Mask}]}."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        folder.mkdir(parents=True, exist_ok=True)

    def has(self, image: ManifestImage) -> bool:
        """Whether this image's proposals were written before."""
        return self._file(image).is_file()

    def write(self, image: ManifestImage, proposals: Sequence[Proposal]) -> None:
        """Keep one mapping kind -> mask per object."""
        objects = [
            {"id": thing.id, **{kind: mask.tight().to_json() for kind, mask in by_kind(masks).items()}}
            for thing, masks in zip(image.objects, proposals, strict=True)
        ]
        write_json(self._file(image), {"objects": objects})

    def read(self, image: ManifestImage) -> list[dict[str, ObjectMask]]:
        """One mapping kind -> mask per object, in the image's order."""
        data = read_json(self._file(image))
        try:
            return [{kind: ObjectMask.from_json(entry[kind]) for kind in KINDS} for entry in data["objects"]]
        except (KeyError, TypeError) as problem:
            raise ValueError(f"{self._file(image)} holds no proposals ({problem!r}); delete it") from problem

    def _file(self, image: ManifestImage) -> Path:
        return self._folder / f"{image.id}.json"


def by_kind(proposal: Proposal) -> dict[str, ObjectMask]:
    """The masks of a proposal by their kind, as input planes name them."""
    return {kind: proposal[kind] for kind in KINDS}
