"""Manifests from VOC folders: what F, W and gold hold, and what is left out."""

import shutil
from pathlib import Path

import numpy as np
import pytest
from torchvision.datasets import VOCSegmentation

from ml.__main__ import main
from ml.data.labels import AcceptedLabels
from ml.manifest import ManifestError, load_manifest
from ml.voc import VOC_CLASSES, VocAnnotation, VocObject, label_png, write_annotation
from ml.voc.manifests import write_manifest
from tests.ml.round_pictures import SIZE, paint
from tests.ml.voc_pictures import picture_name, truth, write_voc


@pytest.fixture
def voc(tmp_path: Path) -> Path:
    return write_voc(tmp_path / "VOCdevkit" / "VOC2012", {"train": range(2), "weak": range(2, 4), "val": range(4, 6)})


def test_parts_come_from_lists_and_label_maps_equal_segmentation_class(voc: Path, tmp_path: Path):
    written = write_manifest(voc, tmp_path / "out" / "m.json", Path("train"), Path("weak"), Path("val"))
    manifest = load_manifest(written.file)
    assert manifest.classes == ("cat", "dog")
    assert [image.id for image in manifest.part("W")] == [picture_name(2), picture_name(3)]
    assert written.pictures == {"F": 2, "W": 2, "gold": 2}
    ours = np.zeros(256, np.uint8)
    ours[[VOC_CLASSES.index("cat") + 1, VOC_CLASSES.index("dog") + 1, 255]] = 1, 2, 255
    torchvision = VOCSegmentation(str(tmp_path), "2012", "val")
    for image, (_, target) in zip(manifest.part("gold"), torchvision, strict=True):
        np.testing.assert_array_equal(AcceptedLabels().label_map(image), ours[np.asarray(target)])
        assert image.boxes == [box for box, _, _ in paint(int(image.id[-6:]))[1]]
    assert all(thing.mask is None for image in manifest.part("W") for thing in image.objects)
    assert not list((tmp_path / "out").glob("*.jpg"))  # pictures stay where they are


def test_masks_of_w_are_never_opened(voc: Path, tmp_path: Path):
    for seed in (2, 3):
        (voc / "SegmentationClass" / f"{picture_name(seed)}.png").write_bytes(b"no picture")
        (voc / "SegmentationObject" / f"{picture_name(seed)}.png").unlink()
    assert write_manifest(voc, tmp_path / "m.json", Path("train"), Path("weak")).pictures == {"F": 2, "W": 2}


def test_pictures_without_usable_masks_are_left_out_and_named(voc: Path, tmp_path: Path):
    (voc / "SegmentationClass" / f"{picture_name(0)}.png").unlink()
    (voc / "SegmentationObject" / f"{picture_name(0)}.png").unlink()
    written = write_manifest(voc, tmp_path / "m.json", Path("train"))
    assert [entry.name for entry in written.left_out] == [picture_name(0)]
    assert f"left out, cannot be used: {picture_name(0)}: " in written.describe()
    assert [image.id for image in load_manifest(written.file).images] == [picture_name(1)]


def test_an_unreadable_annotation_leaves_its_picture_out(voc: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    broken = voc / "Annotations" / f"{picture_name(2)}.xml"
    broken.write_text("<annotation><object>")
    command = ["manifest", str(voc), "--f", "train", "--w", "weak", "--out", str(tmp_path / "m.json")]
    assert main(command) == 3
    assert f"left out, cannot be used: {picture_name(2)}: {broken}" in capsys.readouterr().out
    manifest = load_manifest(tmp_path / "m.json")
    assert [image.id for image in manifest.images] == [picture_name(seed) for seed in (0, 1, 3)]
    (voc / "Annotations" / f"{picture_name(3)}.xml").unlink()
    assert main(["manifest", str(voc), "--w", "weak", "--out", str(tmp_path / "none.json")]) == 1
    assert "no picture can be used; the first of them: " in capsys.readouterr().err
    assert not (tmp_path / "none.json").exists()


def test_segmentation_class_decides_where_objects_contradict_it(voc: Path, tmp_path: Path):
    class_map, _ = truth(0)
    (voc / "SegmentationObject" / f"{picture_name(0)}.png").write_bytes(label_png(np.full(SIZE, 9, np.uint8)))
    manifest = load_manifest(write_manifest(voc, tmp_path / "m.json", Path("train")).file)
    np.testing.assert_array_equal(AcceptedLabels().label_map(manifest.images[0]) > 0, class_map > 0)


def test_the_box_of_an_object_without_a_pixel_is_ignored(voc: Path, tmp_path: Path):
    cat, dog = (VocObject(name, box) for name, (box, _, _) in zip(("cat", "dog"), paint(0)[1], strict=True))
    unseen = VocObject("dog", (0, 0, 3, 4))
    annotation = VocAnnotation("a.jpg", SIZE[1], SIZE[0], (cat, dog, unseen), True)
    (voc / "Annotations" / f"{picture_name(0)}.xml").write_bytes(write_annotation(annotation))
    manifest = load_manifest(write_manifest(voc, tmp_path / "m.json", Path("train")).file)
    label_map = AcceptedLabels().label_map(manifest.images[0])
    assert (label_map[:4, :3] == 255).all()
    assert (label_map[4:-1] != 255).all()


def test_pictures_with_other_classes_are_left_out(voc: Path, tmp_path: Path):
    note = VocAnnotation(f"{picture_name(0)}.jpg", SIZE[1], SIZE[0], (VocObject("cat", paint(0)[1][0][0]),))
    (voc / "Annotations" / f"{picture_name(0)}.xml").write_bytes(write_annotation(note))
    written = write_manifest(voc, tmp_path / "m.json", w=Path("train"), classes=["cat"])
    assert (written.pictures, [entry.name for entry in written.left_out]) == ({"W": 1}, [picture_name(1)])


def test_a_picture_in_two_parts_is_refused(voc: Path, tmp_path: Path):
    with pytest.raises(ManifestError, match="is in F and in gold"):
        write_manifest(voc, tmp_path / "m.json", Path("train"), gold=Path("train"))
    assert not (tmp_path / "m.json").exists()


def test_no_list_is_refused(voc: Path, tmp_path: Path):
    with pytest.raises(ManifestError, match="no list"):
        write_manifest(voc, tmp_path / "m.json")


def test_a_manifest_without_pictures_is_not_written(voc: Path, tmp_path: Path):
    with pytest.raises(ManifestError, match=r"no picture can be used.* not asked for"):
        write_manifest(voc, tmp_path / "m.json", Path("train"), classes=["cat"])
    assert not (tmp_path / "m.json").exists()


def test_a_picture_listed_twice_is_refused(voc: Path, tmp_path: Path):
    (tmp_path / "twice.txt").write_text(f"{picture_name(0)}\n" * 2)
    with pytest.raises(ManifestError, match="listed twice in F"):
        write_manifest(voc, tmp_path / "m.json", tmp_path / "twice.txt")


def test_a_gold_picture_under_another_name_does_not_train(voc: Path, tmp_path: Path):
    for folder, suffix in (("JPEGImages", "jpg"), ("Annotations", "xml"), ("SegmentationClass", "png")):
        for file in (voc / folder).glob(f"{picture_name(0)}.{suffix}"):
            shutil.copy(file, file.with_name(f"copy.{suffix}"))
    if (voc / "SegmentationObject").is_dir():
        shutil.copy(voc / "SegmentationObject" / f"{picture_name(0)}.png", voc / "SegmentationObject" / "copy.png")
    (tmp_path / "w.txt").write_text(f"copy\n{picture_name(1)}\n")
    (tmp_path / "gold.txt").write_text(f"{picture_name(0)}\n")
    written = write_manifest(voc, tmp_path / "m.json", w=tmp_path / "w.txt", gold=tmp_path / "gold.txt")
    assert written.pictures == {"W": 1, "gold": 1}
    assert [(one.name, one.why) for one in written.left_out] == [("copy", "is a gold picture under another name")]
