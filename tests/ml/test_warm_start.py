"""Starting AnnNet from an earlier one."""

from dataclasses import replace
from pathlib import Path

import pytest
import torch

from ml.config import load_settings
from ml.networks.model_file import Card, save_model
from ml.networks.network import Network, build_network, widen
from ml.training.warm_start import WarmStartError, start_from

TINY = load_settings("tiny")


def annnet(dual: bool = True, seed: int = 0, **changes) -> Network:
    torch.manual_seed(seed)
    settings = replace(TINY.annnet, **changes)
    network = build_network(settings, 2, dual)
    widen(network, settings, 2)
    return network


def saved(folder: Path, **changes) -> Path:
    settings = replace(TINY, annnet=replace(TINY.annnet, **changes))
    file = folder / "champion.safetensors"
    save_model(file, annnet(seed=1, **changes), Card("annnet", ("disc", "bar"), settings, "hub", "", {}))
    return file


def test_a_warm_start_has_the_other_ones_weights_in_both_heads(tmp_path: Path):
    network, other = annnet(), annnet(seed=1)
    card = start_from(network, saved(tmp_path), ("disc", "bar"), TINY.annnet)
    assert card.weights == "hub"
    theirs = other.state_dict()
    for name, ours in network.state_dict().items():
        assert torch.equal(ours, theirs[name.replace("heads.weak", "heads.strong")]), name


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"planes": ()}, "other input channels"),
        ({"backbone": "mobilenetv3_small_100"}, "another network, .* differs; set annnet.warm_start=false"),
        ({"width": 16}, "another network, decoder"),
    ],
)
def test_a_model_that_does_not_fit_is_refused_and_changes_nothing(tmp_path: Path, changes, message: str):
    network, before = annnet(), annnet().state_dict()
    with pytest.raises(WarmStartError, match=message):
        start_from(network, saved(tmp_path, **changes), ("disc", "bar"), TINY.annnet)
    assert all(torch.equal(value, before[name]) for name, value in network.state_dict().items())


def test_other_classes_matter_only_where_the_network_knows_classes(tmp_path: Path):
    start_from(annnet(), saved(tmp_path), ("cat", "dog"), TINY.annnet)  # objectness, binary class prior
    by_class = {"output": "classes", "class_prior": "index"}
    with pytest.raises(WarmStartError, match="knows the classes disc, bar, not cat, dog"):
        start_from(annnet(**by_class), saved(tmp_path, **by_class), ("cat", "dog"), replace(TINY.annnet, **by_class))
