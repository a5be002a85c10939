"""A contact sheet of a cell: picture, boxes, proposals, position prior, class prior, pseudo mask and truth, by row."""

from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from ml.data.labels import AcceptedLabels, ProposalLabels
from ml.data.proposal_files import ProposalFiles
from ml.files import write_png
from ml.manifest import ManifestImage, load_manifest
from ml.priors import class_prior, position_prior
from ml.pseudo import PseudoFiles
from ml.voc.palette import voc_palette

SIDE = 180
HEAD = 18
COLUMNS = ("picture", "boxes", "proposals", "position prior", "class prior", "pseudo mask", "truth")
Bytes = NDArray[np.uint8]


def write_contact_sheet(file: Path, cell: Path, images: int = 8) -> None:
    """One line of pictures for each of the first W images of a finished cell; ignored pixels are pale."""
    truth = load_manifest(cell / "truth.json", training=False)
    proposals, pseudo = ProposalFiles(cell / "round" / "proposals"), PseudoFiles(cell / "round" / "pseudo")
    chosen = truth.images[:images]
    lines = [_line(image, proposals, pseudo) for image in chosen]
    write_png(file, np.concatenate([_heads(), *lines]))


def _line(image: ManifestImage, proposals: ProposalFiles, pseudo: PseudoFiles) -> Bytes:
    picture = image.read()
    size = image.height, image.width
    views = (
        picture,
        _with_boxes(picture, image),
        _coloured(ProposalLabels(proposals).label_map(image)),
        _grey(position_prior(image.boxes, *size)),
        _coloured(class_prior(image.boxes, image.classes, *size)),
        _coloured(pseudo.label_map(image)),
        _coloured(AcceptedLabels().label_map(image)),
    )
    return np.concatenate([_fitted(view) for view in views], axis=1)


def _with_boxes(picture: Bytes, image: ManifestImage) -> Bytes:
    drawn = Image.fromarray(picture)
    pen = ImageDraw.Draw(drawn)
    for (x0, y0, x1, y1), index in zip(image.boxes, image.classes, strict=True):
        pen.rectangle((x0, y0, x1 - 1, y1 - 1), outline=tuple(int(v) for v in voc_palette()[index]), width=4)
    return np.asarray(drawn)


def _coloured(label_map: Bytes) -> Bytes:
    return voc_palette()[label_map]


def _grey(values: Bytes) -> Bytes:
    return np.repeat(values[..., None], 3, axis=2)


def _fitted(view: Bytes) -> Bytes:
    """The view scaled into a square of SIDE pixels, white around it."""
    height, width = view.shape[:2]
    scale = (SIDE - 4) / max(height, width)
    small = cv2.resize(
        view, (max(round(width * scale), 1), max(round(height * scale), 1)), interpolation=cv2.INTER_AREA
    )
    square = np.full((SIDE, SIDE, 3), 255, np.uint8)
    top, left = (SIDE - small.shape[0]) // 2, (SIDE - small.shape[1]) // 2
    square[top : top + small.shape[0], left : left + small.shape[1]] = small
    return square


def _heads() -> Bytes:
    strip = Image.new("RGB", (SIDE * len(COLUMNS), HEAD), "white")
    pen = ImageDraw.Draw(strip)
    for place, name in enumerate(COLUMNS):
        pen.text((place * SIDE + 4, 3), name, fill="black")
    return np.asarray(strip)
