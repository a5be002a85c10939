"""Speed of the networks: eager against ONNX Runtime and, for the smallest, against the bare timm backbone."""

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import onnxruntime
import timm
import torch

from bench.proposals import REPEATS, Row, compare
from ml.config import AnnNetSettings, NetworkSettings, Settings, load_settings, settings_from
from ml.networks.model_file import Card, load_model, save_model
from ml.networks.network import build_network, input_channels, widen
from ml.networks.onnx_file import write_onnx

CLASSES = 20
BIG, BIG_REPEATS = 512, 5
SEGNETS = ("resnet50", "resnet101", "resnest101e")


def rows(data: Path | None = None) -> Iterator[Row]:
    """One row per network (see bench/proposals.py); random weights, batch of one, so `data` changes nothing."""
    cpu, paper = load_settings("cpu"), load_settings("paper")
    yield backbone_row("AnnNet cpu, a crop", cpu.annnet)
    yield from onnx_rows("AnnNet cpu, a crop", cpu, cpu.annnet.crop, REPEATS)
    yield from onnx_rows("SegNet cpu", cpu, cpu.segnet.longest_side, REPEATS)
    yield from onnx_rows("AnnNet HRNetV2-W48", paper, BIG, BIG_REPEATS)
    for backbone in SEGNETS:
        values = paper.to_json()
        values["segnet"]["backbone"] = backbone
        yield from onnx_rows(f"SegNet {backbone}", settings_from(values), BIG, BIG_REPEATS)


def backbone_row(name: str, settings: AnnNetSettings) -> Row:
    """The whole network against its bare backbone."""
    network = build_network(settings, CLASSES, dual=False)
    widen(network, settings, CLASSES)
    network = network.eval().to(memory_format=torch.channels_last)  # type: ignore[call-overload]
    bare = timm.create_model(settings.backbone).eval().to(memory_format=torch.channels_last)
    seen = torch.zeros(1, 3 + input_channels(settings, CLASSES), settings.crop, settings.crop)
    seen = seen.to(memory_format=torch.channels_last)
    picture = seen[:, :3].contiguous(memory_format=torch.channels_last)
    with torch.inference_mode():
        return compare(name, lambda: network(seen), f"timm {settings.backbone}", lambda: bare(picture))


def onnx_rows(name: str, settings: Settings, side: int, repeats: int) -> Iterator[Row]:
    """Eager (channels last) against ONNX Runtime on the same square; a kind is told by the name."""
    kind = "annnet" if name.startswith("AnnNet") else "segnet"
    of_kind: NetworkSettings = settings.annnet if kind == "annnet" else settings.segnet
    with TemporaryDirectory() as folder:
        file, exported = Path(folder) / "model.safetensors", Path(folder) / "model.onnx"
        network = build_network(of_kind, CLASSES, dual=False)
        widen(network, of_kind, CLASSES)
        card = Card(kind, tuple(str(number) for number in range(CLASSES)), settings, "scratch", "", {})
        save_model(file, network, card)
        write_onnx(file, exported, (side, side))
        session = onnxruntime.InferenceSession(exported, providers=["CPUExecutionProvider"])
        eager = load_model(file, kind)[0].to(memory_format=torch.channels_last)  # type: ignore[call-overload]
    channels = np.zeros((1, 3 + input_channels(of_kind, CLASSES), side, side), np.uint8)
    inputs = torch.zeros(channels.shape).to(memory_format=torch.channels_last)
    name_in = session.get_inputs()[0].name
    with torch.inference_mode():
        yield compare(
            f"{name}, {side}x{side}, eager",
            lambda: eager(inputs),
            "ONNX Runtime",
            lambda: session.run(None, {name_in: channels}),
            repeats,
        )
