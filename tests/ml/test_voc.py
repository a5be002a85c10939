"""VOC data sets come in and go out without losing a pixel, torchvision reads them, and damaged ones say what is
wrong.
"""

import re
import zipfile
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from torchvision.datasets import VOCDetection, VOCSegmentation

from ml.label_map import Uncertain
from ml.masks import ObjectMask
from ml.voc import (
    VOC_CLASSES,
    PictureMasks,
    VocAnnotation,
    VocError,
    VocFolder,
    VocObject,
    VocWriter,
    label_png,
    masks_of,
    read_annotation,
    read_label_png,
    voc_palette,
    write_annotation,
)
from tests.ml.pictures import present

WIDTH, HEIGHT = 40, 30
CAT, DOG = VOC_CLASSES.index("cat") + 1, VOC_CLASSES.index("dog") + 1


def picture(kind="JPEG", seed=0, size=(WIDTH, HEIGHT), exif=None):
    pixels = np.random.default_rng(seed).integers(0, 256, (size[1], size[0], 3), np.uint8)
    file = BytesIO()
    Image.fromarray(pixels).save(file, kind, **({"exif": exif} if exif else {}))
    return file.getvalue()


def two_animals(name="one"):
    """A picture's annotation and its two VOC label maps: void borders, overlapping boxes, void far away, an
    unresolved corner.
    """
    class_map, object_map = np.zeros((2, HEIGHT, WIDTH), np.uint8)
    class_map[3:20, 3:20] = object_map[3:20, 3:20] = 255
    class_map[4:19, 4:19], object_map[4:19, 4:19] = CAT, 1
    class_map[10:28, 15:35] = object_map[10:28, 15:35] = 255
    class_map[11:27, 16:34], object_map[11:27, 16:34] = DOG, 2
    class_map[0, 39] = object_map[0, 39] = 255  # void outside every box
    class_map[28:, :3], object_map[28:, :3] = CAT, 255  # a cat's pixels, of no known cat
    objects = (
        VocObject("cat", (4, 4, 18, 19), "Left", True, False, True),  # one column less than its foreground
        VocObject("dog", (15, 10, 35, 28), difficult=True),
        VocObject("cat", (0, 27, 5, 30)),  # no pixel is resolved to it
    )
    return VocAnnotation(f"{name}.jpg", WIDTH, HEIGHT, objects, True), class_map, object_map


def masks_from(annotation, class_map, object_map):
    classes = [VOC_CLASSES.index(thing.name) + 1 for thing in annotation.objects]
    return masks_of(class_map, object_map, [thing.box for thing in annotation.objects], classes, "test")


def write_two_animals(target, **options):
    annotation, class_map, object_map = two_animals()
    with VocWriter(target, VOC_CLASSES, **options) as writer:
        writer.add(picture(), annotation, masks_from(annotation, class_map, object_map))
    return annotation, class_map, object_map


def test_export_of_an_import_is_pixel_equal(tmp_path):
    annotation, class_map, object_map = write_two_animals(tmp_path / "first")
    [read] = VocFolder(tmp_path / "first").pictures()
    assert read.annotation == annotation
    assert read.image.read_bytes() == picture()
    with VocWriter(tmp_path / "second", VOC_CLASSES) as writer:
        writer.add(read.image.read_bytes(), read.annotation, read.masks)
    for kind, expected in (("SegmentationClass", class_map), ("SegmentationObject", object_map)):
        np.testing.assert_array_equal(read_label_png(tmp_path / "second" / kind / "one.png"), expected)
    first, second = ((tmp_path / side / "Annotations" / "one.xml").read_bytes() for side in ("first", "second"))
    assert first == second


def test_void_goes_to_the_nearest_object_and_the_rest_to_the_picture():
    masks = masks_from(*two_animals())
    assert masks.objects[2] is None
    cat, dog = (present(mask).paste(HEIGHT, WIDTH) for mask in masks.objects[:2])
    assert present(cat.ignored)[3, 3]
    assert present(dog.ignored)[0, 39]
    assert cat.foreground[10, 14]  # beyond its box
    [(rest, value)] = masks.rest
    assert value == CAT
    assert rest.rect == (0, 28, 3, 30)


def test_void_without_any_object_stays_with_the_picture(tmp_path):
    void = np.zeros((HEIGHT, WIDTH), np.uint8)
    void[5:9, 5:9] = 255
    annotation = VocAnnotation("empty.jpg", WIDTH, HEIGHT)
    with VocWriter(tmp_path / "voc", VOC_CLASSES) as writer:
        writer.add(picture(), annotation, masks_from(annotation, void, void))
    for kind in ("SegmentationClass", "SegmentationObject"):
        np.testing.assert_array_equal(read_label_png(tmp_path / "voc" / kind / "empty.png"), void)


def test_without_object_pictures_pixels_go_to_the_smallest_box_of_their_class():
    class_map = np.zeros((10, 10), np.uint8)
    class_map[1:6, 1:6], class_map[9, 9] = CAT, DOG
    masks = masks_of(class_map, None, [(0, 0, 8, 8), (1, 1, 4, 4)], [CAT, CAT], "test")
    assert [int(present(mask).foreground.sum()) for mask in masks.objects] == [25 - 9, 9]
    assert [(mask.rect, value) for mask, value in masks.rest] == [((9, 9, 10, 10), DOG)]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda c, o: c.__setitem__((12, 20), CAT), "SegmentationObject says 2 at x=20, y=12"),
        (lambda c, o: c.__setitem__((12, 20), 0), "SegmentationObject says 2 at x=20, y=12"),
        (lambda c, o: o.__setitem__((0, 0), 9), "has object 9, the annotation has only 3"),
        (lambda c, o: c.__setitem__((0, 5), DOG), "SegmentationObject says 0 at x=5, y=0"),
    ],
)
def test_label_pictures_that_contradict_each_other_are_refused(change, message):
    annotation, class_map, object_map = two_animals()
    change(class_map, object_map)
    with pytest.raises(VocError, match=message):
        masks_from(annotation, class_map, object_map)


@pytest.mark.parametrize("zipped", [False, True])
def test_torchvision_reads_it(tmp_path, zipped):
    target = tmp_path / "VOCdevkit" / "VOC2012"
    if zipped:
        _, class_map, _ = write_two_animals(tmp_path / "export.zip")
        with zipfile.ZipFile(tmp_path / "export.zip") as archive:
            archive.extractall(target)
    else:
        _, class_map, _ = write_two_animals(target)
    [(image, labels)] = VOCSegmentation(str(tmp_path), year="2012", image_set="train")
    assert image.size == (WIDTH, HEIGHT)
    np.testing.assert_array_equal(np.array(labels), class_map)
    [(_, found)] = VOCDetection(str(tmp_path), year="2012", image_set="trainval")
    cat = found["annotation"]["object"][0]
    assert cat["bndbox"] == {"xmin": "5", "ymin": "5", "xmax": "18", "ymax": "19"}
    assert (cat["name"], cat["pose"], cat["truncated"], cat["difficult"]) == ("cat", "Left", "1", "0")


def test_image_sets(tmp_path):
    annotation, class_map, object_map = two_animals()
    with VocWriter(tmp_path / "voc", VOC_CLASSES) as writer:
        writer.add(picture(), annotation, masks_from(annotation, class_map, object_map))
        writer.add(picture(), VocAnnotation("boxes.jpg", WIDTH, HEIGHT, annotation.objects[1:2]), None)
        writer.add(picture(), VocAnnotation("gold.jpg", WIDTH, HEIGHT), PictureMasks(()), "val")
    sets = tmp_path / "voc" / "ImageSets"
    assert (sets / "Segmentation" / "train.txt").read_text() == "one\n"
    assert (sets / "Segmentation" / "trainval.txt").read_text() == "gold\none\n"
    assert (sets / "Main" / "train.txt").read_text() == "one\nboxes\n"
    assert (sets / "Main" / "cat_train.txt").read_text() == "one  1\nboxes -1\n"
    assert (sets / "Main" / "dog_trainval.txt").read_text() == "boxes  0\ngold -1\none  0\n"
    assert not (tmp_path / "voc" / "SegmentationClass" / "boxes.png").exists()


def test_uncertain_pixels_become_void_or_their_best_guess(tmp_path):
    foreground, uncertain = np.array([[True, True, False]]), np.array([[False, True, True]])
    annotation = VocAnnotation("a.jpg", 3, 1, (VocObject("thing", (0, 0, 3, 1)),))
    masks = PictureMasks((ObjectMask((0, 0, 3, 1), foreground, uncertain),))
    modes: tuple[tuple[Uncertain, list[list[int]]], ...] = (("ignore", [[1, 255, 255]]), ("best-guess", [[1, 1, 0]]))
    for mode, expected in modes:
        with VocWriter(tmp_path / mode, ["thing"], uncertain=mode) as writer:
            writer.add(picture(size=(3, 1)), annotation, masks)
        assert read_label_png(tmp_path / mode / "SegmentationClass" / "a.png").tolist() == expected


def test_own_classes_come_back_by_labelmap(tmp_path):
    annotation = VocAnnotation("a.jpg", WIDTH, HEIGHT, (VocObject("a/b", (0, 0, 9, 9)),))
    with VocWriter(tmp_path / "voc", ["zebra", "a/b", "A b"]) as writer:
        writer.add(picture(), annotation, PictureMasks((ObjectMask.filled((0, 0, 9, 9)),)))
    folder = VocFolder(tmp_path / "voc")
    assert folder.classes == ("zebra", "a/b", "A b")
    [read] = folder.pictures()
    masks = present(read.masks)
    assert present(masks.objects[0]).rect == (0, 0, 9, 9)
    assert not masks.rest
    lists = {file.name for file in (tmp_path / "voc" / "ImageSets" / "Main").iterdir()}
    assert {"zebra_train.txt", "a_b_train.txt", "A_b_2_train.txt"} <= lists


def test_pictures_that_are_no_upright_jpeg_become_one(tmp_path):
    turned = Image.Exif()
    turned[0x0112] = 6
    sideways = picture(size=(HEIGHT, WIDTH), exif=turned)
    with VocWriter(tmp_path / "voc", VOC_CLASSES) as writer:
        writer.add(picture("PNG"), VocAnnotation("a.png", WIDTH, HEIGHT), None)
        writer.add(sideways, VocAnnotation("b.jpg", WIDTH, HEIGHT), None)
    for name in "ab":
        with Image.open(tmp_path / "voc" / "JPEGImages" / f"{name}.jpg") as image:
            assert (image.format, image.size) == ("JPEG", (WIDTH, HEIGHT))
            assert image.getexif().get(0x0112, 1) == 1


def test_names_are_made_safe_and_unique(tmp_path):
    annotation = VocAnnotation("../x/my cat.jpg", WIDTH, HEIGHT)
    with VocWriter(tmp_path / "voc", VOC_CLASSES) as writer:
        names = [writer.add(picture(), annotation, None) for _ in range(2)]
        names.append(writer.add(picture(), VocAnnotation("...", WIDTH, HEIGHT), None))
    assert names == ["my_cat", "my_cat_2", "picture"]
    assert sorted(file.name for file in (tmp_path / "voc" / "JPEGImages").iterdir()) == [f"{n}.jpg" for n in names]


def test_a_zip_appears_whole_or_not_at_all(tmp_path):
    def fail():
        with VocWriter(tmp_path / "a.zip", VOC_CLASSES) as writer:
            writer.add(picture(), VocAnnotation("a.jpg", WIDTH, HEIGHT), None)
            writer.add(picture(), VocAnnotation("b.jpg", WIDTH + 1, HEIGHT), None)

    with pytest.raises(VocError, match=r"b\.jpg: is 40x30, its annotation says 41x30"):
        fail()
    assert list(tmp_path.iterdir()) == []


def test_the_same_data_set_is_the_same_zip(tmp_path):
    write_two_animals(tmp_path / "a.zip")
    write_two_animals(tmp_path / "b.zip")
    assert (tmp_path / "a.zip").read_bytes() == (tmp_path / "b.zip").read_bytes()


def test_a_folder_in_use_is_not_touched(tmp_path):
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(VocError, match="not an empty folder"):
        VocWriter(tmp_path, VOC_CLASSES)


def test_more_objects_than_a_byte_can_number_are_refused(tmp_path):
    crowd = VocAnnotation("a.jpg", WIDTH, HEIGHT, (VocObject("cat", (0, 0, 1, 1)),) * 255)
    with VocWriter(tmp_path / "voc", VOC_CLASSES) as writer, pytest.raises(VocError, match="at most 254"):
        writer.add(picture(), crowd, None)


def test_annotation_keeps_everything_and_half_open_boxes():
    annotation, *_ = two_animals()
    xml = write_annotation(annotation)
    assert b"<xmin>5</xmin>" in xml
    assert b"<xmax>18</xmax>" in xml
    assert read_annotation(xml) == annotation


def xml(objects, size="<size><width>40</width><height>30</height></size>"):
    return f"<annotation>{size}{objects}</annotation>".encode()


def one_box(values, name="cat"):
    box = "".join(
        f"<{tag}>{value}</{tag}>" for tag, value in zip(("xmin", "ymin", "xmax", "ymax"), values, strict=True)
    )
    part = "<part><name>head</name><bndbox><xmin>1</xmin></bndbox></part>"
    return f"<object><name>{name}</name>{part}<bndbox>{box}</bndbox></object>"


def test_parts_are_no_objects_and_coordinates_are_rounded_and_cut():
    [thing] = read_annotation(xml(one_box((0, "2.5", "40.4", 99)))).objects
    assert thing == VocObject("cat", (0, 2, 40, 30))


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"<annotation>", "not readable as XML"),
        (b"\xff\xfe\x00", "not readable as XML"),
        (b'<!DOCTYPE a [<!ENTITY b "c">]><annotation>&b;</annotation>', "holds a document type"),
        (b"<root/>", "outermost element is <root>"),
        (xml("", size=""), "<size> has width ''"),
        (xml("", size="<size><width>0</width><height>5</height></size>"), "width '0'"),
        (xml("", size="<size><width>5</width><height>-5</height></size>"), "height '-5'"),
        (xml("", size=f"<size><width>{'9' * 99}</width><height>5</height></size>"), "width '999"),
        (xml("<object><bndbox/></object>"), "object 1 has no <name>"),
        (xml("<object><name>cat</name></object>"), "object 1 (cat) has no <bndbox>"),
        *[
            (xml(f"<object><name>{name}</name></object>"), "cannot name a class")
            for name in ("a&#10;b", "a:b", "#a", "x" * 81)
        ],
        (xml(one_box((1, 1, "x", 4))), "<xmax> is 'x', not a number"),
        (xml(one_box((1, 1, "nan", 4))), "not finite"),
        (xml(one_box((1, 1, "1e999", 4))), "not finite"),
        (xml(one_box((9, 1, 4, 4))), "reversed"),
        (xml(one_box((50, 1, 60, 4))), "outside the 40x30 picture"),
    ],
)
def test_bad_annotations_say_what_is_wrong(data, message):
    with pytest.raises(VocError, match=re.escape(message)) as caught:
        read_annotation(data, "Annotations/a.xml")
    assert str(caught.value).startswith("Annotations/a.xml: ")


@pytest.mark.parametrize("name", ["../x", "a/b", "a\\b", "..", "c:x", "a\0b"])
def test_names_that_lead_out_of_the_folder_are_refused(tmp_path, name):
    write_two_animals(tmp_path / "voc")
    (tmp_path / "list.txt").write_text(f"one\n{name}\n")
    folder = VocFolder(tmp_path / "voc")
    with pytest.raises(VocError, match="no plain picture name"):
        folder.names(tmp_path / "list.txt")
    with pytest.raises(VocError, match="no plain picture name"):
        folder.read(name)


def damage(root: Path, case: str) -> None:
    changes = {
        "JPEGImages/one.jpg: is missing": lambda: (root / "JPEGImages/one.jpg").unlink(),
        "one.jpg: is no readable picture": lambda: (root / "JPEGImages/one.jpg").write_bytes(b"nothing"),
        "one.xml: is missing": lambda: (root / "Annotations/one.xml").unlink(),
        "says 40x30, but one.jpg has 9x8": lambda: (root / "JPEGImages/one.jpg").write_bytes(picture(size=(9, 8))),
        "one.png: has 2x3 pixels, the picture has 40x30": lambda: (root / "SegmentationClass/one.png").write_bytes(
            label_png(np.zeros((3, 2), np.uint8))
        ),
        "one.png: has RGB pixels": lambda: (root / "SegmentationObject/one.png").write_bytes(picture("PNG")),
        "one.png: is no readable PNG": lambda: (root / "SegmentationObject/one.png").write_bytes(b"\x89PNG"),
        "class 'cat' is neither": lambda: (root / "labelmap.txt").write_text("background:0,0,0::\ndog:1,1,1::\n"),
        "labelmap.txt: is no text in UTF-8": lambda: (root / "labelmap.txt").write_bytes(b"background\n\xff\n"),
        "must name `background` first": lambda: (root / "labelmap.txt").write_text("dog:1,1,1::\n"),
    }
    changes[case]()


@pytest.mark.parametrize(
    "case",
    [
        "JPEGImages/one.jpg: is missing",
        "one.jpg: is no readable picture",
        "one.xml: is missing",
        "says 40x30, but one.jpg has 9x8",
        "one.png: has 2x3 pixels, the picture has 40x30",
        "one.png: has RGB pixels",
        "one.png: is no readable PNG",
        "class 'cat' is neither",
        "labelmap.txt: is no text in UTF-8",
        "must name `background` first",
    ],
)
def test_damaged_data_sets_say_what_is_wrong(tmp_path, case):
    write_two_animals(tmp_path / "voc")
    damage(tmp_path / "voc", case)
    with pytest.raises(VocError, match=re.escape(case)):
        VocFolder(tmp_path / "voc").read("one")


def test_boxes_only_never_touches_the_masks(tmp_path):
    write_two_animals(tmp_path / "voc")
    (tmp_path / "voc/SegmentationObject/one.png").write_bytes(b"")
    assert VocFolder(tmp_path / "voc").read("one", masks=False).masks is None


def test_a_folder_that_is_no_data_set_is_refused(tmp_path):
    with pytest.raises(VocError, match="no folders Annotations and JPEGImages"):
        VocFolder(tmp_path)


@pytest.mark.parametrize("place", ["", "VOC2012", "VOCdevkit/VOC2007", "pets", "my pets/VOCdevkit/VOC2012"])
def test_a_data_set_is_found_below_the_folder(tmp_path, place):
    write_two_animals(tmp_path / "voc" / place)
    assert VocFolder(tmp_path / "voc").root == tmp_path / "voc" / place


def test_of_several_data_sets_none_is_chosen(tmp_path):
    for year in ("VOC2007", "VOC2012"):
        write_two_animals(tmp_path / "VOCdevkit" / year)
    with pytest.raises(VocError, match=r"2 VOC data sets \(VOCdevkit/VOC2007, VOCdevkit/VOC2012\)"):
        VocFolder(tmp_path)


def test_suffixes_in_upper_case_are_read(tmp_path):
    write_two_animals(tmp_path)
    for file in [*tmp_path.rglob("*.jpg"), *tmp_path.rglob("*.xml"), *tmp_path.rglob("*.png")]:
        file.rename(file.with_suffix(file.suffix.upper()))
    folder = VocFolder(tmp_path)
    assert folder.names() == ["one"]
    assert present(folder.read("one").masks)


def test_the_palette_is_vocs():
    palette = voc_palette()
    assert palette[[1, 8, 20, 255]].tolist() == [[128, 0, 0], [64, 0, 0], [0, 64, 128], [224, 224, 192]]
    values = np.arange(256, dtype=np.uint8).reshape(16, 16)
    with Image.open(BytesIO(label_png(values))) as image:
        assert image.mode == "P"
        np.testing.assert_array_equal(np.array(image), values)
        np.testing.assert_array_equal(np.array(image.convert("RGB"))[0, 8], [64, 0, 0])
