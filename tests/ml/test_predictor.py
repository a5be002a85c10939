"""A model at work: masks over their boxes, whatever the view and the output, and label maps."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from ml.config import AnnNetSettings, Settings, load_settings
from ml.data.proposal_files import by_kind
from ml.data.window import window_around
from ml.label_map import compose
from ml.manifest import load_manifest
from ml.networks.model_file import Card, ModelFileError, save_model
from ml.networks.network import build_network, widen
from ml.predictor import Predictor, surroundings
from ml.proposals.proposal import propose_boxes
from tests.ml.round_pictures import paint, write_manifest

TINY = load_settings("tiny")
CLASSES = ("disc", "bar")
PICTURE, OBJECTS = paint(0)
BOXES, INDICES = [box for box, _, _ in OBJECTS], [index for _, index, _ in OBJECTS]

PROPOSALS = [by_kind(proposal) for proposal in propose_boxes(PICTURE, BOXES)]


def predictor(settings: Settings) -> Predictor:
    torch.manual_seed(0)
    network = build_network(settings.annnet, len(CLASSES))
    widen(network, settings.annnet, len(CLASSES))
    return Predictor(network, Card("annnet", CLASSES, settings, "scratch", "", {}))


def with_annnet(**changes) -> Settings:
    return replace(TINY, annnet=replace(TINY.annnet, **changes))


@pytest.mark.parametrize("view", ["image", "crop"])
@pytest.mark.parametrize("output", ["classes", "objectness"])
@pytest.mark.parametrize("class_prior", ["index", "onehot"])
def test_every_switch_gives_one_mask_per_wanted_box(view, output, class_prior):
    model = predictor(with_annnet(view=view, output=output, class_prior=class_prior, planes=("grabcut",)))
    masks = model.suggest(PICTURE, BOXES, INDICES, which=[1], tau=0.99)
    assert [mask.rect for mask in masks] == [BOXES[1]]
    assert masks[0].uncertain is not None
    assert masks[0].uncertain.any()  # an untrained network is sure of nothing
    both = model.predict(PICTURE, BOXES, INDICES, PROPOSALS)
    assert [mask.rect for mask in both.masks] == BOXES
    assert both.label_map.shape == PICTURE.shape[:2]
    assert set(np.unique(both.label_map)) <= {0, 1, 2, 255}


class Echo(torch.nn.Module):
    """Says foreground with the given probability where its last input plane does."""

    def __init__(self, probability: float) -> None:
        super().__init__()
        self.logit = float(np.log(probability / (1 - probability)))

    def forward(self, pictures: torch.Tensor) -> torch.Tensor:
        plane = pictures[:, -1:] * self.logit / 2
        return torch.cat([-plane, plane], 1)


def echo(probability: float, **changes) -> Predictor:
    settings = with_annnet(output="objectness", planes=("grabcut",), **changes)
    return Predictor(Echo(probability), Card("annnet", CLASSES, settings, "scratch", "", {}))  # type: ignore[arg-type]


@pytest.mark.parametrize("view", ["image", "crop"])
def test_masks_come_back_to_where_they_were(view: str):
    """A network that repeats its GrabCut plane must give the GrabCut masks back, through window, scale and paste."""
    settings = {"view": view, "crop": 128, "longest_side": 0}
    found = echo(0.95, **settings).predict(PICTURE, BOXES, INDICES, PROPOSALS)
    for mask, proposal in zip(found.masks, PROPOSALS, strict=True):
        wanted = proposal["grabcut"].over(mask.rect).foreground
        assert (mask.foreground & wanted).sum() / (mask.foreground | wanted).sum() > 0.93


def test_many_boxes_go_through_the_network_in_parts(monkeypatch: pytest.MonkeyPatch):
    """So that memory does not grow with them; the answers are those of all at once."""
    model = predictor(with_annnet(planes=()))
    boxes: list[tuple[int, int, int, int]] = [(n, n, n + 20, n + 12) for n in range(40)]
    sizes: list[int] = []
    forward = model._forward
    monkeypatch.setattr(model, "_forward", lambda inputs: sizes.append(len(inputs)) or forward(inputs))
    parts = model.predict(PICTURE, boxes, [1] * 40).masks
    assert sizes == [32, 8]
    monkeypatch.setattr("ml.predictor.MOST_CROPS", 40)
    whole = model.predict(PICTURE, boxes, [1] * 40).masks
    assert sizes == [32, 8, 40]
    for one, other in zip(parts, whole, strict=True):
        assert (one.foreground == other.foreground).mean() > 0.99  # sums in another order: ties may fall differently


def test_uncertain_is_what_does_not_exceed_tau():
    for mask in echo(0.95, crop=64).predict(PICTURE, BOXES, INDICES, PROPOSALS, tau=0.9).masks:
        assert mask.uncertain is not None
        assert mask.uncertain.mean() < 0.35  # only the soft rim of the mask
    for mask in echo(0.85, crop=64).predict(PICTURE, BOXES, INDICES, PROPOSALS, tau=0.9).masks:
        assert mask.uncertain is not None
        assert mask.uncertain.all()


def test_the_label_map_ignores_what_is_uncertain_and_composes_the_rest():
    found = echo(0.95, crop=64).predict(PICTURE, BOXES, INDICES, PROPOSALS, tau=0.9)
    expected = compose(PICTURE.shape[0], PICTURE.shape[1], list(zip(found.masks, INDICES, strict=True)))
    np.testing.assert_array_equal(found.label_map, expected)
    assert {1, 2, 255} <= set(np.unique(found.label_map))


class Constant(torch.nn.Module):
    """The same probabilities everywhere."""

    def __init__(self, *probabilities: float) -> None:
        super().__init__()
        self.logits = torch.tensor(probabilities).log()

    def forward(self, pictures: torch.Tensor) -> torch.Tensor:
        return self.logits[None, :, None, None].expand(len(pictures), -1, *pictures.shape[-2:])


def whole_picture(*probabilities: float) -> Predictor:
    settings = replace(TINY, annnet=AnnNetSettings(class_prior="none", crop=64))
    return Predictor(Constant(*probabilities), Card("annnet", ("disc", "bar"), settings, "scratch", "", {}))  # type: ignore[arg-type]


def test_clipping_leaves_only_classes_and_places_that_have_a_box():
    box = (10, 10, 30, 30)
    model = whole_picture(0.01, 0.03, 0.96)  # class 2 everywhere
    free = model.predict(PICTURE, [box], [1], clip_to_boxes=False)
    assert np.unique(free.label_map).tolist() == [2]
    assert not free.masks[0].foreground.any()
    clipped = model.predict(PICTURE, [box], [1], tau=0.7, clip_to_boxes=True)  # without class 2: 0.25 and 0.75
    assert np.unique(clipped.label_map[10:30, 10:30]).tolist() == [1]
    assert clipped.label_map.sum() == 400
    assert clipped.masks[0].foreground.all()


def test_nearby_looks_at_a_part_and_answers_in_the_picture(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("ml.predictor.INTERACTIVE_SIDE", 30)
    model = whole_picture(0.01, 0.96, 0.03)
    seen = []
    forward = model._network.forward
    monkeypatch.setattr(model._network, "forward", lambda x: (seen.append(tuple(x.shape[-2:])), forward(x))[1])
    [mask] = model.suggest(PICTURE, [(40, 20, 50, 30), (0, 0, 5, 5)], [1, 2], which=[0])
    assert mask.rect == (40, 20, 50, 30)
    assert mask.foreground.all()
    assert seen == [(30, 30)]


def test_surroundings_stay_inside_the_picture():
    assert surroundings([(0, 0, 10, 10)], 2000, 3000) == (0, 0, 261, 261)
    assert surroundings([(1000, 500, 2000, 1500)], 2000, 3000) == (500, 0, 2500, 2000)


def test_a_window_is_the_box_with_its_margin():
    window = window_around((10, 20, 50, 40), 0.25, 64)
    assert window.rect == (0, 15, 60, 45)
    assert window.scale_box((10, 20, 50, 40)) == (11, 11, 53, 53)
    assert window.scale_box((100, 100, 120, 120)) is None


def test_a_segnet_answers_for_any_size_and_refuses_boxes():
    network = build_network(TINY.segnet, 2)
    model = Predictor(network, Card("segnet", CLASSES, TINY, "scratch", "", {}))
    label_map = model.segment(np.zeros((111, 333, 3), np.uint8))
    assert label_map.shape == (111, 333)
    assert label_map.dtype == np.uint8
    with pytest.raises(ValueError, match="it takes no boxes"):
        model.suggest(PICTURE, BOXES, INDICES)


def test_wrong_calls_are_explained():
    model = predictor(TINY)
    with pytest.raises(ValueError, match="class 3 is unknown"):
        model.suggest(PICTURE, BOXES, [1, 3])
    with pytest.raises(ValueError, match="2 boxes and 1 classes"):
        model.suggest(PICTURE, BOXES, [1])
    with pytest.raises(ValueError, match="it needs boxes"):
        model.segment(PICTURE)
    assert model.suggest(PICTURE, [], []) == []


def test_load_gives_the_same_answers(tmp_path: Path):
    model = predictor(TINY)
    save_model(tmp_path / "m.safetensors", model._network, model.card)
    loaded = Predictor.load(tmp_path / "m.safetensors")
    assert loaded.card == model.card
    for a, b in zip(loaded.suggest(PICTURE, BOXES, INDICES), model.suggest(PICTURE, BOXES, INDICES), strict=True):
        np.testing.assert_array_equal(a.foreground, b.foreground)
    with pytest.raises(ModelFileError):
        Predictor.load(write_manifest(tmp_path))


def test_the_manifest_is_what_the_tests_think(tmp_path: Path):
    assert load_manifest(write_manifest(tmp_path)).part("F")[0].boxes == BOXES
