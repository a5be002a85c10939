"""ONNX files for other programs: the inference graph with its scaling inside, compared with PyTorch before it is kept.

Made by torch's TorchScript exporter: for these networks it writes the same graph as the newer one, in a thirtieth of
the time and without further packages.
"""

import io
import json
import warnings
from contextlib import redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import onnx
import onnxruntime
import torch
from torch import Tensor, nn

from ml.config import AnnNetSettings, NetworkSettings
from ml.data.tensors import channel_scaling
from ml.files import write_whole
from ml.networks.model_file import Card, load_model, read_card
from ml.networks.network import Network, input_channels

OPSET = 18
LARGEST_DIFFERENCE = 1e-3
"""Of the largest logit. Rounding gives 1e-6 to 1e-5; a graph that is wrong gives more than 0.1."""
Dimension = int | str


class OnnxError(RuntimeError):
    """ONNX Runtime computes something else than PyTorch; nothing was written."""


@dataclass(frozen=True)
class WrittenOnnx:
    """What was written: sizes with names where they are free, and the difference to PyTorch (of the largest logit)."""

    opset: int
    inputs: tuple[Dimension, ...]
    outputs: tuple[Dimension, ...]
    difference: float


class ByteNetwork(nn.Module):
    """The network behind its scaling: it takes channels as bytes, as pictures and priors are kept."""

    scaling: Tensor

    def __init__(self, network: Network, scaling: Tensor) -> None:
        super().__init__()
        self.network = network
        self.register_buffer("scaling", scaling[:, None, :, None, None])

    def forward(self, channels: Tensor) -> Tensor:
        """uint8 (B, channels, H, W) -> logits float32 (B, outputs, H, W)."""
        first, offset, last = self.scaling.unbind()
        return self.network((channels.float() / first - offset) / last)


def write_onnx(model: Path, file: Path, size: tuple[int, int] | None = None) -> WrittenOnnx:
    """Write a model file (.safetensors) as ONNX. size: (width, height) to fix; None leaves them free where possible.

    ModelFileError for a file that is no model, OnnxError when ONNX Runtime does not compute the same.
    """
    network, card = load_model(model, read_card(model).kind)
    settings, class_count = card.network_settings, len(card.classes)
    wrapped = ByteNetwork(network, channel_scaling(settings, class_count)).eval()
    fixed = (size[1], size[0]) if size else _fixed_size(settings)
    content = _trace(wrapped, 3 + input_channels(settings, class_count), fixed)
    proto = onnx.load_model_from_string(content)
    _describe(proto, card, fixed)
    content = proto.SerializeToString()
    session = onnxruntime.InferenceSession(content, providers=["CPUExecutionProvider"])
    difference = compare(wrapped, session, fixed)
    if not difference <= LARGEST_DIFFERENCE:
        raise OnnxError(
            f"{model} was not exported: ONNX Runtime differs by {difference:.2g} of the largest logit; "
            "try a fixed size, as in --size 512x512"
        )
    file.parent.mkdir(parents=True, exist_ok=True)
    write_whole(file, content)
    sizes = [tuple(node.shape) for node in (*session.get_inputs(), *session.get_outputs())]
    return WrittenOnnx(OPSET, sizes[0], sizes[1], difference)


def _fixed_size(settings: NetworkSettings) -> tuple[int, int] | None:
    """Crops have one size; means over areas ("direct") can only be written for one."""
    if isinstance(settings, AnnNetSettings) and (settings.view == "crop" or settings.direct):
        return settings.crop, settings.crop
    return None


def _trace(network: ByteNetwork, channels: int, fixed: tuple[int, int] | None) -> bytes:
    """Bytes of the ONNX file, batch free, height and width free unless fixed."""
    free = {0: "batch"} if fixed else {0: "batch", 2: "height", 3: "width"}
    example = torch.zeros(2, channels, *(fixed or (128, 160)), dtype=torch.uint8)
    # It prints the whole graph when it fails.
    with TemporaryDirectory() as folder, warnings.catch_warnings(), redirect_stdout(io.StringIO()):
        warnings.simplefilter("ignore")  # that there is a newer exporter, and what it thinks of constants
        file = Path(folder) / "traced.onnx"
        try:
            torch.onnx.export(
                network,
                (example,),
                file,
                dynamo=False,
                opset_version=OPSET,
                input_names=["channels"],
                output_names=["logits"],
                dynamic_axes={"channels": free, "logits": free},
            )
        except torch.onnx.errors.OnnxExporterError as problem:
            why = str(problem).partition("  [Caused by")[0]
            raise OnnxError(f"this network cannot be written as ONNX: {why}; try another --size") from problem
        return file.read_bytes()


def _describe(proto: onnx.ModelProto, card: Card, fixed: tuple[int, int] | None) -> None:
    """Card, class names and channel names as metadata; the output's size, which the exporter leaves open."""
    settings = card.network_settings
    names = ["red", "green", "blue"]
    if isinstance(settings, AnnNetSettings):
        planes = {"none": 0, "index": 1, "binary": 1, "onehot": len(card.classes) + 1}[settings.class_prior]
        names += ["position prior"] * settings.position_prior
        names += [f"class prior ({settings.class_prior})"] * planes + list(settings.planes)
    proto.producer_name = "boxwright"
    objectness = isinstance(settings, AnnNetSettings) and settings.output == "objectness"
    sizes = proto.graph.output[0].type.tensor_type.shape.dim
    for dimension, value in zip(sizes[1:], (2 if objectness else len(card.classes) + 1, *(fixed or ())), strict=False):
        dimension.Clear()
        dimension.dim_value = value
    onnx.helper.set_model_props(
        proto,
        {
            "card": json.dumps(card.to_json()),
            "classes": json.dumps(["background", "object"] if objectness else ["background", *card.classes]),
            "channels": json.dumps(names),
        },
    )


def compare(network: nn.Module, session: onnxruntime.InferenceSession, fixed: tuple[int, int] | None = None) -> float:
    """Largest difference between PyTorch and ONNX Runtime on noise, as a part of the largest logit.

    With free sizes also at odd ones: rounding up and down differ there.
    """
    worst, rng = 0.0, np.random.default_rng(0)
    channels = session.get_inputs()[0].shape[1]
    for batch, height, width in [(1, *fixed), (3, *fixed)] if fixed else [(1, 128, 160), (2, 97, 131), (1, 75, 64)]:
        noise = rng.integers(0, 256, (batch, channels, height, width), dtype=np.uint8)
        with torch.inference_mode():
            ours = network(torch.from_numpy(noise)).numpy()
        theirs = session.run(None, {"channels": noise})[0]
        worst = max(worst, float(np.abs(ours - theirs).max() / max(np.abs(ours).max(), 1e-9)))
    return worst
