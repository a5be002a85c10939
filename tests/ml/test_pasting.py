"""Copy-paste: what the further pictures show and what is said of them, on pictures whose every pixel is known."""

import hashlib
import json

import numpy as np
import pytest
from PIL import Image

from ml.data import pasting
from ml.data.labels import AcceptedLabels
from ml.data.pasting import paste_pictures
from ml.manifest import load_manifest
from ml.masks import ObjectMask

GREY, RED, BLUE = (128, 128, 128), (220, 30, 30), (30, 30, 220)
RED_BOX, BLUE_BOX = (20, 10, 70, 60), (5, 5, 85, 65)


def image(folder, name, part, box, colour, masked=True):
    """A grey 120 x 90 picture with one filled box of a colour."""
    picture = np.full((90, 120, 3), GREY, np.uint8)
    x0, y0, x1, y1 = box
    picture[y0:y1, x0:x1] = colour
    file = folder / f"{name}.png"
    Image.fromarray(picture).save(file)
    mask = ObjectMask.filled(box).to_json() if masked else None
    return {
        "id": name,
        "file": file.name,
        "sha256": hashlib.sha256(file.read_bytes()).hexdigest(),
        "width": 120,
        "height": 90,
        "part": part,
        "objects": [{"id": "1", "box": list(box), "class": 1 if colour == RED else 2, "mask": mask}],
    }


def manifest(folder, *images):
    path = folder / "m.json"
    path.write_text(json.dumps({"version": 1, "classes": ["red", "blue"], "images": images, "champion": None}))
    return load_manifest(path, training=False)


@pytest.fixture
def two(tmp_path):
    """A red square with a mask (F), a larger blue one without (W)."""
    red = image(tmp_path, "red", "F", RED_BOX, RED)
    return manifest(tmp_path, red, image(tmp_path, "blue", "W", BLUE_BOX, BLUE, masked=False))


def reddish(picture):
    """Pixels that are more than half of the pasted square's colour."""
    return (picture[..., 0].astype(int) - picture[..., 1:].max(2)) > (RED[0] - RED[1]) / 2


def test_the_masks_tell_the_pixels_that_were_pasted(two, tmp_path, monkeypatch):
    monkeypatch.setattr(pasting, "COLOUR", 0.0)
    made = paste_pictures(two, tmp_path / "pasted", 8, seed=1)
    assert len(made) == 16
    assert {made_image.part for made_image in made} == {"F"}
    for made_image in made:
        label_map, red = AcceptedLabels().label_map(made_image), reddish(made_image.read())
        known = label_map != 255
        assert red[label_map == 1].mean() > 0.98
        assert not red[known & (label_map != 1)].any()


def test_boxes_are_those_of_what_can_be_seen(two, tmp_path, monkeypatch):
    monkeypatch.setattr(pasting, "COLOUR", 0.0)
    seen = 0
    for made_image in paste_pictures(two, tmp_path / "pasted", 8, seed=2):
        pasted = [thing for thing in made_image.objects if thing.class_index == 1]
        if made_image.id.endswith("blue") and len(pasted) == 1:
            rows, columns = (np.flatnonzero(reddish(made_image.read()).any(axis)) for axis in (1, 0))
            bounds = columns[0], rows[0], columns[-1] + 1, rows[-1] + 1
            assert np.abs(np.subtract(bounds, pasted[0].box)).max() <= 2  # the border is soft
            seen += 1
    assert seen


def test_what_w_shows_is_ignored_but_for_what_was_pasted(two, tmp_path):
    for made_image in paste_pictures(two, tmp_path / "pasted", 4, seed=3):
        if not made_image.id.endswith("blue"):
            continue
        label_map = AcceptedLabels().label_map(made_image)
        x0, y0, x1, y1 = BLUE_BOX
        assert set(np.unique(label_map[y0:y1, x0:x1])) <= {1, 255}
        own = [thing for thing in made_image.objects if thing.class_index == 2]
        assert [thing.box for thing in own] == [BLUE_BOX]


def test_a_covered_object_loses_what_is_hidden(tmp_path):
    scene = pasting._Scene(np.zeros((20, 20, 3), np.uint8), [(1, (2, 2, 12, 6), ObjectMask.filled((2, 2, 12, 6)))])
    pixels, border = np.zeros((20, 20), bool), np.zeros((20, 20), bool)
    pixels[:, 9:], border[:, 8] = True, True
    scene.cover((0, 0, 20, 20), pixels, border)
    _, box, mask = scene.objects[0]
    assert box == (2, 2, 8, 6)
    expected = np.zeros((20, 20), bool)
    expected[2:6, 2:8] = True
    assert np.array_equal(mask.paste(20, 20).foreground, expected)
    ignored = mask.paste(20, 20).ignored
    assert ignored is not None
    assert np.argwhere(ignored).tolist() == [[row, 8] for row in range(2, 6)]


def test_an_object_of_which_little_is_left_is_not_taught(tmp_path):
    scene = pasting._Scene(np.zeros((20, 20, 3), np.uint8), [(1, (2, 2, 12, 6), ObjectMask.filled((2, 2, 12, 6)))])
    pixels = np.zeros((20, 20), bool)
    pixels[:, 4:] = True
    scene.cover((0, 0, 20, 20), pixels, np.zeros_like(pixels))
    _, box, mask = scene.objects[0]
    assert box == (2, 2, 12, 6)
    assert not mask.foreground.any()
    assert mask.ignored is not None
    assert np.count_nonzero(mask.ignored) == 2 * 4


def test_the_same_seed_writes_the_same_files(two, tmp_path):
    names = [[(i.id, i.sha256) for i in paste_pictures(two, tmp_path / n, 2, seed)] for n, seed in (("a", 5), ("b", 5))]
    assert names[0] == names[1]
    assert names[0] != [(i.id, i.sha256) for i in paste_pictures(two, tmp_path / "c", 2, 6)]


@pytest.mark.parametrize("box", [(20, 10, 51, 60), (0, 0, 1, 1)])
def test_small_objects_are_not_pasted(tmp_path, box):
    assert not paste_pictures(manifest(tmp_path, image(tmp_path, "red", "F", box, RED)), tmp_path / "pasted", 3, 0)
    assert not (tmp_path / "pasted").exists()


def test_a_picture_smaller_than_what_is_pasted_still_holds_it(two, tmp_path):
    tiny = np.full((30, 40, 3), GREY, np.uint8)
    Image.fromarray(tiny).save(tmp_path / "tiny.png")
    entry = image(tmp_path, "red", "F", RED_BOX, RED)
    small = {
        "id": "tiny",
        "file": "tiny.png",
        "sha256": hashlib.sha256((tmp_path / "tiny.png").read_bytes()).hexdigest(),
        "width": 40,
        "height": 30,
        "part": "W",
        "objects": [],
    }
    made = [i for i in paste_pictures(manifest(tmp_path, entry, small), tmp_path / "p", 6, 0) if i.id.endswith("tiny")]
    assert len(made) == 6
    assert all(i.read().shape == (30, 40, 3) for i in made)
    assert any(thing.mask is not None and thing.mask.foreground.any() for i in made for thing in i.objects)
