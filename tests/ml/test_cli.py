"""The other commands of `python -m ml`, and the errors of all."""

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image
from safetensors.torch import load_file

from ml.__main__ import COMMANDS, main
from ml.config import load_settings
from ml.data.labels import compose_labels
from ml.data.proposal_files import ProposalFiles
from ml.drawing import GAP, draw_masks
from ml.manifest import load_manifest
from ml.networks.model_file import Card, save_model
from ml.networks.network import build_network, widen
from ml.priors import position_prior
from ml.voc.palette import label_png
from tests.ml.round_pictures import SIZE, paint, write_manifest

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
    boxes = np.zeros(SIZE, int)
    truth = np.zeros(SIZE, int)
    for (x0, y0, x1, y1), index, pixels in sorted(paint(0)[1], key=lambda thing: -thing[2].sum()):
        boxes[y0:y1, x0:x1] = index
        truth[pixels] = index
    miou = np.mean([((boxes == c) & (truth == c)).sum() / ((boxes == c) | (truth == c)).sum() for c in range(3)])
    assert f"mIoU {miou:.4f}" in lines[1]
    data = json.loads(manifest.read_text())
    data["images"][0]["objects"] = []
    manifest.write_text(json.dumps(data))
    assert main(["evaluate", str(tmp_path / "annnet.safetensors"), str(manifest)]) == 0
    assert "No gold image has an object" in capsys.readouterr().out


def write_voc(folder: Path, names: dict[str, list[str]]) -> Path:
    """A VOC folder of pictures with a cat (disc) and a dog (bar), and its lists."""
    lists = folder / "ImageSets" / "Segmentation"
    lists.mkdir(parents=True)
    for kind in ("JPEGImages", "Annotations", "SegmentationClass"):
        (folder / kind).mkdir()
    for seed, name in enumerate(name for part in names.values() for name in part):
        picture, objects = paint(seed)
        Image.fromarray(picture).save(folder / "JPEGImages" / f"{name}.jpg")
        label_map = np.zeros(SIZE, np.uint8)
        entries = ""
        for (x0, y0, x1, y1), index, pixels in objects:
            label_map[pixels] = {1: 8, 2: 12}[index]  # VOC's numbers of cat and dog
            edges = f"<xmin>{x0 + 1}</xmin><ymin>{y0 + 1}</ymin><xmax>{x1}</xmax><ymax>{y1}</ymax>"
            entries += f"<object><name>{('cat', 'dog')[index - 1]}</name><bndbox>{edges}</bndbox></object>"
        size = f"<size><width>{SIZE[1]}</width><height>{SIZE[0]}</height><depth>3</depth></size>"
        (folder / "Annotations" / f"{name}.xml").write_text(f"<annotation>{size}{entries}</annotation>")
        (folder / "SegmentationClass" / f"{name}.png").write_bytes(label_png(label_map))
    for part, listed in names.items():
        (lists / f"{part}.txt").write_text("\n".join(listed))
    return folder


@pytest.mark.slow
def test_from_a_voc_folder_to_a_segnet_step_by_step(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    voc = write_voc(tmp_path / "voc", {"train": ["a", "b"], "weak": ["c"], "val": ["d"]})
    manifest, out = str(tmp_path / "lists" / "m.json"), tmp_path / "out"
    tiny = ["--profile", "tiny", "--set", "epochs=1", "--json"]
    assert main(["manifest", str(voc), "--f", "train", "--w", "weak", "--gold", "val", "--out", manifest]) == 0
    assert "W: 1 pictures, 2 objects" in capsys.readouterr().out
    assert main(["proposals", manifest, "--out", str(tmp_path / "proposals"), "--processes", "1", "--json"]) == 0
    made = ["--proposals", str(tmp_path / "proposals")]
    assert main(["train", "annnet", manifest, "--out", str(out), *made, *tiny]) == 0
    model, pseudo = str(out / "annnet.safetensors"), tmp_path / "pseudo"
    assert main(["pseudo", model, manifest, "--out", str(pseudo), *made, "--json"]) == 0
    assert set(np.unique(np.asarray(Image.open(pseudo / "c.png")))) <= {0, 1, 2, 255}
    segnet = ["train", "segnet", manifest, "--out", str(tmp_path / "segnet"), "--pseudo", str(pseudo), *tiny]
    assert main(segnet) == 0
    assert main(["describe", str(tmp_path / "segnet" / "segnet.safetensors")]) == 0
    assert 'classes = ["cat", "dog"]' in capsys.readouterr().out
    # A further training starts from that AnnNet; a SegNet cannot be a champion, and nothing is written.
    lists, other = ["--f", "train", "--gold", "val", "--out"], str(tmp_path / "more.json")
    assert main(["manifest", str(voc), *lists, other, "--champion", model]) == 0
    warm = [*tiny, "--set", "annnet.warm_start=true"]
    assert main(["train", "annnet", other, "--out", str(tmp_path / "more"), *warm]) == 0
    assert "goes on from" in capsys.readouterr().out
    wrong = str(tmp_path / "segnet" / "segnet.safetensors")
    assert main(["manifest", str(voc), *lists, str(tmp_path / "no.json"), "--champion", wrong]) == 1
    assert "the champion is an AnnNet" in capsys.readouterr().err
    assert not (tmp_path / "no.json").exists()
    # The round goes on where `train annnet` ended: neither proposals nor AnnNet are made again.
    assert main(["round", manifest, "--out", str(out), *tiny]) == 0
    said = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [event["stage"] for event in said if event["event"] == "stage"] == ["pseudo", "segnet", "measuring"]


@pytest.mark.slow
def test_a_round_goes_on_with_more_pictures(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    """Its AnnNet is kept and labels them; its SegNet is where the training starts: at rate 0 it stays what it was."""
    for name, w in (("few", 1), ("more", 2)):
        (tmp_path / name).mkdir()
        write_manifest(tmp_path / name, f=1, w=w, gold=1)
    quick = ["--profile", "tiny", "--set", "epochs=1", "--set", "annnet.planes="]
    few, more = (["round", str(tmp_path / name / "manifest.json"), *quick] for name in ("few", "more"))
    first, second = tmp_path / "1", tmp_path / "2"
    assert main([*few, "--out", str(first)]) == 0
    assert main([*more, "--out", str(second), "--after", str(first), "--set", "segnet.lr=0", "--json"]) == 0
    said = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [event["stage"] for event in said if event["event"] == "epoch"] == ["segnet"]
    assert len(list((second / "pseudo").glob("*.png"))) == 2
    ours, theirs = (load_file(folder / "segnet.safetensors") for folder in (second, first))
    assert all(torch.equal(ours[key], theirs[key]) for key in theirs if "running" not in key and "num_" not in key)
    assert any(not torch.equal(ours[key], theirs[key]) for key in theirs)  # batch statistics: it was trained
    pair = (load_file(folder / "annnet.safetensors") for folder in (second, first))
    assert all(torch.equal(a, b) for a, b in zip(*(each.values() for each in pair), strict=True))
    assert main([*more, "--out", str(second), "--set", "segnet.lr=0"]) == 1  # the same folder as a round of its own
    assert "another manifest or other settings" in capsys.readouterr().err


def test_without_w_segnet_is_trained_on_f_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    command = ["train", "segnet", str(write_manifest(tmp_path)), "--out", str(tmp_path / "out"), "--f-only"]
    assert main([*command, "--profile", "tiny", "--set", "epochs=1", "--json"]) == 0
    said = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [event["loss_weak"] for event in said if event["event"] == "epoch"] == [None]


def test_priors_of_a_picture_without_boxes(tmp_path: Path):
    file = write_manifest(tmp_path, f=0, w=1, gold=0)
    data = json.loads(file.read_text())
    data["images"][0]["objects"] = []
    file.write_text(json.dumps(data))
    for command in ("priors", "proposals"):
        assert main([command, str(file), "--out", str(tmp_path / command), "--json"]) == 0
    drawn = np.asarray(Image.open(tmp_path / "priors" / "image-0-class.png"))
    np.testing.assert_array_equal(drawn, np.zeros(SIZE))


def test_export_says_how_close_it_is(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    assert main(["export", str(save(tmp_path, "segnet")), "--out", str(tmp_path / "s.onnx"), "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert said["inputs"] == ["batch", 3, "height", "width"]
    assert said["difference"] < 1e-4


def test_help_needs_no_torch():
    code = "import sys; from ml.__main__ import _parser; _parser().format_help(); print('torch' in sys.modules)"
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "False"


@pytest.mark.parametrize("name", [command.__name__.rpartition(".")[2] for command in COMMANDS])
def test_every_command_teaches(capsys: pytest.CaptureFixture[str], name: str):
    with pytest.raises(SystemExit) as ended:
        main([name, "--help"])
    text = capsys.readouterr().out
    assert ended.value.code == 0
    assert f"python -m ml {name}" in text.partition("examples:")[2]


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
        (["round", "{out}/m.json", "--out", "{out}"], "m.json does not exist"),
        (["round", "{manifest}", "--out", "{out}", "--set", "annnet.lrr=1"], "did you mean lr"),
        (["round", "{manifest}", "--out", "{picture}"], "a file where a folder is needed"),
        (["round", "{manifest}", "--out", "{out}", "--cache", "{picture}"], "0.png is a file where a folder is needed"),
        (["proposals", "{gold}", "--out", "{out}", "--cache", "{picture}"], "0.png is a file where a folder is needed"),
        (["round", "{manifest}", "--out", "{out}", "--set", "weights={picture}"], "weights: "),
        (["round", "{manifest}", "--out", "{out}", "--after", "{manifest}"], "holds no finished round to go on from"),
        (["proposals", "{manifest}", "--out", "{out}", "--kind", "magic"], "--kind magic is none of"),
        (["proposals", "{manifest}", "--out", "{out}", "--recipe", "no.onnx"], "there is no file no.onnx"),
        (["priors", "{picture}", "--out", "{out}"], "is not readable JSON"),
        (["pseudo", "{segnet}", "{weak}", "--out", "{out}"], "a model of kind annnet is needed"),
        (["pseudo", "{annnet}", "{manifest}", "--out", "{out}"], "has no images of part W"),
        (["pseudo", "{annnet}", "{other}", "--out", "{out}"], "the model knows the classes disc, bar"),
        (["evaluate", "{segnet}", "{other}"], "the model knows the classes disc, bar"),
        (["evaluate", "{segnet}", "{gold}", "--scales", "1,x"], "numbers with commas between"),
        (["train", "segnet", "{manifest}", "--out", "{out}"], "say where W's masks are"),
        (["train", "annnet", "{manifest}", "--out", "{out}", "--f-only"], "are for segnet"),
        (["train", "segnet", "{weak}", "--pseudo", "{out}", "--out", "{out}"], "make them with `python -m ml pseudo`"),
        (["train", "annnet", "{gold}", "--out", "{out}"], "no F image with an object"),
        (["export", "{annnet}", "--out", "{out}"], "name the file to write"),
        (["export", "{manifest}", "--out", "{out}/m.onnx"], "not a readable .safetensors file"),
        (["describe", "{segnet}", "--size", "big"], "width x height"),
        (["describe", "tiny", "--set", "annnet.backbone=resnet5"], "no backbone 'resnet5', did you mean resnet50"),
        (["describe", "tiny", "--set", "backbone=vit_tiny_patch16_224"], "takes pictures of one size alone"),
        (["describe", "tiny", "--set", "backbone=test_vit"], "choose a convolutional one, as resnet50"),
        (["describe", "tiny", "--set", "backbone=convmixer_768_32"], "its maps are at strides 7, 7, 7"),
        (["describe", "tiny", "--set", "backbone=vgg11", "--set", "decoder=deeplabv3plus"], "at output stride 16"),
        (["describe", "tiny", "--set", "backbone=resnet18", "--set", "decoder=hrnet"], "resnet18 is no HRNet"),
        (["round", "{manifest}", "--out", "{out}", "--set", "segnet.backbone=test_vit"], "of one size alone"),
        (["describe", "nope"], "no profile 'nope'"),
        (["manifest", "{out}", "--f", "train", "--out", "{out}/m.json"], "is no VOC data set"),
        (["manifest", "{out}", "--out", "{out}/m.json"], "no list given"),
        (["predict", "{annnet}", "{picture}", "--box", "1,2,30,40,7", "--out", "{out}"], "it knows 1 disc, 2 bar"),
        (["predict", "{segnet}", "{picture}", "{picture}", "--out", "{out}"], "would both be written"),
        (["predict", "{annnet}", "0.png", "--box", "1,2,3", "--out", "{out}"], "five whole numbers are needed"),
        (
            ["predict", "{annnet}", "{manifest}", "--box", "1,2,30,40,1", "--out", "{out}"],
            "cannot be read as a picture",
        ),
        (["predict", "{annnet}", "{picture}", "--box", "1,2,300,400,1", "--out", "{out}"], "leaves the 72x56 picture"),
    ],
)
def test_mistakes_are_explained_and_nothing_is_written(tmp_path: Path, capsys, command: list[str], message: str):
    manifest = write_manifest(tmp_path, f=2, w=0, gold=0)
    data = json.loads(manifest.read_text())
    first, second = data["images"]
    changed = {
        "weak": {**data, "images": [first, {**second, "part": "W", "objects": []}]},
        "other": {
            **data,
            "classes": ["bar", "disc"],
            "images": [{**first, "part": "gold"}, {**second, "part": "W", "objects": []}],
        },
        "gold": {**data, "images": [{**first, "part": "gold"}]},
    }
    for name, content in changed.items():
        (tmp_path / f"{name}.json").write_text(json.dumps(content))
    places = {
        **{name: tmp_path / f"{name}.json" for name in changed},
        "manifest": manifest,
        "segnet": save(tmp_path, "segnet"),
        "out": tmp_path / "out",
        "annnet": save(tmp_path, "annnet"),
        "picture": tmp_path / "0.png",
    }
    assert main([part.format(**places) for part in command]) == 1
    assert message in capsys.readouterr().err
    assert not list((tmp_path / "out").glob("*"))


def test_a_folder_that_cannot_be_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    manifest = write_manifest(tmp_path, f=1, w=0, gold=0)
    (tmp_path / "file").write_text("")
    assert main(["round", str(manifest), "--out", str(tmp_path / "file" / "out"), "--profile", "tiny", "--json"]) == 1
    assert "a file where a folder is needed" in json.loads(capsys.readouterr().out.splitlines()[-1])["message"]


def test_a_loss_that_is_no_number_stops_the_training(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    manifest, out = write_manifest(tmp_path, f=2, w=0, gold=0), tmp_path / "out"
    command = ["train", "segnet", str(manifest), "--f-only", "--out", str(out), "--profile", "tiny", "--json"]
    assert main([*command, "--set", "optimizer=sgd", "--set", "lr=100", "--set", "head_lr_factor=10000"]) == 1
    assert "lower segnet.lr" in json.loads(capsys.readouterr().out.splitlines()[-1])["message"]
    assert not (out / "segnet.safetensors").exists()


def test_pseudo_masks_of_two_models_are_not_mixed(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    manifest = write_manifest(tmp_path, f=1, w=1, gold=0)
    command = ["pseudo", str(save(tmp_path, "annnet")), str(manifest), "--out", str(tmp_path / "out")]
    assert main(command) == 0
    assert main([*command, "--tau", "0.6"]) == 1
    assert "another model or tau" in capsys.readouterr().err


@pytest.mark.parametrize("change", ["tau=3", "annnet.weights=nowhere.safetensors", "segnet.weights=package"])
def test_a_round_that_cannot_start_says_so_as_an_event(tmp_path: Path, capsys: pytest.CaptureFixture[str], change: str):
    manifest = write_manifest(tmp_path, f=1, w=0, gold=0)
    assert (
        main(["round", str(manifest), "--out", str(tmp_path / "out"), "--profile", "tiny", "--json", "--set", change])
        == 1
    )
    last = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert last["event"] == "error"
    assert not (tmp_path / "out").exists()


def test_a_round_with_a_corrupt_picture_writes_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    manifest = write_manifest(tmp_path)
    (tmp_path / "4.png").write_bytes(b"no picture")
    assert main(["round", str(manifest), "--out", str(tmp_path / "out"), "--profile", "tiny", "--json"]) == 1
    last = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert last["event"] == "error"
    assert "image-4" in last["message"]
    assert not (tmp_path / "out").exists()


def test_a_champion_that_is_no_model_is_found_before_training(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    manifest = write_manifest(tmp_path)
    manifest.write_text(json.dumps({**json.loads(manifest.read_text()), "champion": "0.png"}))
    assert main(["round", str(manifest), "--out", str(tmp_path / "out"), "--profile", "tiny", "--json"]) == 1
    assert "0.png is not a readable .safetensors file" in capsys.readouterr().out
    assert not (tmp_path / "out").exists()


def test_a_folder_of_another_round_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    manifest = write_manifest(tmp_path, f=1, w=0, gold=0)
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "round.json").write_text('{"manifest": "other", "settings": {}}')
    assert main(["round", str(manifest), "--out", str(tmp_path / "out"), "--profile", "tiny", "--json"]) == 1
    assert "another manifest or other settings" in capsys.readouterr().out
