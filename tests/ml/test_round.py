"""A whole round as people and the worker start it, `python -m ml round`: killed, resumed, without its parent."""

import json
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import safetensors.torch
import torch
from PIL import Image

from ml.__main__ import main
from ml.masks import ObjectMask
from ml.predictor import Predictor
from tests.ml.round_pictures import SIZE, paint, write_manifest

pytestmark = pytest.mark.slow


def words(manifest: Path, out: Path, *more: str) -> list[str]:
    return ["round", str(manifest), "--out", str(out), "--profile", "tiny", "--json", *more]


def start(manifest: Path, out: Path, *more: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "ml", *words(manifest, out, *more)]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


class Here:
    """Runs the command in this process, where torch is loaded already: for what needs no process of its own."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self.capsys = capsys

    def run(self, manifest: Path, out: Path, *more: str, code: int = 0) -> list[dict]:
        """The events of a round that ends with this code."""
        ended = main(words(manifest, out, *more))
        said = self.capsys.readouterr()
        assert ended == code, said
        return [json.loads(line) for line in said.out.splitlines()]


@pytest.fixture
def here(capsys: pytest.CaptureFixture[str]) -> Here:
    return Here(capsys)


def events(process: subprocess.Popen[str]) -> list[dict]:
    out, err = process.communicate(timeout=300)
    assert process.returncode == 0, err + out
    return [json.loads(line) for line in out.splitlines()]


def read_until(process: subprocess.Popen[str], **wanted) -> None:
    assert process.stdout is not None
    for line in process.stdout:
        event = json.loads(line)
        if all(event.get(key) == value for key, value in wanted.items()):
            return
    raise AssertionError(f"ended without {wanted}")


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path, list[dict]]:
    """Manifest, folder and events of a round that nobody disturbed."""
    folder = tmp_path_factory.mktemp("round")
    manifest = write_manifest(folder)
    more = "--set", "rounds=2", "--cache", str(folder / "cache")
    return manifest, folder / "out", events(start(manifest, folder / "out", *more))


def test_all_stages_run_in_order_and_are_logged(done):
    _, out, said = done
    stages = [(event["stage"], event["iteration"]) for event in said if event["event"] == "stage"]
    loop = [("annnet", 1), ("pseudo", 1), ("annnet", 2), ("pseudo", 2)]
    assert stages == [("proposing", 1), *loop, ("segnet", 2), ("measuring", 2)]
    assert [json.loads(line) for line in (out / "events.jsonl").read_text().splitlines()] == said
    epochs = [event for event in said if event["event"] == "epoch"]
    assert [(event["stage"], event["epoch"]) for event in epochs] == [
        (s, e) for s in ("annnet", "annnet", "segnet") for e in (1, 2)
    ]
    last = [event for event in said if event["event"] == "progress"][-1]
    assert (last["stage"], last["done"], last["total"], last["unit"]) == ("measuring", 4, 4, "images")


def test_the_result_says_everything(done):
    _, out, said = done
    result = json.loads((out / "result.json").read_text())
    assert said[-1]["event"] == "result"
    assert said[-1]["result"] == result
    assert result["gold"] == {
        "images": 2,
        "objects": 4,
        "enough": False,
        "why": "2 gold images, 5 are needed; 4 gold objects, 20 are needed",
    }
    assert set(result["object_iou"]) == {"box", "grabcut", "mcg", "fused", "annnet", "champion"}
    assert result["object_iou"]["champion"] is None
    annnet, grabcut = result["object_iou"]["annnet"], result["object_iou"]["grabcut"]
    assert annnet["annnet_gain"] == {"mean": 0.0, "error": 0.0}
    assert grabcut["annnet_gain"]["mean"] == pytest.approx(annnet["mean"] - grabcut["mean"])
    assert grabcut["annnet_gain"]["error"] > 0
    assert set(result["minutes"]) == {"proposing", "annnet", "pseudo", "segnet", "measuring"}
    assert result["weights"] == {"annnet": "scratch", "segnet": "scratch"}
    assert result["settings"]["rounds"] == 2
    assert [row["class"] for row in result["segnet"]["per_class"]] == [0, 1, 2]
    assert [row["n"] for row in result["segnet"]["per_class"]] == [2, 2, 2]


def test_the_box_score_is_the_filled_box(done):
    scores = []
    for seed in (6, 7):  # the two gold images
        for (x0, y0, x1, y1), _, pixels in paint(seed)[1]:
            scores.append(pixels.sum() / ((x1 - x0) * (y1 - y0)))
    measured = json.loads((done[1] / "result.json").read_text())["object_iou"]["box"]
    assert measured["n"] == 4
    assert measured["mean"] == pytest.approx(np.mean(scores))


def test_proposals_are_kept_for_other_rounds(done):
    assert len(list((done[0].parent / "cache").rglob("*.json"))) == 2 * 8  # objects of all images


def test_pseudo_masks_are_there_for_others(done):
    _, out, _ = done
    assert sorted(file.name for file in (out / "pseudo").iterdir()) == [
        f"image-{seed}.{kind}" for seed in (3, 4, 5) for kind in ("json", "png")
    ]
    data = json.loads((out / "pseudo" / "image-3.json").read_text())
    assert (data["image"], data["iteration"], [entry["id"] for entry in data["objects"]]) == (
        "image-3",
        2,
        ["3-1", "3-2"],
    )
    ObjectMask.from_json(data["objects"][0]["mask"])
    label_map = np.asarray(Image.open(out / "pseudo" / "image-3.png"))
    assert label_map.shape == SIZE
    assert set(np.unique(label_map)) <= {0, 1, 2, 255}


def test_the_models_are_deployable(done):
    _, out, _ = done
    picture, objects = paint(6)
    annnet, segnet = Predictor.load(out / "annnet.safetensors"), Predictor.load(out / "segnet.safetensors")
    assert (annnet.card.kind, annnet.card.classes, len(annnet.card.data)) == ("annnet", ("disc", "bar"), 64)
    result = json.loads((out / "result.json").read_text())
    assert annnet.card.metrics == {"object_iou": result["object_iou"]["annnet"]["mean"], "objects": 4}
    assert segnet.card.metrics == {"miou": result["segnet"]["miou"], "images": 2}
    assert len(annnet.suggest(picture, [objects[0][0]], [1])) == 1
    assert segnet.segment(picture).shape == SIZE


def test_killed_in_mid_training_it_goes_on_to_the_same_weights(done, here: Here, tmp_path: Path):
    manifest, whole, _ = done
    out = tmp_path / "out"
    (out / "stages").mkdir(parents=True)
    shutil.copytree(whole / "proposals", out / "proposals")
    killed = start(manifest, out, "--set", "rounds=2")
    read_until(killed, event="epoch", stage="annnet", epoch=1)
    killed.send_signal(signal.SIGKILL)
    killed.communicate()
    assert not (out / "result.json").exists()
    said = here.run(manifest, out, "--set", "rounds=2")
    assert any("going on after epoch 1" in event.get("message", "") for event in said)
    first_epoch = next(event for event in said if event["event"] == "epoch")
    assert (first_epoch["stage"], first_epoch["epoch"]) == ("annnet", 2)
    for name in ("annnet.safetensors", "segnet.safetensors"):
        ours, theirs = safetensors.torch.load_file(out / name), safetensors.torch.load_file(whole / name)
        assert all(torch.equal(ours[key], theirs[key]) for key in theirs)
    assert not list(out.glob("*.resume"))


def test_with_its_parent_gone_it_ends_at_once(done, tmp_path: Path):
    process = start(done[0], tmp_path / "out", "--watch-stdin")
    read_until(process, event="stage", stage="proposing")
    assert process.stdin is not None
    process.stdin.close()
    assert process.wait(timeout=60) == 1
    assert not (tmp_path / "out" / "result.json").exists()


def test_two_runs_never_work_in_one_folder_and_a_polite_stop_leaves_it_to_the_next(done, here: Here, tmp_path: Path):
    out = tmp_path / "out"
    first = start(done[0], out)
    read_until(first, event="stage", stage="proposing")
    first.send_signal(signal.SIGSTOP)  # it does not end while the other waits
    assert "another process works in" in here.run(done[0], out, code=1)[-1]["message"]
    first.send_signal(signal.SIGTERM)
    first.send_signal(signal.SIGCONT)
    _, err = first.communicate(timeout=60)
    assert first.returncode == 130
    assert "stopped; the same command goes on" in err
    assert "Traceback" not in err
    assert here.run(done[0], out)[-1]["event"] == "result"


def test_objects_of_a_class_younger_than_the_champion_count_for_it_as_proposals(done, here: Here, tmp_path: Path):
    """That is what annotators get for them; the champion itself knows nothing of the class."""
    _, before, _ = done
    manifest = write_manifest(tmp_path)
    data = json.loads(manifest.read_text())
    data |= {"classes": [*data["classes"], "ring"], "champion": str(before / "annnet.safetensors")}
    for image in data["images"]:
        image["objects"][1]["class"] = 3
    manifest.write_text(json.dumps(data))
    scores = here.run(manifest, tmp_path / "out")[-1]["result"]["object_iou"]
    champion, fused = (scores[name]["per_class"] for name in ("champion", "fused"))
    assert champion[2] == fused[2]
    assert champion[2]["n"] == 2
    assert champion[0]["mean"] != fused[0]["mean"]
