"""The paper's experiments on a small VOC folder made by code: lists, cells, resuming, reports."""

import json
import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image

from ml.__main__ import main
from ml.config import load_settings
from ml.data.labels import AcceptedLabels
from ml.experiments.cell import Cell, Workbench, measure_pseudo
from ml.experiments.data import DataError, ExperimentData, find_data
from ml.experiments.epochs import EpochScores
from ml.experiments.experiment import Plan, make_cell, run_experiment
from ml.experiments.statistics import compare, summarize
from ml.experiments.tables import TABLES, Claim, Row, Table
from ml.manifest import load_manifest
from ml.masks import ObjectMask
from ml.networks.network import build_network
from ml.pseudo import PseudoFiles
from ml.training.resume_point import ResumePoint, save_resume_point
from tests.ml.round_pictures import write_manifest
from tests.ml.voc_pictures import picture_name, write_voc

QUICK = ("epochs=1", "steps=1", "annnet.view=image", "annnet.output=classes", "annnet.planes=")


class Heard:
    """A reporter that keeps the messages."""

    def __init__(self) -> None:
        self.messages: list[str] = []

    def emit(self, event: str, **fields: object) -> None:
        if event == "log":
            self.messages.append(str(fields["message"]))


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> ExperimentData:
    folder = tmp_path_factory.mktemp("data")
    write_voc(folder / "VOC2012", {"train": range(2), "weak": range(2, 4), "val": range(4, 5)})
    return find_data(folder, ["cat", "dog"])


def small_table(*names: str) -> Table:
    rows = {
        "dual": Row("dual", ("supervision=dual",), 1464, 9118, 81.03),
        "mixed": Row("mixed", ("supervision=mixed",), 1464, 9118, 81.31, watched=True),
        "two rounds": Row("two rounds", ("supervision=mixed", "rounds=2"), 1464, 9118, None),
    }
    chosen = tuple(rows[name] for name in names)
    return Table("small", "for tests", chosen, (Claim(names[-1], names[0]),))


def test_every_table_names_its_rows_and_settings_that_exist():
    for table in TABLES.values():
        names = [row.name for row in table.rows]
        assert len(set(names)) == len(names)
        assert {name for claim in table.claims for name in (claim.better, claim.worse)} <= set(names)
        for row in table.rows:
            load_settings("paper", row.changes)


def test_tables_share_their_common_rows(data: ExperimentData):
    plan = Plan("tiny", QUICK, 1)

    def key(table: str, row: str) -> str:
        found = next(one for one in TABLES[table].rows if one.name == row)
        return make_cell(found, 0, data, plan).key

    assert key("table2", "with priors") == key("table3", "r = 7:1") == key("table4", "mixed-dual-head")
    assert key("table5", "mixed, F = 83") == key("table6", "round 1") == key("figure7", "mixed-dual-head")
    assert key("table4", "dual-head") != key("table4", "mixed-dual-head")


def fake_data(f_pool: int, w_pool: int) -> ExperimentData:
    names = tuple(f"f{n}" for n in range(f_pool))
    rare = {"f3": frozenset({"rare"}), "f7": frozenset({"rare", "cat"})}
    present = {name: rare.get(name, frozenset({"cat"} if n % 2 else {"dog"})) for n, name in enumerate(names)}
    weak = tuple(f"w{n}" for n in range(w_pool))
    return ExperimentData(("cat", "dog", "rare"), names, weak, (), (), present, {}, f_pool + w_pool)


def test_lists_hold_every_class_are_nested_and_seeded():
    data = fake_data(60, 100)
    for seed in range(20):
        small, large = data.draw_f(4, seed), data.draw_f(20, seed)
        assert set().union(*(data.present[name] for name in small)) == {"cat", "dog", "rare"}
        assert small == large[:4]
        assert len(set(large)) == 20
    assert data.draw_f(20, 1) != data.draw_f(20, 2)
    assert data.draw_f(20, 1) == data.draw_f(20, 1)
    with pytest.raises(DataError, match="cannot hold all 3 classes"):
        data.draw_f(1, 0)


def test_f_is_scaled_to_small_data_and_kept_on_the_papers():
    assert [fake_data(1464, 9118).scaled(f) for f in (1464, 374, 166, 83)] == [1464, 374, 166, 83]
    assert [fake_data(367, 1000).scaled(f) for f in (1464, 374, 166, 83)] == [189, 48, 21, 11]
    assert fake_data(367, 1000).limited(240, 0).scaled(1464) == 189


def test_without_a_limit_the_rest_of_f_joins_w(data: ExperimentData):
    row = Row("", (), 5000, 0, None)
    cell = make_cell(row, 0, data, Plan("tiny", QUICK, 1))
    assert len(cell.f) == 2
    assert set(cell.f) | set(cell.w) == {*data.f_pool, *data.w_pool}
    assert len(make_cell(row, 0, data.limited(1, 1), Plan("tiny", QUICK, 1, w=1, gold=1)).w) == 1


def test_classes_too_rare_in_gold_need_naming(tmp_path: Path):
    write_voc(tmp_path, {"train": range(1), "weak": range(1, 2), "val": range(2, 3)})
    with pytest.raises(DataError, match="no class is in 20 gold pictures"):
        find_data(tmp_path)


def test_voc_alone_has_no_pictures_for_w(tmp_path: Path):
    write_voc(tmp_path, {"train": range(1), "val": range(1, 2)})
    with pytest.raises(DataError, match="SBD"):
        find_data(tmp_path)


@pytest.mark.slow
def test_an_experiment_runs_reports_and_goes_on(data: ExperimentData, tmp_path: Path):
    plan = Plan("tiny", QUICK, 1)
    first = run_experiment(small_table("mixed"), data, plan, tmp_path, Heard())
    heard = Heard()
    results = run_experiment(small_table("dual", "mixed"), data, plan, tmp_path, heard)
    assert [message for message in heard.messages if "seed" in message] == [
        "small: dual, seed 0, F = 1, W = 3 (1 of 1)"
    ]
    assert results["mixed"] == first["mixed"]
    assert 0 <= results["dual"][0]["segnet_miou"] <= 1
    assert [(entry["stage"], entry["epoch"]) for entry in results["mixed"][0]["epochs"]] == [
        ("annnet", 1),
        ("segnet", 1),
    ]
    report = (tmp_path / "small" / "results.md").read_text()
    assert "| mixed | 1464 | 81.31 | 1 | " in report
    assert "| mixed > dual | SegNet mIoU | " in report
    for name in ("plot.png", "epochs.png", "contact-sheet.png"):
        assert Image.open(tmp_path / "small" / name).size[0] > 400


def test_scores_after_an_epoch_are_those_of_the_averaged_weights(tmp_path: Path):
    """Where they become the model. The live network answers class 1 everywhere, the averaged one background."""
    manifest, settings = load_manifest(write_manifest(tmp_path, f=1, w=0, gold=1)), load_settings("tiny", ["ema=0.9"])
    tensors = build_network(settings.segnet, 2).state_dict()
    last = {index: {"heads.strong.3.bias": 100.0 * torch.eye(3)[index]} for index in (0, 1)}
    (tmp_path / "round").mkdir()
    point = ResumePoint(1, 0.0, "scratch", tensors | last[1], {}, tensors | last[0])
    save_resume_point(tmp_path / "round" / "segnet-1.resume", point)
    scores = EpochScores(Heard(), manifest, settings, tmp_path)
    scores.emit("epoch", stage="segnet", epoch=1)
    image = manifest.part("gold")[0]
    background = (AcceptedLabels().label_map(image) == 0).mean()
    assert scores.scores() == [{"stage": "segnet", "iteration": 1, "epoch": 1, "miou": pytest.approx(background / 3)}]


@pytest.mark.slow
def test_more_rounds_go_on_from_fewer_and_end_the_same(data: ExperimentData, tmp_path: Path):
    plan = Plan("tiny", QUICK, 1)
    run_experiment(small_table("mixed", "two rounds"), data, plan, tmp_path / "short", Heard())
    shutil.copytree(tmp_path / "short" / "proposals", tmp_path / "whole" / "proposals")
    bench = Workbench(tmp_path / "whole", data, Heard())
    cell = make_cell(small_table("two rounds").rows[0], 0, data, plan)
    alone = bench.run(cell)
    shared = Workbench(tmp_path / "short", data, Heard()).result(cell)
    assert shared is not None
    for key in ("segnet_miou", "annnet_iou", "pseudo_miou", "pseudo_guess_miou"):
        assert shared[key] == alone[key]
    first, second = (tmp_path / "short" / "cells" / one.key / "round" / "stages" for one in (before(cell), cell))
    assert (first / "annnet-1.json").read_text() == (second / "annnet-1.json").read_text()  # not trained again
    assert not (first / "annnet-2.json").exists()


def test_fine_tuning_has_the_papers_epochs_and_rate():
    data = replace(fake_data(20, 3), extra=("coco",), gold=("g",))
    rows = TABLES["table7"].rows
    voc, more = (make_cell(row, 0, data, Plan("paper", (), 1)) for row in rows)
    assert (more.settings.segnet.epochs, more.settings.segnet.lr) == (30, 0.001)
    assert more.settings.annnet == voc.settings.annnet
    assert more.after is not None
    assert more.after.key == voc.key != more.key
    assert more.w == (*voc.w, "coco")


@pytest.mark.slow
def test_fine_tuning_goes_on_from_the_round_before(data: ExperimentData, tmp_path: Path):
    """On pictures of the same folder in COCO's place; the round before is made when it is not there."""
    extra = data.w_pool[-1:]
    data = replace(data, w_pool=data.w_pool[:-1], extra=extra)
    row = Row("more", (), 1464, 0, None, extra=True)
    heard = Heard()
    bench = Workbench(tmp_path, data, heard)
    cell = make_cell(row, 0, data, Plan("tiny", QUICK, 1))
    result = bench.run(cell)
    assert cell.after is not None
    before = bench.result(cell.after)
    assert before is not None
    assert (before["w"], result["w"]) == (len(cell.after.w), len(cell.after.w) + 1)
    assert result["annnet_iou"] == before["annnet_iou"]
    assert f"segnet: goes on from {bench.folder(cell.after) / 'round' / 'segnet.safetensors'}" in heard.messages


def test_pictures_that_cannot_be_used_are_left_out_and_named(tmp_path: Path):
    root = write_voc(tmp_path / "voc", {"train": range(2), "weak": range(2, 3), "val": range(3, 4)})
    (root / "SegmentationClass" / f"{picture_name(0)}.png").write_bytes(b"no picture")
    heard, data = Heard(), find_data(root, ["cat", "dog"])
    pictures = Workbench(tmp_path / "out", data, heard).pictures(data.f_pool, "F")
    assert [picture.name for picture in pictures] == [picture_name(1)]
    assert picture_name(0) in heard.messages[0]


def before(cell: Cell) -> Cell:
    found = cell.before()
    assert found is not None
    return found


def test_pseudo_masks_are_scored_where_they_are_kept(tmp_path: Path):
    manifest = load_manifest(write_manifest(tmp_path, f=1, w=0, gold=1))
    image = manifest.part("gold")[0]
    truth = [thing.mask.paste(image.height, image.width).foreground for thing in image.objects if thing.mask]
    label_map = np.zeros((image.height, image.width), np.uint8)
    label_map[truth[0]], label_map[truth[1]] = 1, 2
    label_map[:, :10] = 255
    pseudo = PseudoFiles(tmp_path / "pseudo")
    pseudo.write(image, 1, [ObjectMask.filled(box) for box in image.boxes], label_map)
    only_gold = type(manifest)(manifest.classes, (image,), None, "")
    scores = measure_pseudo(only_gold, pseudo)
    assert scores["pseudo_miou"] == 1
    assert scores["pseudo_kept"] == pytest.approx(1 - 10 / image.width)
    assert scores["pseudo_guess_miou"] < 1


def test_orderings_are_judged_by_the_paired_interval():
    # Differences 3, 4, 5: mean 4, error 1 / sqrt(3), t(2) = 4.303 -> 4 +- 2.48.
    found = compare({0: 13.0, 1: 24.0, 2: 35.0}, {0: 10.0, 1: 20.0, 2: 30.0, 3: 0.0})
    assert found is not None
    assert (found.difference, found.n, found.verdict) == (4.0, 3, "holds")
    assert found.error == pytest.approx(0.57735, abs=1e-5)
    assert found.half_width == pytest.approx(2.4843, abs=1e-3)
    reversed_claim = compare({0: 10.0, 1: 20.0, 2: 30.0}, {0: 13.0, 1: 24.0, 2: 35.0})
    assert reversed_claim is not None
    assert reversed_claim.verdict == "does not hold"
    unsure = compare({0: 1.0, 1: 5.0}, {0: 0.0, 1: 0.0})
    assert unsure is not None
    assert unsure.verdict == "cannot be said"
    assert compare({0: 1.0}, {1: 1.0}) is None
    assert summarize([]) is None


def test_the_command_says_what_the_data_lacks(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    write_voc(tmp_path / "data", {"train": range(1), "weak": range(1, 2), "val": range(2, 3)})

    def heard(data: Path) -> list[str]:
        command = ["experiment", "table7", "--data", str(data), "--out", str(tmp_path / "out"), "--json"]
        assert main([*command, "--classes", "cat,dog"]) == 1
        return [json.loads(line)["message"] for line in capsys.readouterr().out.splitlines()]

    assert "is no VOC data set" in heard(tmp_path / "nothing")[-1]
    scale, problem = heard(tmp_path / "data")
    assert "2 classes (cat, dog); pools: 1 F, 1 W, 1 gold" in scale
    assert "needs COCO 2017" in problem
    assert not (tmp_path / "out" / "table7").exists()


def test_names_of_pictures_are_those_of_the_data_set(data: ExperimentData):
    assert data.f_pool == tuple(picture_name(seed) for seed in range(2))
