"""What can be imported: pictures, a VOC data set, the sample. Each source names its images and opens one at a time."""

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from ml.masks import ObjectMask
from ml.voc.annotation import VocAnnotation, VocObject
from ml.voc.errors import VocError
from ml.voc.folder import VocFolder, VocPicture
from ml.voc.rest import give_rest, unresolved
from server.domain.box import Box
from server.domain.errors import BadInput
from server.domain.name import check_class_name, spelt_out
from server.flows.images import image_name
from server.flows.imports import ImportedImage, ImportedObject, ImportFormat, ImportOptions, require_no_boxes
from server.flows.pictures import Picture, keep_picture
from worker import sample_pictures
from worker.masks import to_stored

SUFFIXES = frozenset({".jpg", ".jpeg", ".png", ".webp", ".bmp", ".tif", ".tiff", ".gif", ".ppm", ".pgm", ".mpo"})
SAMPLE_PICTURES = 64
LONGEST_POSE = 40


@dataclass(frozen=True)
class Candidate:
    """An image that could be imported: its name, the file it is in, and how to open it (raises BadInput, TooLarge).

    Name and file are spelt out, so that a job's result can hold them.
    """

    name: str
    file: str
    open: Callable[[], ImportedImage]
    gold: bool = False


@dataclass(frozen=True)
class Source:
    """All candidates in their order; the classes they use, and the data set's classes by label map value."""

    candidates: list[Candidate]
    class_names: Sequence[str] = ()
    numbering: Sequence[str] = ()


def open_source(options: ImportOptions, folder: Path) -> Source:
    """The source that the options ask for, in an unpacked folder; raises BadInput when it is not what they say."""
    if options.format == ImportFormat.SAMPLE:
        return _sample()
    return _voc(options, folder) if options.format == ImportFormat.VOC else _pictures(options, folder)


# --- pictures -------------------------------------------------------------------------------------------------------


def _pictures(options: ImportOptions, folder: Path) -> Source:
    """Every picture below the folder, by path; raises BadInput where a data set would lose its boxes."""
    require_no_boxes(path.relative_to(folder).as_posix() for path in folder.rglob("*"))
    files = sorted(path for path in folder.rglob("*") if path.suffix.lower() in SUFFIXES and path.is_file())
    if not files:
        raise BadInput(f"There are no pictures in {folder.name}.", f"Looked for {', '.join(sorted(SUFFIXES))}.")
    by_name = {path.stem: path for path in reversed(files)}
    chosen = files if options.names is None else [by_name[name] for name in options.names if name in by_name]
    return Source([_picture(path, folder) for path in chosen])


def _picture(path: Path, folder: Path) -> Candidate:
    def open_picture() -> ImportedImage:
        return ImportedImage(image_name(path.name), _keep(path))

    file = spelt_out(path.relative_to(folder).as_posix())  # a folder of that name keeps no picture out
    return Candidate(spelt_out(path.stem.strip()), file, open_picture)


def _keep(path: Path) -> Picture:
    with path.open("rb") as file:
        return keep_picture(file)


# --- VOC ------------------------------------------------------------------------------------------------------------


def _voc(options: ImportOptions, root: Path) -> Source:
    """The images of the list, or of every annotation; the classes they use are read beforehand."""
    try:
        folder = VocFolder(root)
        names = (options.names or folder.names())[: options.limit]
    except VocError as problem:
        raise BadInput(f"{_said(problem, root)}.", "Choose the folder that holds JPEGImages and Annotations.") from None
    if not names:
        raise BadInput(
            "The data set's folder Annotations holds no XML file.", "Look whether the right folder was given."
        )
    class_names = sorted({name for image in names for name in _class_names(folder, image)})
    numbering = folder.classes if set(class_names) <= set(folder.classes) else ()
    return Source([_voc_image(folder, name, not options.boxes_only) for name in names], class_names, numbering)


def _class_names(folder: VocFolder, name: str) -> set[str]:
    """The class names of one annotation; none when it cannot be used, which is told when its turn comes."""
    try:
        return _checked_classes(folder.annotation(name), name)
    except (OSError, VocError, BadInput):
        return set()


def _checked_classes(annotation: VocAnnotation, name: str) -> set[str]:
    """Its class names; raises BadInput for one that no class can have, saying where it stands."""
    for number, thing in enumerate(annotation.objects, start=1):
        try:
            check_class_name(thing.name)
        except BadInput as problem:
            raise BadInput(
                f"Object {number} in Annotations/{name}.xml has the class {thing.name!r}. {problem.message}",
                "Take the object out of that file or give it another class there, then import again.",
            ) from None
    return {thing.name for thing in annotation.objects}


def _voc_image(folder: VocFolder, name: str, masks: bool) -> Candidate:
    def open_image() -> ImportedImage:
        try:
            _checked_classes(folder.annotation(name), name)  # masks of a class that is none cannot be read
            return _imported(folder, folder.read(name, masks))
        except (VocError, OSError) as problem:
            raise BadInput(f"{_said(problem, folder.root)}.") from None

    return Candidate(spelt_out(name), spelt_out(f"{name}.jpg"), open_image)


def _imported(folder: VocFolder, voc: VocPicture) -> ImportedImage:
    annotation, name = voc.annotation, image_name(f"{voc.name}.jpg")
    picture = _keep(voc.image)
    if (picture.width, picture.height) != (annotation.width, annotation.height):
        raise BadInput(
            f"{voc.name} is stored turned (EXIF), its boxes are not.", "Save it upright, with boxes to match."
        )
    if voc.masks is None:
        return ImportedImage(name, picture, [_object(thing, None) for thing in annotation.objects])
    boxes = [thing.box for thing in annotation.objects]
    classes = [folder.class_index(thing.name, voc.name) for thing in annotation.objects]
    masks = give_rest(voc.masks, boxes, classes, annotation.height, annotation.width, voc.name)
    objects = [_object(thing, mask) for thing, mask in zip(annotation.objects, masks, strict=True)]
    unknown = unresolved(voc.masks, annotation.height, annotation.width)
    return ImportedImage(name, picture, objects, True, to_stored(unknown) if unknown else None)


def _object(thing: VocObject, mask: ObjectMask | None) -> ImportedObject:
    return ImportedObject(
        thing.name,
        Box(*thing.box),
        None if mask is None else to_stored(mask),
        thing.pose[:LONGEST_POSE],
        thing.truncated,
        thing.difficult,
        bool(thing.occluded),
    )


def _said(problem: Exception, root: Path) -> str:
    """What a reader says, without where on this machine the data set lies."""
    return str(problem).replace(f"{root}/", "").replace(str(root), "the data set")


# --- the sample -----------------------------------------------------------------------------------------------------


def _sample() -> Source:
    """Of eight pictures, three are accepted, two gold, two boxed and one is open: something to do at every step."""
    return Source([_sample_image(number) for number in range(1, SAMPLE_PICTURES + 1)], sample_pictures.CLASSES)


def _sample_image(number: int) -> Candidate:
    kind = "FGWFWGFO"[number % 8]

    def open_image() -> ImportedImage:
        drawn = sample_pictures.draw_sample(number)
        picture = keep_picture(io.BytesIO(drawn.jpeg))
        objects = [_sample_object(thing, with_mask=kind in "FG") for thing in drawn.objects]
        return ImportedImage(drawn.name, picture, None if kind == "O" else objects, masked=kind in "FG")

    return Candidate(sample_pictures.sample_name(number), "sample", open_image, gold=kind == "G")


def _sample_object(thing: sample_pictures.SampleObject, *, with_mask: bool) -> ImportedObject:
    mask = ObjectMask.from_picture(thing.mask)
    return ImportedObject(thing.class_name, Box(*mask.rect), to_stored(mask) if with_mask else None)
