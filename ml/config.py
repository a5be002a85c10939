"""Every switch of a round: small dataclasses, filled from a profile (profiles/*.toml) and from `key=value` texts."""

import dataclasses
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, get_type_hints

from ml.setting import ConfigError, convert, did_you_mean, setting

PROFILES = Path(__file__).parent / "profiles"

Plane = Literal["grabcut", "mcg", "fused", "contrast", "colour"]
COLOUR_PLANES = ("contrast", "colour")


@dataclass(frozen=True)
class NetworkSettings:
    """What AnnNet and SegNet have in common: the network, its training and how pictures enter it."""

    backbone: str = setting("resnet50", "name of a timm backbone")
    decoder: Literal["hrnet", "deeplabv3plus", "fpn"] = setting("deeplabv3plus", "what joins the backbone's features")
    width: int = setting(256, "channels of the decoder (hrnet keeps the sum of its branches)", 4, 16384)
    weights: str = setting(
        "hub", "the backbone's start: package, hub, scratch, or the path of a timm .safetensors file"
    )
    epochs: int = setting(60, "epochs to train (paper: 60)", 1, 1_000_000)
    steps: int = setting(0, "steps per epoch; 0 = (F + W) / batch, the paper's epoch", 0, 10_000_000)
    batch: int = setting(
        32, "images (crop view: objects) per head and step (paper: 32); mixed needs a multiple of 8", 1, 65536
    )
    lr: float = setting(0.004, "first learning rate (paper: 0.0008 AnnNet, 0.004 SegNet)", 0, 100)
    head_lr_factor: float = setting(1.0, "times lr for the two heads", 0, 10_000)
    optimizer: Literal["sgd", "adamw"] = setting(
        "sgd", "sgd as in the paper; adamw learns faster in short trainings (lr about 0.002, weight_decay 0.01)"
    )
    momentum: float = setting(0.9, "SGD momentum", 0, 1)
    weight_decay: float = setting(1e-4, "weight decay; adamw leaves biases and normalisation alone", 0, 100)
    warm_up: int = setting(0, "steps over which the learning rate rises from 0 before the schedule", 0, 10_000_000)
    overlap_loss: float = setting(
        0.0,
        "weight of 1 - soft IoU per example beside the cross-entropy (two outputs only: output=objectness)",
        0,
        1000,
    )
    poly_power: float = setting(0.9, "power of the poly schedule lr (1 - step / steps) ** power", 0, 100)
    clip_gradient: float = setting(0.0, "largest gradient norm; 0 = no limit (paper)", 0, 1_000_000)
    accumulate: int = setting(
        1, "parts a batch goes through the network in, to save memory; the step is that of the whole batch", 1, 65536
    )
    ema: float = setting(
        0.0,
        "decay of the moving average of weights that becomes the model, 0.99-0.9999; 0 = the last weights",
        0,
        0.99999,
    )
    crop: int = setting(512, "side of the square training crop in pixels", 32, 8192)
    scale_min: float = setting(0.5, "smallest random scale", 0.01, 100)
    scale_max: float = setting(2.0, "largest random scale", 0.01, 100)
    flip: bool = setting(True, "mirror half of the training pictures")
    rotate: float = setting(0.0, "largest random rotation in degrees", 0, 180)
    colour: float = setting(
        0.0, "strength of random brightness, contrast and colour changes, 0.3 = by up to 30 %", 0, 1
    )
    longest_side: int = setting(
        0, "pictures are shrunk until their longer side has this many pixels; 0 = as they are", 0, 65536
    )
    flip_test: bool = setting(False, "average predictions with those of the mirrored picture")
    scales: tuple[float, ...] = setting(
        (1.0,),
        "average predictions over these sizes of the picture (crop view: of the crop); the paper's multi-scale test is "
        "0.5,0.75,1,1.25,1.5,1.75 with flip_test",
        0.1,
        4,
    )


@dataclass(frozen=True)
class AnnNetSettings(NetworkSettings):
    """AnnNet also sees the boxes."""

    view: Literal["image", "crop"] = setting(
        "image", "what the network sees: the whole picture, or a crop around each box"
    )
    output: Literal["classes", "objectness"] = setting(
        "classes",
        "what it predicts: background and every class, or background and foreground (the class comes from the box)",
    )
    margin: float = setting(0.25, "crop view: context around the box, as a part of its width and height", 0, 4)
    position_prior: bool = setting(True, "the position prior as an input channel")
    class_prior: Literal["none", "index", "onehot", "binary"] = setting("index", "the class prior as input channel(s)")
    planes: tuple[Plane, ...] = setting(
        (),
        "further input channels: masks grabcut, mcg, fused; in crop view also contrast (colours of the box against "
        "those around it) and colour (colours of GrabCut's mask against the rest)",
    )
    hide_planes: float = setting(
        0.0, "how often a training example shows unknown (grey) planes where proposals had a say", 0, 1
    )
    hide_planes_w: float = setting(
        0.0, "the same for W in the first AnnNet: its labels are the proposals, seeing them it would only copy", 0, 1
    )
    pasted: int = setting(
        0, "further training pictures for each of F and W: it, with one or two of F's objects pasted into it", 0, 100
    )
    direct: bool = setting(
        False, "the heads also see the input channels themselves: sharp, blurred, and means of rows and columns"
    )
    colour_cut: float = setting(
        0.0,
        "crop view: masks are a last minimum cut of the network's log odds, the picture's edges and, weighted by this, "
        "the colours of object and ground; 0 = no cut",
        0,
        10,
    )
    warm_start: bool = setting(
        False,
        "start from the manifest's champion, and in later iterations from the AnnNet before, not from `weights` again",
    )
    unsure: Literal["ignore", "best-guess"] = setting(
        "ignore", "what a later AnnNet learns where pseudo masks are not sure (eq. 3): nothing, or their best guess"
    )
    pseudo_scales: tuple[float, ...] = setting((), "scales for pseudo masks; empty = as `scales`", 0.1, 4)
    pseudo_flip: bool = setting(False, "flip_test for pseudo masks alone; flip_test itself counts for them too")
    clip_to_boxes: bool = setting(
        False, "pseudo masks: outside the boxes is background, classes without a box are not predicted"
    )


@dataclass(frozen=True)
class SegNetSettings(NetworkSettings):
    """SegNet sees pictures only; nothing to add."""


@dataclass(frozen=True)
class Settings:
    """All switches of a round; the defaults are the paper's."""

    rounds: int = setting(1, "AnnNet -> pseudo masks, so many times, before SegNet is trained", 1, 20)
    supervision: Literal["single", "dual", "mixed"] = setting(
        "mixed", "single head, dual heads, or mixed dual heads (paper fig. 5)"
    )
    ratio: int = setting(7, "r: so many of 8 examples of the strong head come from F when supervision is mixed", 1, 7)
    tau: float = setting(0.9, "pseudo masks keep a pixel when its probability is above tau (eq. 3)", 0.5, 0.9999)
    proposals: str = setting(
        "paper",
        "paper: plain GrabCut and MCG of whole pictures; product: better ones on scaled crops; or the path of a "
        "promptable segmenter as an .onnx file",
    )
    seed: int = setting(0, "start of every random number", 0)
    threads: int = setting(0, "CPU threads of torch; 0 = torch decides", 0, 1024)
    loaders: int = setting(0, "processes that prepare training examples; 0 = none beside this one", 0, 256)
    cache_mb: int = setting(768, "memory in MB for decoded training pictures, of all loaders together", 0, 100_000_000)
    amp: Literal["off", "float16", "bfloat16"] = setting(
        "float16", "mixed precision of a training on a GPU; a CPU always computes in float32"
    )
    compile: bool = setting(False, "torch.compile the training step: minutes at the start, faster steps on a GPU")
    deterministic: bool = setting(
        False, "the same bits from the same seed on a GPU too, slower (a CPU gives them anyway)"
    )
    gold_images: int = setting(5, "gold images it takes before scores are called enough", 1)
    gold_objects: int = setting(20, "gold objects it takes before scores are called enough", 1)
    annnet: AnnNetSettings = dataclasses.field(default_factory=AnnNetSettings, metadata={"doc": "AnnNet"})
    segnet: SegNetSettings = dataclasses.field(default_factory=SegNetSettings, metadata={"doc": "SegNet"})

    def to_json(self) -> dict[str, Any]:
        """As plain JSON values; `settings_from` reads it back."""
        return dataclasses.asdict(self)


def profile_names() -> list[str]:
    """Names of the profiles that come with the product."""
    return sorted(file.stem for file in PROFILES.glob("*.toml"))


def load_settings(profile: str, changes: Sequence[str] = ()) -> Settings:
    """Settings of a profile (its name, or the path of a .toml file), changed by `key=value` texts.

    A key is `tau`, `annnet.lr`, ..., or the bare name of a setting both networks have (`epochs=3` sets both).
    """
    data = _read_profile(profile)
    for change in changes:
        key, equals, text = change.partition("=")
        if not equals:
            raise ConfigError(f"{change!r} is not key=value")
        for path in _paths(key.strip()):
            _put(data, path, text.strip())
    return settings_from(data)


def _read_profile(profile: str) -> dict[str, Any]:
    """Nested plain values of a profile; one with `base = "cpu"` says only what it changes in that one of ours."""
    file = Path(profile) if profile.endswith(".toml") else PROFILES / f"{profile}.toml"
    if not file.is_file():
        raise ConfigError(
            f"no profile {profile!r}{did_you_mean(profile, profile_names())}; there are {', '.join(profile_names())}"
        )
    try:
        data = tomllib.loads(file.read_text(encoding="utf-8"))
    except ValueError as problem:  # no TOML, or no UTF-8
        raise ConfigError(f"{file} is not valid TOML: {problem}") from problem
    base = data.pop("base", None)
    if base is None:
        return data
    if base not in profile_names():
        raise ConfigError(f"{file}: base is {base!r}, it must be one of {', '.join(profile_names())}")
    return _changed(_read_profile(base), data)


def _changed(values: Mapping[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    """Nested values with those of `changes` in their places."""
    both = {
        key: _changed(values[key], change)
        for key, change in changes.items()
        if isinstance(values.get(key), Mapping) and isinstance(change, Mapping)
    }
    return {**values, **changes, **both}


def settings_from(data: Mapping[str, Any]) -> Settings:
    """Settings from nested plain values (TOML, JSON); what is left out keeps its default."""
    settings: Settings = _build(Settings, data, "")
    for name, network in (("annnet", settings.annnet), ("segnet", settings.segnet)):
        if network.scale_min > network.scale_max:
            raise ConfigError(f"{name}.scale_min is above {name}.scale_max")
        if settings.supervision == "mixed" and network.batch % 8:
            raise ConfigError(
                f"{name}.batch is {network.batch}: supervision=mixed takes r of 8 from F, so it must be a multiple of 8"
            )
        if network.batch % network.accumulate:
            raise ConfigError(f"{name}.batch is {network.batch}: it has no {network.accumulate} parts (accumulate)")
        if not network.scales:
            raise ConfigError(f"{name}.scales is empty: predictions need one size at least, as in scales=1")
        if network.overlap_loss and getattr(network, "output", "classes") != "objectness":
            raise ConfigError(
                f"{name}.overlap_loss needs annnet.output=objectness; SegNet and classes have no one object"
            )
    if settings.proposals not in ("paper", "product") and not settings.proposals.endswith(".onnx"):
        raise ConfigError(f"proposals is {settings.proposals!r}, it must be paper, product or the path of an .onnx")
    if settings.annnet.view == "image" and set(settings.annnet.planes) & set(COLOUR_PLANES):
        raise ConfigError("annnet.planes contrast and colour need annnet.view=crop")
    return settings


def describe_settings(settings: Settings) -> list[tuple[str, Any, str]]:
    """(key, value, what it does) of every setting."""
    rows: list[tuple[str, Any, str]] = []
    for field in dataclasses.fields(settings):
        value = getattr(settings, field.name)
        if dataclasses.is_dataclass(value):
            rows += [
                (f"{field.name}.{f.name}", getattr(value, f.name), f.metadata["doc"]) for f in dataclasses.fields(value)
            ]
        else:
            rows.append((field.name, value, field.metadata["doc"]))
    return rows


def _paths(key: str) -> list[tuple[str, ...]]:
    """Where a key of the command line lives; a bare key of both networks lives in both."""
    path = tuple(key.split("."))
    if len(path) == 1 and key not in get_type_hints(Settings) and key in get_type_hints(NetworkSettings):
        return [("annnet", key), ("segnet", key)]
    if len(path) == 1 and key not in get_type_hints(Settings) and key in get_type_hints(AnnNetSettings):
        return [("annnet", key)]
    return [path]


def _put(data: dict[str, Any], path: tuple[str, ...], text: str) -> None:
    """Write the text of a command line; `convert` reads it with the field's type."""
    *parents, name = path
    for parent in parents:
        data = data.setdefault(parent, {})
        if not isinstance(data, dict):
            raise ConfigError(f"no setting {'.'.join(path)!r}")
    data[name] = text


def _build(kind: type[Any], data: Mapping[str, Any], prefix: str) -> Any:
    hints = get_type_hints(kind)
    fields = {field.name: field for field in dataclasses.fields(kind)}
    values: dict[str, Any] = {}
    for key, value in data.items():
        if key not in fields:
            known = list(fields) if prefix else [row[0] for row in describe_settings(Settings())]
            raise ConfigError(
                f"no setting {prefix + key!r}{did_you_mean(key, known)}; `python -m ml settings` lists all"
            )
        if dataclasses.is_dataclass(hints[key]):
            if not isinstance(value, Mapping):
                raise ConfigError(f"{prefix + key} holds settings of its own, as in {key}.lr=0.01")
            values[key] = _build(hints[key], value, f"{key}.")
        else:
            values[key] = convert(prefix + key, hints[key], value, fields[key].metadata)
    return kind(**values)
