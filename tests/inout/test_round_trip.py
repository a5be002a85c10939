"""VOC in, VOC out: the pixels are the same, and torchvision reads what came out."""

from pathlib import Path

import numpy as np

from ml.voc import read_annotation, read_label_png
from server.flows import exports
from server.flows.exports import ExportOptions
from server.flows.imports import ImportFormat
from server.store.blobs import blobs
from server.store.database import database
from tests.inout.conftest import Desk, export_folder, run
from tests.inout.voc_data import make_voc

VOC = ImportFormat.VOC


def assert_same_pixels(before: Path, after: Path, names: list[str]) -> None:
    """JPEG bytes, both label pictures and every field of the annotations."""
    for name in names:
        for kind in ("SegmentationClass", "SegmentationObject"):
            expected, found = (read_label_png(root / kind / f"{name}.png") for root in (before, after))
            assert np.array_equal(expected, found), f"{kind} of {name}"
        pictures = [(root / "JPEGImages" / f"{name}.jpg").read_bytes() for root in (before, after)]
        assert pictures[0] == pictures[1]
        annotations = [read_annotation((root / "Annotations" / f"{name}.xml").read_bytes()) for root in (before, after)]
        assert annotations[0] == annotations[1]


def test_export_after_import_is_pixel_equal(desk: Desk, tmp_path: Path) -> None:
    names = make_voc(tmp_path / "in", 6)
    result = desk.take_in(tmp_path / "in", format=VOC)
    assert result["added"] == {"open": 0, "boxed": 0, "accepted": 6}
    assert result["problems"] == []
    out = export_folder(desk, tmp_path / "out")
    assert any((read_label_png(out / "SegmentationClass" / f"{name}.png") == 255).any() for name in names)
    assert_same_pixels(tmp_path / "in", out, names)


def test_exported_zip_imports_again_into_the_same(desk: Desk, tmp_path: Path) -> None:
    names = make_voc(tmp_path / "in", 2)
    desk.take_in(tmp_path / "in", format=VOC)
    with database().write() as session:
        job_id = exports.start_export(session, desk.project_id, ExportOptions()).id
    run(job_id)
    with database().read() as session:
        found = exports.find_file(session, desk.project_id, job_id)
    again = Desk("Again")
    blobs().copy_to(found.blob, tmp_path / "voc.zip")
    assert found.size == (tmp_path / "voc.zip").stat().st_size
    assert found.name == "pets-voc.zip"
    again.take_in(tmp_path / "voc.zip", format=VOC)
    assert_same_pixels(tmp_path / "in", export_folder(again, tmp_path / "out"), names)


def test_torchvision_reads_it(desk: Desk, tmp_path: Path) -> None:
    from torchvision.datasets import VOCDetection, VOCSegmentation  # takes seconds, which nothing else here needs

    make_voc(tmp_path / "in", 3)
    desk.take_in(tmp_path / "in", format=VOC)
    export_folder(desk, tmp_path / "VOCdevkit" / "VOC2012")
    masks = VOCSegmentation(str(tmp_path), year="2012", image_set="train")
    boxes = VOCDetection(str(tmp_path), year="2012", image_set="train")
    assert len(masks) == len(boxes) == 3
    picture, mask = masks[0]
    assert picture.size == mask.size
    assert np.array_equal(np.asarray(mask), read_label_png(tmp_path / "in/SegmentationClass/2007_000001.png"))
    assert boxes[0][1]["annotation"]["object"][0]["name"] in ("cat", "dog", "person")
