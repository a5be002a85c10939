"""Reading a VOC data set from a folder, one picture at a time."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from PIL import Image, UnidentifiedImageError

from ml.voc.annotation import VocAnnotation, read_annotation
from ml.voc.errors import VocError
from ml.voc.palette import VOC_CLASSES, read_label_png
from ml.voc.picture_masks import PictureMasks, masks_of

IMAGE_SUFFIXES = (".jpg", ".jpeg", ".png")


@dataclass(frozen=True)
class VocPicture:
    """One picture of the data set: its file, its boxes, and its masks when they were asked for and exist."""

    name: str
    image: Path
    annotation: VocAnnotation
    masks: PictureMasks | None


class VocFolder:
    """A folder with JPEGImages, Annotations and, with masks, SegmentationClass and / or SegmentationObject.

    The folder itself, or VOCdevkit/VOC2012 (any year) below it. VocError when it is none.
    """

    def __init__(self, root: Path) -> None:
        self.root = _find_root(root)
        self.classes = self._read_classes()

    def names(self, list_file: Path | None = None) -> list[str]:
        """Picture names: those of a list (one name per line), else of every annotation, in order. VocError for unsafe
        names.
        """
        if list_file is None:
            return sorted(file.stem for file in (self.root / "Annotations").glob("*.xml"))
        try:
            lines = list_file.read_text(encoding="utf-8").split("\n")
        except (OSError, UnicodeDecodeError) as problem:
            raise VocError(list_file, f"is no readable list of names ({problem})") from problem
        return [checked_name(line.strip(), list_file) for line in lines if line.strip()]

    def read(self, name: str, masks: bool = True) -> VocPicture:
        """One picture; `masks=False` reads boxes only. VocError when something is missing, damaged or contradicts
        itself.
        """
        image = self._image(checked_name(name, self.root))
        file = self.root / "Annotations" / f"{name}.xml"
        if not file.is_file():
            raise VocError(file, "is missing")
        annotation = read_annotation(file.read_bytes(), file)
        size = _picture_size(image)
        if size != (annotation.width, annotation.height):
            stated = f"{annotation.width}x{annotation.height}"
            raise VocError(file, f"says {stated}, but {image.name} has {size[0]}x{size[1]} pixels")
        return VocPicture(name, image, annotation, self._masks(name, annotation) if masks else None)

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

    def _masks(self, name: str, annotation: VocAnnotation) -> PictureMasks | None:
        kinds = ("SegmentationClass", "SegmentationObject")
        files = [self.root / kind / f"{name}.png" for kind in kinds]
        maps = [read_label_png(file) if file.is_file() else None for file in files]
        if maps[0] is None and maps[1] is None:
            return None
        for file, values in zip(files, maps, strict=True):
            if values is not None and values.shape != (annotation.height, annotation.width):
                stated = f"{annotation.width}x{annotation.height}"
                raise VocError(file, f"has {values.shape[1]}x{values.shape[0]} pixels, the picture has {stated}")
        classes = [self.class_index(thing.name, files[0]) for thing in annotation.objects]
        return masks_of(maps[0], maps[1], [thing.box for thing in annotation.objects], classes, f"{self.root}: {name}")

    def _image(self, name: str) -> Path:
        for suffix in IMAGE_SUFFIXES:
            file = self.root / "JPEGImages" / f"{name}{suffix}"
            if file.is_file():
                return file
        raise VocError(self.root / "JPEGImages" / f"{name}.jpg", "is missing")

    def _read_classes(self) -> tuple[str, ...]:
        """Names of class 1..N from labelmap.txt (`name:...` per line, background first), else VOC's twenty."""
        file = self.root / "labelmap.txt"
        if not file.is_file():
            return VOC_CLASSES
        lines = [line.split(":")[0].strip() for line in file.read_text(encoding="utf-8").split("\n")]
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
    candidates: Sequence[Path] = [root, *sorted(root.glob("VOCdevkit/VOC2*")), *sorted(root.glob("VOC2*"))]
    for candidate in candidates:
        if (candidate / "Annotations").is_dir() and (candidate / "JPEGImages").is_dir():
            return candidate
    raise VocError(root, "is no VOC data set: it has no folders Annotations and JPEGImages")


def _picture_size(image: Path) -> tuple[int, int]:
    try:
        with Image.open(image) as picture:
            return picture.size
    except (UnidentifiedImageError, OSError, Image.DecompressionBombError) as problem:
        raise VocError(image, f"is no readable picture ({problem})") from problem
