"""What becomes of VOC data sets with oddities, and what the ways to export leave out."""

import os
import zipfile
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from ml.voc import VocAnnotation, VocFolder, VocObject, label_png, read_label_png, write_annotation
from server.domain.job_state import JobState
from server.flows import classes
from server.flows.exports import ExportOptions, Uncertain
from server.flows.imports import ImportFormat
from server.store.database import database
from tests.conftest import picture_bytes
from tests.inout.conftest import Desk, export_folder
from tests.inout.voc_data import make_voc
from worker.handlers.export_voc import write_voc
from worker.runner import complete_job

VOC = ImportFormat.VOC
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def test_pixels_without_an_object_go_to_the_nearest_of_their_class(desk: Desk, tmp_path: Path) -> None:
    """SBD's and others' SegmentationObject leaves pixels unresolved (255) whose class is known."""
    make_voc(tmp_path / "in", 1)
    path = tmp_path / "in/SegmentationObject/2007_000001.png"
    objects = read_label_png(path)
    objects[objects == 1] = 255
    path.write_bytes(label_png(objects))
    desk.take_in(tmp_path / "in", format=VOC)
    out = export_folder(desk, tmp_path / "out")
    before, after = (read_label_png(root / "SegmentationClass/2007_000001.png") for root in (tmp_path / "in", out))
    assert np.array_equal(before, after)


def test_void_in_a_picture_without_objects_is_told(desk: Desk, tmp_path: Path) -> None:
    make_voc(tmp_path / "in", 2)
    size = Image.open(tmp_path / "in/JPEGImages/2007_000001.jpg").size
    xml = write_annotation(VocAnnotation("2007_000001.jpg", *size))
    (tmp_path / "in/Annotations/2007_000001.xml").write_bytes(xml)
    void = label_png(np.full(size[::-1], 255, np.uint8))
    for kind in ("SegmentationClass", "SegmentationObject"):
        (tmp_path / "in" / kind / "2007_000001.png").write_bytes(void)
    result = desk.take_in(tmp_path / "in", format=VOC)
    assert result["added"]["accepted"] == 1
    assert "no object they could belong to" in result["problems"][0]["why"]


def test_boxes_only_and_missing_masks_make_boxed_images(desk: Desk, tmp_path: Path) -> None:
    make_voc(tmp_path / "in", 3)
    for kind in ("SegmentationClass", "SegmentationObject"):
        (tmp_path / "in" / kind / "2007_000003.png").unlink()
    assert desk.take_in(tmp_path / "in", format=VOC, limit=1, boxes_only=True)["added"]["boxed"] == 1
    result = desk.take_in(tmp_path / "in", format=VOC)
    assert result["skipped"] == 1
    assert result["added"] == {"open": 0, "boxed": 1, "accepted": 1}


def test_suggestions_are_exported_as_asked(desk: Desk, tmp_path: Path) -> None:
    """Of a boxed image whose object has no mask yet the whole box is ignored; without suggestions it is left out."""
    make_voc(tmp_path / "in", 2)
    desk.take_in(tmp_path / "in", format=VOC, names=["2007_000001"], boxes_only=True)
    desk.take_in(tmp_path / "in", format=VOC, names=["2007_000002"], gold=True)
    accepted = export_folder(desk, tmp_path / "accepted")
    assert [path.stem for path in (accepted / "JPEGImages").iterdir()] == ["2007_000002"]
    assert (accepted / "ImageSets/Segmentation/val.txt").read_text() == "2007_000002\n"
    every = export_folder(desk, tmp_path / "every", ExportOptions(True, Uncertain.BEST_GUESS))
    found = read_label_png(every / "SegmentationClass/2007_000001.png")
    boxes = [thing.box for thing in VocFolder(every).read("2007_000001").annotation.objects]
    expected = np.zeros_like(found)
    for x0, y0, x1, y1 in boxes:
        expected[y0:y1, x0:x1] = 255
    assert np.array_equal(found, expected)


def test_classes_keep_the_numbers_of_the_data_set(desk: Desk, tmp_path: Path) -> None:
    make_voc(tmp_path / "in", 1)
    desk.take_in(tmp_path / "in", format=VOC, boxes_only=True)
    with database().read() as session:
        indices = {row.name: row.index for row in classes.list_classes(session, desk.project_id)}
    assert len(indices) == 20
    assert (indices["cat"], indices["dog"], indices["person"]) == (8, 12, 15)


def test_failed_export_leaves_nothing(desk: Desk, tmp_path: Path) -> None:
    make_voc(tmp_path / "in", 2)
    desk.take_in(tmp_path / "in", format=VOC)

    def stop(done: int, total: int) -> None:
        if done == 1:
            raise KeyboardInterrupt

    (tmp_path / "place").mkdir()
    for target in (tmp_path / "place/out", tmp_path / "place/out.zip"):
        with pytest.raises(KeyboardInterrupt):
            write_voc(desk.project_id, ExportOptions(), target, stop)
    assert list((tmp_path / "place").iterdir()) == []


def test_zip_and_folder_hold_the_same(desk: Desk, tmp_path: Path) -> None:
    make_voc(tmp_path / "in", 2)
    desk.take_in(tmp_path / "in", format=VOC)
    folder = export_folder(desk, tmp_path / "out")
    with zipfile.ZipFile(export_folder(desk, tmp_path / "out.zip")) as archive:
        zipped = {name: archive.read(name) for name in archive.namelist()}
    plain = {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    assert zipped == plain


def test_class_names_of_other_data_sets_are_made(desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "in/JPEGImages").mkdir(parents=True)
    (tmp_path / "in/Annotations").mkdir()
    Image.new("RGB", (40, 30), "green").save(tmp_path / "in/JPEGImages/a.jpg")
    things = (VocObject("screw", (1, 2, 20, 20)), VocObject("bolt", (5, 5, 40, 30)))
    (tmp_path / "in/Annotations/a.xml").write_bytes(write_annotation(VocAnnotation("a.jpg", 40, 30, things)))
    result = desk.take_in(tmp_path / "in", format=VOC)
    assert result["classes"] == ["bolt", "screw"]
    assert result["added"]["boxed"] == 1


def test_a_data_set_without_annotations_changes_nothing(desk: Desk, tmp_path: Path) -> None:
    for folder in ("JPEGImages", "Annotations"):
        (tmp_path / "in" / folder).mkdir(parents=True)
    Image.new("RGB", (40, 30), "green").save(tmp_path / "in/JPEGImages/a.jpg")
    job = complete_job(desk.start(tmp_path / "in", format=VOC))
    assert (job.state, "no XML file" in (job.error or "")) == (JobState.FAILED, True)
    with database().read() as session:
        assert classes.list_classes(session, desk.project_id) == []


def test_a_picture_whose_name_no_image_may_have_is_told(desk: Desk, tmp_path: Path) -> None:
    make_voc(tmp_path / "in", 2)
    for kind, suffix in (("JPEGImages", "jpg"), ("Annotations", "xml")):
        (tmp_path / "in" / kind / f"2007_000001.{suffix}").rename(tmp_path / "in" / kind / f"a|b.{suffix}")
    result = desk.take_in(tmp_path / "in", format=VOC)
    assert [problem["file"] for problem in result["problems"]] == ["a|b.jpg"]
    assert result["added"]["accepted"] == 1


def test_a_class_that_no_class_can_be_leaves_out_its_picture_alone(desk: Desk, tmp_path: Path) -> None:
    make_voc(tmp_path / "in", 3)
    file = tmp_path / "in/Annotations/2007_000002.xml"
    things = (VocObject("cat", (1, 1, 9, 9)), VocObject("Background", (1, 1, 9, 9)))
    read = VocFolder(tmp_path / "in").annotation("2007_000002")
    file.write_bytes(write_annotation(VocAnnotation(read.filename, read.width, read.height, things)))
    result = desk.take_in(tmp_path / "in", format=VOC)
    assert result["added"]["accepted"] == 2
    [problem] = result["problems"]
    assert problem["file"] == "2007_000002.jpg"
    assert "Object 2 in Annotations/2007_000002.xml has the class 'Background'" in problem["why"]
    assert "give it another class there" in problem["why"]
    assert "Background" not in result["classes"]


def test_file_names_that_are_no_text_are_told_and_hold_nothing_up(desk: Desk, tmp_path: Path) -> None:
    """Linux takes any bytes for a name; no database does."""
    names = {b"good.png": "", b"caf\xe9.png": "caf\\udce9.png", b"\xe2\x80\xaegnp.png": "\u202egnp.png"}
    for name in names:
        with open(os.path.join(os.fsencode(tmp_path), name), "wb") as file:  # noqa: PTH118, PTH123 (bytes)
            file.write(picture_bytes())
    result = desk.take_in(tmp_path)
    assert result["added"]["open"] == 1
    assert {one["file"] for one in result["problems"]} == {name for name in names.values() if name}
    assert all("Rename it" in one["why"] for one in result["problems"])
