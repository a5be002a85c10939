"""Settings: profiles, `key=value` changes, and errors that name what was meant."""

from dataclasses import replace
from pathlib import Path

import pytest

from ml.config import ConfigError, describe_settings, load_settings, profile_names, settings_from


@pytest.mark.parametrize("profile", profile_names())
def test_every_profile_loads_and_survives_json(profile: str):
    settings = load_settings(profile)
    assert settings_from(settings.to_json()) == settings


def test_the_paper_profile_is_the_paper():
    settings = load_settings("paper")
    assert (settings.supervision, settings.ratio, settings.tau, settings.rounds) == ("mixed", 7, 0.9, 1)
    annnet, segnet = settings.annnet, settings.segnet
    assert (annnet.backbone, annnet.lr, annnet.view, annnet.output) == ("hrnet_w48", 0.0008, "image", "classes")
    assert (segnet.backbone, segnet.lr, segnet.decoder) == ("resnet50", 0.004, "deeplabv3plus")
    for network in (annnet, segnet):
        assert (network.epochs, network.batch, network.crop, network.momentum, network.poly_power) == (
            60,
            32,
            512,
            0.9,
            0.9,
        )
        assert (network.scale_min, network.scale_max, network.flip) == (0.5, 2.0, True)


def test_a_profile_may_change_another_one(tmp_path: Path):
    file = tmp_path / "mine.toml"
    file.write_text('base = "cpu"\nrounds = 3\n[annnet]\nlr = 0.5\n', encoding="utf-8")
    cpu = load_settings("cpu")
    assert load_settings(str(file)) == replace(cpu, rounds=3, annnet=replace(cpu.annnet, lr=0.5))
    file.write_text('base = "mine"\n', encoding="utf-8")
    with pytest.raises(ConfigError, match=r"base is 'mine', it must be one of cpu"):
        load_settings(str(file))


def test_changes_reach_one_network_or_both():
    settings = load_settings(
        "tiny", ["annnet.lr=0.5", "epochs=3", "view=image", "annnet.planes=grabcut,mcg", "tau=0.75"]
    )
    assert (settings.annnet.lr, settings.segnet.lr) == (0.5, 0.02)
    assert (settings.annnet.epochs, settings.segnet.epochs) == (3, 3)
    assert (settings.annnet.view, settings.annnet.planes, settings.tau) == ("image", ("grabcut", "mcg"), 0.75)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ("taus=0.8", "no setting 'taus', did you mean tau"),
        ("annnet.epoch=3", "no setting 'annnet.epoch', did you mean epochs"),
        ("tau=1.5", "tau is '1.5', it must lie between 0.5 and 0.9999"),
        ("tau=nan", "tau is 'nan', it must lie between"),
        ("annnet.epochs=2.5", "annnet.epochs is '2.5', it must be a whole number"),
        ("annnet.flip=maybe", "must be true or false"),
        ("view=crops", "annnet.view is 'crops', it must be one of image, crop"),
        ("annnet.planes=grabcut,sam", "must be one of grabcut, mcg, fused"),
        ("segnet=3", "segnet holds settings of its own"),
        ("annnet.batch=12", "must be a multiple of 8"),
        ("annnet.scale_min=3", "annnet.scale_min is above"),
        ("tau", "'tau' is not key=value"),
        ("lr=inf", "annnet.lr is 'inf', it must lie between"),
        ("scales=", "annnet.scales is empty"),
        ("batch=1000000000000", "annnet.batch is '1000000000000', it must lie between 1 and 65536"),
        ("crop=100000", "annnet.crop is '100000', it must lie between 32 and 8192"),
        ("segnet.lr=1e300", "segnet.lr is '1e300', it must lie between 0 and 100"),
        ("segnet.accumulate=3", "segnet.batch is 8: it has no 3 parts"),
    ],
)
def test_wrong_changes_are_explained(change: str, message: str):
    with pytest.raises(ConfigError) as problem:
        load_settings("tiny", [change])
    assert message in str(problem.value)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("scales = 3", "annnet.scales is 3, it must be a list"),
        ("scales = [[1]]", "annnet.scales is [1], it must be a number"),
        ("planes = {a = 1}", "annnet.planes is {'a': 1}, it must be a list"),
        ("backbone = ['x']", "annnet.backbone is ['x'], it must be a text"),
        ("flip = [true]", "annnet.flip is [True], it must be true or false"),
        ("view = ['crop']", "annnet.view is ['crop'], it must be one of"),
        ("lr = nan", "annnet.lr is nan, it must"),
    ],
)
def test_wrong_types_in_a_profile_are_explained(tmp_path: Path, text: str, message: str):
    file = tmp_path / "mine.toml"
    file.write_text(f'base = "tiny"\n[annnet]\n{text}\n')
    with pytest.raises(ConfigError) as problem:
        load_settings(str(file))
    assert message in str(problem.value)


def test_a_profile_that_is_no_text_is_named(tmp_path: Path):
    file = tmp_path / "mine.toml"
    file.write_bytes(b"\xff\xfe")
    with pytest.raises(ConfigError, match=r"mine\.toml is not valid TOML"):
        load_settings(str(file))


def test_an_unknown_profile_names_the_known_ones():
    with pytest.raises(ConfigError, match=r"no profile 'papre', did you mean paper.*cpu, .*paper, tiny"):
        load_settings("papre")


def test_every_setting_is_documented():
    assert all(text for _, _, text in describe_settings(load_settings("cpu")))
