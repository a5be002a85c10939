"""SBD and COCO in their real layouts, made by code, against torchvision's and pycocotools' own readers."""

import hashlib
import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from pycocotools import mask as coco_mask
from pycocotools.coco import COCO
from scipy.io import savemat
from scipy.sparse import csc_matrix
from torchvision.datasets import SBDataset

from ml.__main__ import main
from ml.archives import ArchiveError, unpack
from ml.coco import CocoError, CocoFolder
from ml.label_map import compose
from ml.manifest_writer import LabelledPicture
from ml.voc import VOC_CLASSES, VocError, VocFolder
from ml.voc.sbd import SbdFolder, augmented_lists
from tests.ml.round_pictures import SIZE, paint
from tests.ml.voc_pictures import NAMES, picture_name, truth, write_voc


def write_sbd(root: Path, train: range, val: range) -> Path:
    """SBD's archive, unpacked: benchmark_RELEASE/dataset/{img,inst,cls,train.txt,val.txt}."""
    data = root / "benchmark_RELEASE" / "dataset"
    for name in ("img", "inst", "cls"):
        (data / name).mkdir(parents=True)
    for seed in (*train, *val):
        class_map, object_map = truth(seed)
        class_map[-1] = object_map[-1] = 0  # SBD has no void
        picture, objects = paint(seed)
        categories = np.array([[VOC_CLASSES.index(NAMES[index - 1]) + 1] for _, index, _ in objects], np.uint8)
        name = picture_name(seed)
        Image.fromarray(picture).save(data / "img" / f"{name}.jpg")
        edges = np.empty((20, 1), object)
        edges[:, 0] = [csc_matrix(np.zeros(SIZE)) for _ in range(20)]
        instances = {"Segmentation": object_map, "Boundaries": edges, "Categories": categories}
        savemat(data / "inst" / f"{name}.mat", {"GTinst": instances}, do_compression=True)
        classes = {"Segmentation": class_map, "Boundaries": edges, "CategoriesPresent": np.unique(categories)[:, None]}
        savemat(data / "cls" / f"{name}.mat", {"GTcls": classes}, do_compression=True)
    for name, seeds in (("train", train), ("val", val)):
        (data / f"{name}.txt").write_text("".join(f"{picture_name(seed)}\n" for seed in seeds))
    return data


def drawn(picture: LabelledPicture) -> np.ndarray:
    objects = [(thing.mask, VOC_CLASSES.index(thing.class_name) + 1) for thing in picture.objects]
    return compose(picture.height, picture.width, [(mask, index) for mask, index in objects if mask is not None])


def test_sbd_equals_torchvision(tmp_path: Path):
    data = write_sbd(tmp_path, range(2), range(2, 3))
    sbd = SbdFolder(tmp_path)
    for name, (_, target) in zip(sbd.names(), SBDataset(str(data), "train", "segmentation"), strict=False):
        picture = sbd.read_labelled(name, masks=True)
        np.testing.assert_array_equal(drawn(picture), np.asarray(target))
    assert [thing.box for thing in sbd.read_labelled(picture_name(2), masks=False).objects] == [
        (x0, y0, x1, min(y1, SIZE[0] - 1)) for (x0, y0, x1, y1), _, _ in paint(2)[1]
    ]


def test_sbd_without_masks_keeps_boxes_only(tmp_path: Path):
    write_sbd(tmp_path, range(1), range(0))
    things = SbdFolder(tmp_path).read_labelled(picture_name(0), masks=False).objects
    assert [thing.class_name for thing in things] == ["cat", "dog"]
    assert all(thing.mask is None for thing in things)


def test_train_aug_is_voc_train_and_sbd_without_voc_val(tmp_path: Path):
    write_sbd(tmp_path / "sbd", range(1, 4), range(4, 6))
    voc = VocFolder(write_voc(tmp_path / "voc", {"train": range(2), "val": range(5, 7)}))
    f_pool, w_pool, gold = augmented_lists(voc, SbdFolder(tmp_path / "sbd"))
    assert f_pool == [picture_name(0), picture_name(1)]
    assert w_pool == [picture_name(2), picture_name(3), picture_name(4)]
    assert gold == [picture_name(5), picture_name(6)]


def test_damaged_sbd_files_are_named(tmp_path: Path):
    data = write_sbd(tmp_path, range(1), range(0))
    file = data / "inst" / f"{picture_name(0)}.mat"
    file.write_bytes(file.read_bytes()[:200])
    with pytest.raises(VocError, match=file.name):
        SbdFolder(tmp_path).read_labelled(picture_name(0), masks=True)
    with pytest.raises(VocError, match="no SBD"):
        SbdFolder(tmp_path / "benchmark_RELEASE" / "dataset" / "img")


def write_coco(root: Path) -> Path:
    """Two pictures: a tv with a polygon beside a crowd of people (run lengths), and a banana, which VOC lacks."""
    (root / "annotations").mkdir()
    (root / "train2017").mkdir()
    for number in (1, 2):
        Image.fromarray(paint(number)[0]).save(root / "train2017" / f"{number:012d}.jpg")
    crowd = np.zeros(SIZE, np.uint8)
    crowd[5:30, 10:40] = 1
    rle = coco_mask.encode(np.asfortranarray(crowd))
    runs = np.diff(np.flatnonzero(np.diff(np.concatenate([[-1], crowd.T.ravel(), [-1]])) != 0)).tolist()
    assert rle["size"] == list(SIZE)
    notes = [
        note(1, 1, 72, [[4.5, 4.0, 30.0, 4.0, 30.0, 22.0, 4.5, 22.0]], [4.5, 4.0, 25.5, 18.0]),
        note(2, 1, 1, {"size": list(SIZE), "counts": runs}, [10, 5, 30, 25], crowd=1),
        note(3, 2, 52, [[1, 1, 9, 1, 9, 9]], [1, 1, 8, 8]),
    ]
    images = [{"id": n, "file_name": f"{n:012d}.jpg", "height": SIZE[0], "width": SIZE[1]} for n in (1, 2)]
    categories = [{"id": n, "name": name} for n, name in ((1, "person"), (52, "banana"), (72, "tv"))]
    data = {"images": images, "annotations": notes, "categories": categories}
    (root / "annotations" / "instances_train2017.json").write_text(json.dumps(data))
    return root


def note(number: int, image: int, category: int, shape: object, bbox: list[float], crowd: int = 0) -> dict[str, object]:
    keys = {"id": number, "image_id": image, "category_id": category, "segmentation": shape}
    return {**keys, "bbox": bbox, "iscrowd": crowd, "area": 1.0}


def test_coco_maps_classes_and_ignores_crowds(tmp_path: Path):
    folder = CocoFolder(write_coco(tmp_path))
    assert folder.names() == ["000000000001"]
    assert folder.classes_of("000000000001") == {"tvmonitor"}
    picture = folder.read_labelled("000000000001", masks=True)
    assert [(thing.class_name, thing.box) for thing in picture.objects] == [("tvmonitor", (4, 4, 30, 22))]
    theirs = COCO(str(tmp_path / "annotations" / "instances_train2017.json"))
    tv, crowd = (theirs.annToMask(theirs.anns[number]).astype(bool) for number in (1, 2))
    label_map = drawn(picture)
    np.testing.assert_array_equal(label_map == 20, tv)
    np.testing.assert_array_equal(label_map == 255, crowd & ~tv)
    assert folder.read_labelled("000000000001", masks=False).objects[0].mask is None


def test_coco_says_what_is_missing(tmp_path: Path):
    with pytest.raises(CocoError, match=r"instances_train2017\.json does not exist"):
        CocoFolder(tmp_path)
    folder = CocoFolder(write_coco(tmp_path))
    (tmp_path / "train2017" / "000000000001.jpg").unlink()
    with pytest.raises(CocoError, match=r"000000000001\.jpg is missing"):
        folder.read_labelled("000000000001", masks=False)


@pytest.mark.parametrize("bbox", ["[NaN, 4, 25, 18]", "[4, 4, -25, 18]", "[4, 4, 25]", '["4", 4, 25, 18]', "null"])
def test_coco_boxes_that_are_none_name_their_annotation(tmp_path: Path, bbox: str):
    file = write_coco(tmp_path) / "annotations" / "instances_train2017.json"
    text = file.read_text()
    assert "[4.5, 4.0, 25.5, 18.0]" in text
    file.write_text(text.replace("[4.5, 4.0, 25.5, 18.0]", bbox))
    with pytest.raises(CocoError, match="annotation 1: bbox must be x, y, width and height, not "):
        CocoFolder(tmp_path).read_labelled("000000000001", masks=False)


def test_archives_are_unpacked_only_when_their_hash_is_right(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    import tarfile

    (tmp_path / "inside.txt").write_text("pictures")
    archive = tmp_path / "benchmark.tgz"
    with tarfile.open(archive, "w:gz") as tar:
        tar.add(tmp_path / "inside.txt", "dataset/inside.txt")
    with pytest.raises(ArchiveError, match="not the archive we know"):
        unpack(archive, tmp_path / "out")
    assert main(["unpack", str(archive), "--out", str(tmp_path / "out")]) == 1
    assert "download it again" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()
    right = hashlib.md5(archive.read_bytes(), usedforsecurity=False).hexdigest()
    unpack(archive, tmp_path / "out", {"benchmark.tgz": right})
    assert (tmp_path / "out" / "dataset" / "inside.txt").read_text() == "pictures"
    with pytest.raises(ArchiveError, match="unknown archive"):
        unpack(tmp_path / "inside.txt", tmp_path / "out")
