"""A promptable segmenter in an ONNX file as a source of proposals, shown with a stub that finds red."""

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper

from ml.config import ConfigError, load_settings
from ml.masks import iou
from ml.proposals import OnnxSource, SourceError, propose, propose_all
from tests.ml.pictures import disc, present

TRUTH = disc(90, 120, (70, 40), 25)
BOX = (45, 15, 96, 66)


def write_model(file, nodes, shape, channels=4):
    """An ONNX file with one input (1, channels, *shape) and the nodes' output "odds"."""
    crop = helper.make_tensor_value_info("crop", TensorProto.FLOAT, [1, channels, *shape])
    odds = helper.make_tensor_value_info("odds", TensorProto.FLOAT, None)
    weight = np.zeros((1, channels, 1, 1), np.float32)
    weight[0, 0], weight[0, -1] = 2, 1  # foreground where 2 red + box - 1.5 > 0: in the box, red above 0.25
    constants = [
        helper.make_tensor("weight", TensorProto.FLOAT, weight.shape, weight.ravel()),
        helper.make_tensor("bias", TensorProto.FLOAT, [1], [-1.5]),
    ]
    graph = helper.make_graph(nodes, "stub", [crop], [odds], constants)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9)
    onnx.save(model, str(file))
    return file


def red_finder(folder, shape=(64, 64), **options):
    convolve = helper.make_node("Conv", ["crop", "weight", "bias"], ["odds"])
    return write_model(folder / "red.onnx", [convolve], shape, **options)


def picture():
    """A red disc on blue; what is red outside the box belongs to something else."""
    image = np.zeros((90, 120, 3), np.uint8)
    image[...] = 0, 0, 200
    image[TRUTH] = 180, 0, 0
    image[70:, :30] = 180, 0, 0
    return image


@pytest.mark.parametrize("shape", [(64, 64), ("height", "width")])
def test_the_mask_comes_back_in_the_pixels_of_the_box(tmp_path, shape):
    foreground = OnnxSource(red_finder(tmp_path, shape)).look_at(picture())
    found = foreground(BOX)
    assert found.shape == (51, 51)
    assert iou(found, TRUTH[15:66, 45:96]) > 0.96
    assert foreground((0, 70, 30, 90)).all()
    assert not foreground((0, 0, 20, 20)).any()


def test_the_box_plane_is_the_box(tmp_path):
    box_alone = helper.make_node("Slice", ["crop", "start", "end", "axis"], ["inside"])
    numbers = [
        helper.make_node("Constant", [], [name], value_ints=[value])
        for name, value in (("start", 3), ("end", 4), ("axis", 1))
    ]
    shift = helper.make_node("Add", ["inside", "half"], ["odds"])
    half = helper.make_node("Constant", [], ["half"], value_float=-0.5)
    source = OnnxSource(write_model(tmp_path / "box.onnx", [*numbers, half, box_alone, shift], (90, 90)))
    foreground = source.look_at(picture())
    for box in (BOX, (0, 0, 120, 90), (7, 3, 8, 4)):
        assert foreground(box).all()


def test_two_pictures_can_be_asked_by_turns(tmp_path):
    """As threads that share the source do."""
    source = OnnxSource(red_finder(tmp_path))
    first, second = source.look_at(picture()), source.look_at(np.zeros((90, 120, 3), np.uint8))
    assert first(BOX).any()
    assert not second(BOX).any()
    assert first(BOX).any()


def test_a_recipe_names_the_file_and_the_fused_proposal_is_its_mask(tmp_path):
    recipe = str(red_finder(tmp_path))
    proposal = propose(picture(), BOX, recipe)
    foreground = OnnxSource(tmp_path / "red.onnx").look_at(picture())
    np.testing.assert_array_equal(proposal["fused"].foreground, foreground(BOX))
    differs = proposal["fused"].foreground != proposal["grabcut"].foreground
    np.testing.assert_array_equal(present(proposal["fused"].uncertain), differs)

    class Image:
        boxes = [BOX]
        read = staticmethod(picture)

    for _ in range(2):
        ((_, (kept,)),) = propose_all([Image()], recipe, processes=1, cache=tmp_path / "cache")
        assert kept["fused"].to_json() == proposal["fused"].to_json()


def test_files_that_are_no_such_model_are_refused(tmp_path):
    with pytest.raises(SourceError, match="there is no file"):
        propose(picture(), BOX, str(tmp_path / "none.onnx"))
    (tmp_path / "text.onnx").write_text("hello")
    with pytest.raises(SourceError, match="cannot be opened"):
        OnnxSource(tmp_path / "text.onnx")
    with pytest.raises(SourceError, match=r"must have one float32 input \(1, 4, S, S\)"):
        OnnxSource(red_finder(tmp_path, channels=3))
    with pytest.raises(ValueError, match="no recipe 'magic'"):
        propose(picture(), BOX, "magic")


def test_a_round_takes_the_file_as_a_setting():
    assert load_settings("cpu", ["proposals=segmenter.onnx"]).proposals == "segmenter.onnx"
    with pytest.raises(ConfigError, match=r"proposals is 'magic', it must be paper, product or the path of an \.onnx"):
        load_settings("cpu", ["proposals=magic"])
