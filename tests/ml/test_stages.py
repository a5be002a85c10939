"""Stages of a round one by one, in this process: what each takes, what rounds share, what the settings switch on."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import torch

from ml.config import load_settings
from ml.data import pasting
from ml.data.example_set import ExampleSet
from ml.data.labels import AcceptedLabels, ProposalLabels
from ml.data.sampler import Draw
from ml.manifest import ManifestImage, load_manifest
from ml.masks import ObjectMask
from ml.proposals.cache import ProposalCache
from ml.round import Round
from tests.ml.round_pictures import write_manifest


class Quiet:
    """Takes events."""

    def emit(self, event: str, **fields) -> None:
        pass


def begin(folder: Path, *changes: str, cache: Path | None = None) -> Round:
    """A round of one F and one W image; only W's has proposals made."""
    folder.mkdir()
    manifest = load_manifest(write_manifest(folder, f=1, w=1, gold=0))
    return Round(manifest, folder, load_settings("tiny", ["annnet.planes=", *changes]), Quiet(), cache)


def made(work: Round) -> tuple[ManifestImage, list[dict[str, ObjectMask]]]:
    """The W image and what proposing left for it."""
    work.propose()
    image = work.manifest.part("W")[0]
    return image, work.proposals.read(image)


def test_rounds_share_proposals(tmp_path: Path):
    """A second round takes what the first left in the cache, as an entry changed by hand shows."""
    cache = tmp_path / "cache"
    image, first = made(begin(tmp_path / "1", cache=cache))
    marked = dict.fromkeys(("grabcut", "mcg", "fused"), ObjectMask.filled(image.boxes[0]))
    assert first[0]["grabcut"].to_json() != marked["grabcut"].to_json()
    ProposalCache(cache, image.read(), "product").write(image.boxes[0], marked)
    _, second = made(begin(tmp_path / "2", cache=cache))
    assert [mask.to_json() for mask in second[0].values()] == [mask.to_json() for mask in marked.values()]
    assert second[1]["fused"].to_json() == first[1]["fused"].to_json()
    _, alone = made(begin(tmp_path / "3"))
    assert alone[0]["grabcut"].to_json() == first[0]["grabcut"].to_json()


def test_w_is_labelled_by_proposals_first_and_by_pseudo_masks_after(tmp_path: Path):
    """METHOD.md decisions 16 and 22."""
    work = begin(tmp_path / "1")
    assert isinstance(work.weak_labels("annnet", 1), ProposalLabels)
    for kind, iteration in (("segnet", 1), ("annnet", 2), ("segnet", 2)):
        assert work.weak_labels(kind, iteration) is work.pseudo
    assert work.earlier_model("annnet", 2) is None
    warm = begin(tmp_path / "2", "annnet.warm_start=true")
    assert warm.earlier_model("annnet", 2) == warm.folder / "annnet.safetensors"


def test_later_annnets_may_learn_the_best_guess_of_unsure_pixels(tmp_path: Path):
    """SegNet learns eq. 3's sure pixels whatever AnnNet does."""
    work = begin(tmp_path / "1", "annnet.unsure=best-guess")
    image, proposals = made(work)
    unsure = [ObjectMask(mask.rect, mask.foreground, ~mask.foreground) for mask in (m["grabcut"] for m in proposals)]
    work.pseudo.write(image, 1, unsure, np.full((image.height, image.width), 255, np.uint8))
    labels = work.weak_labels("annnet", 2)
    assert all(mask.uncertain is None for mask in labels.masks(image))
    assert set(np.unique(labels.label_map(image))) == {0, 1, 2}
    assert work.weak_labels("segnet", 1) is work.pseudo


def test_annnet_learns_from_pasted_objects_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """One more picture for each of F and W, written once, with proposals if the network takes any; not for SegNet."""
    monkeypatch.setattr(pasting, "LEAST_SIDE", 8)
    monkeypatch.setattr(pasting, "LEAST_SHOWN", 4)
    work = begin(tmp_path / "1", "annnet.pasted=1", "annnet.planes=grabcut")
    work.propose()
    f, *pasted = work.f_images("annnet")
    assert [f] == work.f_images("segnet")
    assert len(pasted) == 2
    assert all(work.proposals.has(image) for image in pasted)
    assert [image.sha256 for image in work.pasted()] == [image.sha256 for image in pasted]
    assert begin(tmp_path / "2").f_images("annnet")[1:] == []


def test_w_hides_its_planes_from_the_first_annnet(tmp_path: Path):
    """Which only would copy them; the second sees them as F does."""
    work = begin(tmp_path / "1", "annnet.planes=grabcut", "annnet.hide_planes_w=1")
    work.propose()
    manifest = work.manifest

    def planes(iteration: int, index: int) -> set[int]:
        labels = ProposalLabels(work.proposals)
        settings = work.network_settings("annnet", iteration)
        parts = manifest.part("F"), manifest.part("W")
        examples = ExampleSet(*parts, AcceptedLabels(), labels, work.proposals, settings, 2)
        return set(examples[Draw(index, 0)][0][-1].unique().tolist())

    assert planes(1, 2) == {128}
    for iteration, index in ((1, 0), (2, 2)):
        assert {0, 255} <= planes(iteration, index)


@pytest.fixture
def torch_as_it_was() -> Iterator[None]:
    """Whatever a test switches, the next one finds torch unchanged."""
    yield
    torch.use_deterministic_algorithms(False)


@pytest.mark.usefixtures("torch_as_it_was")
def test_deterministic_allows_no_other_algorithms(tmp_path: Path):
    def doubtful() -> torch.Tensor:
        return torch.zeros(3).put_(torch.tensor([0, 0]), torch.tensor([1.0, 2.0]))  # which one stays?

    begin(tmp_path / "1")
    doubtful()
    work = begin(tmp_path / "2", "deterministic=true")
    with pytest.raises(RuntimeError, match="deterministic"):
        doubtful()
    made(work)
    work.train_network("annnet", 1)
    assert (work.folder / "annnet.safetensors").is_file()
