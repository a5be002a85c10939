"""A trained model at work: AnnNet turns boxes into masks, SegNet turns pictures into label maps."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Literal

import numpy as np
import torch
from torch import Tensor

from ml.config import AnnNetSettings, NetworkSettings
from ml.data.examples import Bytes, Example, Proposals, crop_example, image_example
from ml.data.proposal_files import by_kind
from ml.data.tensors import channel_scaling, scale, to_channels
from ml.data.window import window_around
from ml.guess import Floats, Guess, Pseudo
from ml.label_map import IGNORED, compose, split_by_boxes
from ml.mask_cut import cut_mask
from ml.masks import Bools, Box, ObjectMask
from ml.multi_scale import MultiScale, predict_multi_scale
from ml.networks.model_file import Card, freeze, load_model, read_card
from ml.networks.network import Network
from ml.priors import class_prior
from ml.proposals.grabcut import grabcut
from ml.proposals.proposal import propose
from ml.pseudo import keep_sure

INTERACTIVE_SIDE = 512
"""Whole-picture networks look at no less than such a square around the wanted boxes in interactive use."""


MOST_CROPS = 32
"""So many crops of a picture go through the network at once: memory does not grow with the number of boxes."""


class Predictor:
    """A loaded model. One picture at a time; the network is read only, so threads may share it."""

    def __init__(self, network: Network, card: Card, device: torch.device | None = None) -> None:
        self.card = card
        self._device = device or torch.device("cuda" if torch.cuda.is_available() else "cpu")
        self._network: Network = freeze(network).to(self._device, memory_format=torch.channels_last)
        self._settings: NetworkSettings = card.settings.annnet if card.kind == "annnet" else card.settings.segnet
        self._scaling = channel_scaling(self._settings, len(card.classes)).to(self._device)

    @classmethod
    def load(cls, path: Path, kind: Literal["annnet", "segnet"] | None = None) -> "Predictor":
        """The model of a .safetensors file. ModelFileError when it is none of ours, or not of the `kind` asked for."""
        return cls(*load_model(path, kind or read_card(path).kind))

    def suggest(
        self,
        image: Bytes,
        boxes: Sequence[Box],
        classes: Sequence[int],
        which: Sequence[int] | None = None,
        tau: float | None = None,
    ) -> list[ObjectMask]:
        """Masks for the boxes with the numbers `which` (all when None), in that order; for interactive use.

        image: uint8 (H, W, 3) RGB. boxes, classes: all objects of the image, classes 1..N. tau: None = the model's.
        Each mask lies over its box: foreground is the best guess, uncertain where no output is more probable than tau.
        Looks only at the surroundings of the wanted boxes; makes the proposals it needs itself.
        """
        return [guess.mask for guess in self.guess(image, boxes, classes, which, tau)]

    def guess(
        self,
        image: Bytes,
        boxes: Sequence[Box],
        classes: Sequence[int],
        which: Sequence[int] | None = None,
        tau: float | None = None,
    ) -> list[Guess]:
        """`suggest`, with how probable each pixel's guess is."""
        wanted = list(range(len(boxes)) if which is None else which)
        if not wanted:
            return []
        settings = self._annnet()
        if settings.view == "image" and not settings.longest_side:
            return self._guess_nearby(image, boxes, classes, wanted, tau)
        return self.predict(image, boxes, classes, self._propose(image, boxes, wanted), tau, wanted).guesses

    def predict(
        self,
        image: Bytes,
        boxes: Sequence[Box],
        classes: Sequence[int],
        proposals: Proposals | None = None,
        tau: float | None = None,
        which: Sequence[int] | None = None,
        clip_to_boxes: bool | None = None,
        views: MultiScale | None = None,
    ) -> Pseudo:
        """Masks and label map of a whole picture.

        proposals: one mapping kind -> mask per box, when the model takes them. clip_to_boxes, views: None = the
        model's.
        """
        settings = self._annnet()
        self._check_classes(boxes, classes)
        tau = self.card.settings.tau if tau is None else tau
        clip = settings.clip_to_boxes if clip_to_boxes is None else clip_to_boxes
        wanted = list(range(len(boxes)) if which is None else which)
        if settings.view == "image":
            return self._predict_image(image, boxes, classes, wanted, proposals, tau, clip, views)
        return self._predict_crops(image, boxes, classes, wanted, proposals, tau, views)

    def segment(self, image: Bytes, views: MultiScale | None = None) -> Bytes:
        """SegNet's label map of a picture, uint8 (H, W): 0 background, class indices.

        image: uint8 (H, W, 3) RGB. views: None = the model's.
        """
        if self.card.kind != "segnet":
            raise ValueError("this model is an AnnNet: it needs boxes, use `suggest`")
        example = image_example(image, [], [], None, self._settings, len(self.card.classes))
        height, width = image.shape[:2]
        return self._probabilities([example], (height, width), views)[0].argmax(axis=0).astype(np.uint8)

    @property
    def planes(self) -> tuple[str, ...]:
        """Kinds of proposals the model takes as input planes."""
        return self._annnet().planes

    def _predict_crops(
        self,
        image: Bytes,
        boxes: Sequence[Box],
        classes: Sequence[int],
        wanted: Sequence[int],
        proposals: Proposals | None,
        tau: float,
        views: MultiScale | None,
    ) -> Pseudo:
        """Each object through its own window; the label map is composed from the objects."""
        settings, height, width = self._annnet(), *image.shape[:2]
        windows = [window_around(boxes[i], settings.margin, settings.crop) for i in wanted]
        examples = [
            crop_example(image, boxes, classes, i, window, proposals, settings, len(self.card.classes))
            for i, window in zip(wanted, windows, strict=True)
        ]
        guesses: list[Guess] = []
        if examples:
            found = self._probabilities(examples, None, views)
            for i, window, probabilities in zip(wanted, windows, found, strict=True):
                pasted = np.stack([window.paste(plane) for plane in probabilities])
                best, unsure = keep_sure(pasted, tau)
                value = 1 if settings.output == "objectness" else classes[i]
                guess = Guess(ObjectMask(boxes[i], best == value, unsure), pasted.max(axis=0))
                guesses.append(self._cut(image, guess, tau) if settings.colour_cut else guess)
        composed = [(guess.mask, classes[i]) for guess, i in zip(guesses, wanted, strict=True)]
        return Pseudo(guesses, compose(height, width, composed))

    def _cut(self, image: Bytes, guess: Guess, tau: float) -> Guess:
        """The guess with its mask cut along colours; unsure where it is no more probable than tau."""
        likely = guess.foreground
        found = cut_mask(image, guess.mask.rect, likely, self._annnet().colour_cut)
        probability = np.where(found, likely, 1 - likely)
        return Guess(ObjectMask(guess.mask.rect, found, probability <= np.float32(tau)), probability)

    def _predict_image(
        self,
        image: Bytes,
        boxes: Sequence[Box],
        classes: Sequence[int],
        wanted: Sequence[int],
        proposals: Proposals | None,
        tau: float,
        clip: bool,
        views: MultiScale | None,
    ) -> Pseudo:
        """The whole picture at once; objects are the parts of the label map inside their boxes."""
        settings, height, width = self._annnet(), *image.shape[:2]
        example = image_example(image, boxes, classes, proposals, settings, len(self.card.classes))
        probabilities = self._probabilities([example], (height, width), views)[0]
        best, unsure = self._read_image(probabilities, boxes, classes, tau, clip)
        masks, probability = split_by_boxes(best, boxes, classes, unsure), probabilities.max(axis=0)
        guesses = [Guess(masks[i], _part(probability, masks[i].rect)) for i in wanted]
        return Pseudo(guesses, np.where(unsure, IGNORED, best).astype(np.uint8))

    def _read_image(
        self, probabilities: Floats, boxes: Sequence[Box], classes: Sequence[int], tau: float, clip: bool
    ) -> tuple[Bytes, Bools]:
        """Label map and unsure pixels; with output=objectness the class comes from the class prior."""
        inside = class_prior(boxes, classes, *probabilities.shape[1:])
        objectness = self._annnet().output == "objectness"
        if clip and not objectness:
            absent = [c for c in range(1, len(probabilities)) if c not in classes]
            probabilities[absent] = 0
            probabilities /= np.maximum(probabilities.sum(axis=0, keepdims=True), 1e-12)
        best, unsure = keep_sure(probabilities, tau)
        if objectness:
            best = np.where(best > 0, inside, 0).astype(np.uint8)
        if clip or objectness:
            best[inside == 0] = 0
            unsure[inside == 0] = False
        return best, unsure

    def _guess_nearby(
        self, image: Bytes, boxes: Sequence[Box], classes: Sequence[int], wanted: Sequence[int], tau: float | None
    ) -> list[Guess]:
        """`predict` on the part of the picture around the wanted boxes, moved back."""
        x0, y0, x1, y1 = surroundings([boxes[i] for i in wanted], *image.shape[:2])
        near = [i for i, b in enumerate(boxes) if max(b[0], x0) < min(b[2], x1) and max(b[1], y0) < min(b[3], y1)]
        moved: list[Box] = [
            (max(b[0], x0) - x0, max(b[1], y0) - y0, min(b[2], x1) - x0, min(b[3], y1) - y0)
            for b in (boxes[i] for i in near)
        ]
        part, positions = np.ascontiguousarray(image[y0:y1, x0:x1]), [near.index(i) for i in wanted]
        proposals = self._propose(part, moved, list(range(len(moved))))
        guesses = self.predict(part, moved, [classes[i] for i in near], proposals, tau, positions).guesses
        return [guess.moved(x0, y0) for guess in guesses]

    def _propose(self, image: Bytes, boxes: Sequence[Box], wanted: Sequence[int]) -> Proposals | None:
        """The proposals the model takes, for the wanted boxes, in the places of all; None when it takes none."""
        if not self.planes:
            return None
        made: list[Mapping[str, ObjectMask]] = [{} for _ in boxes]
        for i in wanted:
            if not {"mcg", "fused"} & set(self.planes) and self.card.settings.proposals != "paper":
                made[i] = {"grabcut": ObjectMask(boxes[i], grabcut(image, boxes[i]))}
            else:
                made[i] = by_kind(propose(image, boxes[i], self.card.settings.proposals))
        return made

    def _probabilities(
        self, examples: Sequence[Example], size: tuple[int, int] | None, views: MultiScale | None
    ) -> Floats:
        """Softmax of the strong head, (examples, outputs, H, W), resized to `size` when given."""
        height, width = size or examples[0].picture.shape[:2]
        views = views or MultiScale.of(self._settings)
        with torch.inference_mode():
            parts = [
                predict_multi_scale(self._forward, self._inputs, examples[i : i + MOST_CROPS], views, (height, width))
                for i in range(0, len(examples), MOST_CROPS)
            ]
            return torch.cat(parts).cpu().numpy()

    def _inputs(self, examples: Sequence[Example]) -> Tensor:
        return scale(torch.stack([to_channels(example) for example in examples]).to(self._device), self._scaling)

    def _forward(self, inputs: Tensor) -> Tensor:
        return self._network(inputs).float().softmax(dim=1)

    def _annnet(self) -> AnnNetSettings:
        if not isinstance(self._settings, AnnNetSettings):
            raise ValueError("this model is a SegNet: it takes no boxes, use `segment`")
        return self._settings

    def _check_classes(self, boxes: Sequence[Box], classes: Sequence[int]) -> None:
        if len(boxes) != len(classes):
            raise ValueError(f"{len(boxes)} boxes and {len(classes)} classes: one class per box is needed")
        for index in classes:
            if not 1 <= index <= len(self.card.classes):
                raise ValueError(f"class {index} is unknown to this model, it knows 1..{len(self.card.classes)}")


def _part(plane: Floats, rect: Box) -> Floats:
    return plane[rect[1] : rect[3], rect[0] : rect[2]]


def surroundings(boxes: Sequence[Box], height: int, width: int) -> Box:
    """The part of a picture around boxes: half their extent on each side, at least INTERACTIVE_SIDE, clipped."""
    x0, y0 = min(b[0] for b in boxes), min(b[1] for b in boxes)
    x1, y1 = max(b[2] for b in boxes), max(b[3] for b in boxes)
    dx, dy = (
        max((x1 - x0) // 2, (INTERACTIVE_SIDE - x1 + x0 + 1) // 2),
        max((y1 - y0) // 2, (INTERACTIVE_SIDE - y1 + y0 + 1) // 2),
    )
    return max(x0 - dx, 0), max(y0 - dy, 0), min(x1 + dx, width), min(y1 + dy, height)
