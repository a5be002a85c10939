"""The other commands of `python -m ml`, and the errors of all."""

import json
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image

from ml.__main__ import main
from ml.config import load_settings
from ml.data.labels import compose_labels
from ml.data.proposal_files import ProposalFiles
from ml.drawing import GAP, draw_masks
from ml.manifest import load_manifest
from ml.networks.model_file import Card, save_model
from ml.networks.network import build_network, widen
from ml.priors import position_prior
from tests.ml.round_pictures import SIZE, write_manifest

TINY = load_settings("tiny")


def save(folder: Path, kind: str) -> Path:
    torch.manual_seed(0)
    settings = TINY.annnet if kind == "annnet" else TINY.segnet
    network = build_network(settings, 2)
    widen(network, settings, 2)
    file = folder / f"{kind}.safetensors"
    save_model(file, network, Card(kind, ("disc", "bar"), TINY, "scratch", "", {}))  # type: ignore[arg-type]
    return file


def test_priors_are_drawn(tmp_path: Path):
    manifest = write_manifest(tmp_path)
    assert main(["priors", str(manifest), "--out", str(tmp_path / "priors")]) == 0
    image = load_manifest(manifest).images[0]
    drawn = np.asarray(Image.open(tmp_path / "priors" / "image-0-position.png"))
    np.testing.assert_array_equal(drawn, position_prior(image.boxes, *SIZE))
    classes = np.asarray(Image.open(tmp_path / "priors" / "image-0-class.png"))
    assert np.unique(classes).tolist() == [0, 127, 254]


def test_proposals_are_drawn(tmp_path: Path):
    manifest = write_manifest(tmp_path, f=1, w=0, gold=0)
    assert main(["proposals", str(manifest), "--out", str(tmp_path / "proposals")]) == 0
    image = load_manifest(manifest).images[0]
    drawn = np.asarray(Image.open(tmp_path / "proposals" / "drawn" / "image-0.png"))
    assert drawn.shape == (SIZE[0], 4 * SIZE[1] + 3 * GAP, 3)
    made = ProposalFiles(tmp_path / "proposals").read(image)
    np.testing.assert_array_equal(drawn[:, -SIZE[1] :], draw_masks(image.read(), [masks["fused"] for masks in made]))
    label_map = np.asarray(Image.open(tmp_path / "proposals" / "grabcut" / "image-0.png"))
    np.testing.assert_array_equal(label_map, compose_labels(image, [masks["grabcut"] for masks in made]))


def test_predict_with_boxes_writes_masks(tmp_path: Path):
    write_manifest(tmp_path, f=1, w=0, gold=0)
    model, out = save(tmp_path, "annnet"), tmp_path / "out"
    command = [
        "predict",
        str(model),
        str(tmp_path / "0.png"),
        "--box",
        "5,5,30,30,1",
        "--box",
        "40,4,60,40,2",
        "--out",
        str(out),
    ]
    assert main(command) == 0
    assert len(json.loads((out / "0.json").read_text())) == 2
    assert np.asarray(Image.open(out / "0.png")).shape == SIZE


def test_predict_without_boxes_writes_label_maps(tmp_path: Path):
    write_manifest(tmp_path, f=2, w=0, gold=0)
    command = [
        "predict",
        str(save(tmp_path, "segnet")),
        str(tmp_path / "0.png"),
        str(tmp_path / "1.png"),
        "--out",
        str(tmp_path / "out"),
    ]
    assert main(command) == 0
    assert sorted(file.name for file in (tmp_path / "out").iterdir()) == ["0.png", "1.png"]


def test_evaluate_scores_on_gold(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    manifest = write_manifest(tmp_path, f=0, w=0, gold=1)
    assert main(["evaluate", str(save(tmp_path, "segnet")), str(manifest), "--json"]) == 0
    scores = json.loads(capsys.readouterr().out)
    assert [row["n"] for row in scores["segnet"]["per_class"]] == [1, 1, 1]
    assert main(["evaluate", str(save(tmp_path, "annnet")), str(manifest)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines] == ["annnet", "box", "fused", "grabcut", "mcg"]
    assert all("n = 2" in line for line in lines)


def test_settings_are_listed(capsys: pytest.CaptureFixture[str]):
    assert main(["settings", "paper", "--set", "tau=0.8"]) == 0
    text = capsys.readouterr().out
    assert "tau = 0.8" in text
    assert 'annnet.backbone = "hrnet_w48"' in text


@pytest.mark.parametrize(
    ("command", "message"),
    [
        (["settings", "nope"], "no profile 'nope'"),
        (["evaluate", "none.safetensors", "{manifest}"], "has no gold images"),
        (["predict", "{manifest}", "x.png", "--out", "{out}"], "not a readable .safetensors file"),
        (["predict", "{annnet}", "0.png", "--out", "{out}"], "an AnnNet needs one picture and at least one --box"),
        (["predict", "{annnet}", "0.png", "--box", "1,2,3", "--out", "{out}"], "five whole numbers are needed"),
        (
            ["predict", "{annnet}", "{manifest}", "--box", "1,2,30,40,1", "--out", "{out}"],
            "cannot be read as a picture",
        ),
        (["predict", "{annnet}", "{picture}", "--box", "1,2,300,400,1", "--out", "{out}"], "leaves the 72x56 picture"),
    ],
)
def test_mistakes_are_explained_and_nothing_is_written(tmp_path: Path, capsys, command: list[str], message: str):
    places = {
        "manifest": write_manifest(tmp_path, f=1, w=0, gold=0),
        "out": tmp_path / "out",
        "annnet": save(tmp_path, "annnet"),
        "picture": tmp_path / "0.png",
    }
    assert main([part.format(**places) for part in command]) == 1
    assert message in capsys.readouterr().err
    assert not list((tmp_path / "out").glob("*"))


@pytest.mark.parametrize("change", ["tau=3", "annnet.weights=nowhere.safetensors"])
def test_a_round_that_cannot_start_says_so_as_an_event(tmp_path: Path, capsys: pytest.CaptureFixture[str], change: str):
    manifest = write_manifest(tmp_path, f=1, w=0, gold=0)
    assert (
        main(["round", str(manifest), "--out", str(tmp_path / "out"), "--profile", "tiny", "--json", "--set", change])
        == 1
    )
    last = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert last["event"] == "error"
    assert not (tmp_path / "out" / "result.json").exists()


def test_a_round_with_a_corrupt_picture_writes_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    manifest = write_manifest(tmp_path)
    (tmp_path / "4.png").write_bytes(b"no picture")
    assert main(["round", str(manifest), "--out", str(tmp_path / "out"), "--profile", "tiny", "--json"]) == 1
    last = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert last["event"] == "error"
    assert "image-4" in last["message"]
    assert not (tmp_path / "out").exists()


def test_a_folder_of_another_round_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    manifest = write_manifest(tmp_path, f=1, w=0, gold=0)
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "round.json").write_text('{"manifest": "other", "settings": {}}')
    assert main(["round", str(manifest), "--out", str(tmp_path / "out"), "--profile", "tiny", "--json"]) == 1
    assert "another manifest or other settings" in capsys.readouterr().out
