"""Reading a VOC data set from a folder, one picture at a time."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from PIL import Image, UnidentifiedImageError

from ml.voc.annotation import VocAnnotation, read_annotation
from ml.voc.errors import SeveralDataSets, VocError
from ml.voc.palette import VOC_CLASSES, read_label_png
from ml.voc.picture_masks import PictureMasks, masks_of

IMAGE_SUFFIXES = frozenset({".jpg", ".jpeg", ".png"})
LABEL_FOLDERS = ("SegmentationClass", "SegmentationObject")
DEEPEST = 3
"""Folders between the one that is given and the data set: MyPets/VOCdevkit/VOC2012."""


@dataclass(frozen=True)
class VocPicture:
    """One picture of the data set: its file, its boxes, and its masks when they were asked for and exist."""

    name: str
    image: Path
    annotation: VocAnnotation
    masks: PictureMasks | None


class VocFolder:
    """A folder with JPEGImages, Annotations and, with masks, SegmentationClass and / or SegmentationObject.

    The folder itself, or the one below it that has them (VOCdevkit/VOC2012). Suffixes may be upper case, as cameras and
    Windows write them. VocError when it is none, or holds several.
    """

    def __init__(self, root: Path) -> None:
        self.root = _find_root(root)
        self.classes = self._read_classes()
        self._annotations = _by_stem(self.root / "Annotations", frozenset({".xml"}))
        self._images = _by_stem(self.root / "JPEGImages", IMAGE_SUFFIXES)
        self._labels = {kind: _by_stem(self.root / kind, frozenset({".png"})) for kind in LABEL_FOLDERS}

    def names(self, list_file: Path | None = None) -> list[str]:
        """Picture names: those of a list (one name per line), else of every annotation, in order. VocError for unsafe
        names.
        """
        if list_file is None:
            return sorted(self._annotations)
        try:
            lines = list_file.read_text(encoding="utf-8").split("\n")
        except (OSError, UnicodeDecodeError) as problem:
            raise VocError(list_file, f"is no readable list of names ({problem})") from problem
        return [checked_name(line.strip(), list_file) for line in lines if line.strip()]

    def read(self, name: str, masks: bool = True, objects: bool = True) -> VocPicture:
        """One picture; `masks=False` reads boxes only, `objects=False` takes no notice of SegmentationObject. VocError
        when something is missing, damaged or contradicts itself.
        """
        image = self._images.get(checked_name(name, self.root))
        if image is None:
            raise VocError(self.root / "JPEGImages" / f"{name}.jpg", "is missing")
        annotation, file = self.annotation(name), self._annotations[name]
        size = _picture_size(image)
        if size != (annotation.width, annotation.height):
            stated = f"{annotation.width}x{annotation.height}"
            raise VocError(file, f"says {stated}, but {image.name} has {size[0]}x{size[1]} pixels")
        kinds = LABEL_FOLDERS if objects else LABEL_FOLDERS[:1]
        return VocPicture(name, image, annotation, self._masks(name, annotation, kinds) if masks else None)

    def annotation(self, name: str) -> VocAnnotation:
        """The boxes of one picture, without looking at it. VocError when they are missing or damaged."""
        file = self._annotations.get(name)
        if file is None:
            raise VocError(self.root / "Annotations" / f"{name}.xml", "is missing")
        return read_annotation(file.read_bytes(), file)

    def pictures(self, list_file: Path | None = None, masks: bool = True) -> Iterator[VocPicture]:
        """`read` for each of `names`, one in memory at a time."""
        return (self.read(name, masks) for name in self.names(list_file))

    def class_index(self, name: str, file: object) -> int:
        """Index 1..N that label pictures of this data set use for a class."""
        if name not in self.classes:
            raise VocError(
                file, f"class {name!r} is neither in labelmap.txt nor one of VOC's twenty; add a labelmap.txt"
            )
        return self.classes.index(name) + 1

    def _masks(self, name: str, annotation: VocAnnotation, kinds: Sequence[str]) -> PictureMasks | None:
        files = [self._labels[kind].get(name, self.root / kind / f"{name}.png") for kind in LABEL_FOLDERS]
        maps = [
            read_label_png(file) if kind in kinds and file.is_file() else None
            for kind, file in zip(LABEL_FOLDERS, files, strict=True)
        ]
        if maps[0] is None and maps[1] is None:
            return None
        for file, values in zip(files, maps, strict=True):
            if values is not None and values.shape != (annotation.height, annotation.width):
                stated = f"{annotation.width}x{annotation.height}"
                raise VocError(file, f"has {values.shape[1]}x{values.shape[0]} pixels, the picture has {stated}")
        classes = [self.class_index(thing.name, files[0]) for thing in annotation.objects]
        return masks_of(maps[0], maps[1], [thing.box for thing in annotation.objects], classes, f"{self.root}: {name}")

    def _read_classes(self) -> tuple[str, ...]:
        """Names of class 1..N from labelmap.txt (`name:...` per line, background first), else VOC's twenty."""
        file = self.root / "labelmap.txt"
        if not file.is_file():
            return VOC_CLASSES
        try:
            text = file.read_text(encoding="utf-8-sig")
        except UnicodeDecodeError as problem:
            raise VocError(file, f"is no text in UTF-8 ({problem})") from problem
        lines = [line.split(":")[0].strip() for line in text.split("\n")]
        names = [line for line in lines if line and not line.startswith("#")]
        if names[:1] != ["background"]:
            raise VocError(file, "must name `background` first")
        return tuple(names[1:])


def checked_name(name: str, file: object) -> str:
    """The name when it is a plain file name without suffix; VocError when it could lead out of the folder."""
    if (
        not name
        or name in (".", "..")
        or any(letter in "/\\:" or ord(letter) < 32 for letter in name)
        or len(name) > 200
    ):
        raise VocError(file, f"{name!r} is no plain picture name")
    return name


def _find_root(root: Path) -> Path:
    """The folder with Annotations and JPEGImages that is nearest to `root`, from itself down."""
    level = [root]
    for _ in range(DEEPEST + 1):
        found = [one for one in level if (one / "Annotations").is_dir() and (one / "JPEGImages").is_dir()]
        if len(found) > 1:
            names = ", ".join(one.relative_to(root).as_posix() for one in found[:5])
            raise SeveralDataSets(root, f"holds {len(found)} VOC data sets ({names}); give one of them")
        if found:
            return found[0]
        level = sorted(below for one in level for below in one.glob("*/") if below.is_dir())[:1000]
    raise VocError(root, "is no VOC data set: it has no folders Annotations and JPEGImages")


def _by_stem(folder: Path, suffixes: frozenset[str]) -> dict[str, Path]:
    """The folder's files with one of these suffixes in any case; of two with one stem the first by name (.jpg)."""
    if not folder.is_dir():
        return {}
    files = sorted((file for file in folder.iterdir() if file.suffix.lower() in suffixes), reverse=True)
    return {file.stem: file for file in files}


def _picture_size(image: Path) -> tuple[int, int]:
    try:
        with Image.open(image) as picture:
            return picture.size
    except (UnidentifiedImageError, OSError, Image.DecompressionBombError) as problem:
        raise VocError(image, f"is no readable picture ({problem})") from problem
