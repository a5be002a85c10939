"""From a VOC folder and its lists to a manifest: F and gold with masks, W with boxes only."""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path

from ml.manifest import ManifestError, Part
from ml.manifest_writer import LabelledObject, LabelledPicture, LeftOut, WrittenManifest, save_manifest
from ml.voc.errors import VocError
from ml.voc.folder import VocFolder
from ml.voc.rest import give_rest


def write_manifest(
    folder: Path,
    out: Path,
    f: Path | None = None,
    w: Path | None = None,
    gold: Path | None = None,
    classes: Sequence[str] | None = None,
    champion: Path | None = None,
) -> WrittenManifest:
    """Write manifest `out` from a VOC folder; f, w, gold are lists of picture names, as files or names of the folder's
    ImageSets/Segmentation lists ("train").

    classes: None takes every class that occurs, in the folder's order; pictures with other classes are left out.
    champion: a trained AnnNet (.safetensors) of the same classes, to be scored beside a new one or to start it from.
    W's masks are never opened. Pictures whose annotation or masks cannot be used are left out and named. VocError,
    ManifestError, ModelFileError.
    """
    voc = VocFolder(folder)
    lists: dict[Part, Path | None] = {"F": f, "W": w, "gold": gold}
    names: dict[Part, list[str]] = {
        part: voc.names(_find_list(voc, file)) for part, file in lists.items() if file is not None
    }
    if not names:
        raise ManifestError("no list given: name the pictures of F, W or gold")
    left_out: list[LeftOut] = []
    if not any(names.values()):
        raise ManifestError("the lists are empty: they must name at least one picture")
    found = _classes_of(voc, [name for part in names.values() for name in part])
    unknown = [name for name in classes or () if name not in found]
    if unknown:
        raise ManifestError(f"no picture of the lists shows {', '.join(unknown)}; they show {', '.join(found)}")
    chosen = classes or found
    parts: dict[Part, list[LabelledPicture]] = {
        part: list(_readable(voc, listed, part, left_out)) for part, listed in names.items()
    }
    if champion is not None:
        _check_champion(champion, chosen)
    return save_manifest(out, parts, chosen, left_out, champion)


def _check_champion(file: Path, classes: Sequence[str]) -> None:
    from ml.networks.model_file import read_card  # torch, which no other part of a manifest needs

    card = read_card(file)
    if card.kind != "annnet":
        raise ManifestError(f"{file} is a {card.kind}: the champion is an AnnNet, what makes masks from boxes")
    card.check_classes(classes)


def read_labelled(voc: VocFolder, name: str, masks: bool) -> LabelledPicture:
    """One picture of a VOC folder. With masks they compose SegmentationClass exactly (`give_rest`).

    Where SegmentationObject contradicts the annotation, SegmentationClass and the boxes alone decide. VocError when the
    masks are missing or cannot belong to the boxes.
    """
    if masks:
        try:
            picture = voc.read(name)
        except VocError:
            picture = voc.read(name, objects=False)
    else:
        picture = voc.read(name, masks=False)
    note = picture.annotation
    boxes = [thing.box for thing in note.objects]
    found = [None] * len(boxes)
    if masks:
        if picture.masks is None:
            raise VocError(picture.image, "has no SegmentationClass and no SegmentationObject")
        classes = [voc.class_index(thing.name, picture.image) for thing in note.objects]
        found = give_rest(picture.masks, boxes, classes, note.height, note.width, picture.image)
    objects = tuple(
        LabelledObject(thing.name, thing.box, mask) for thing, mask in zip(note.objects, found, strict=True)
    )
    return LabelledPicture(name, picture.image, note.width, note.height, objects)


def _readable(voc: VocFolder, names: Sequence[str], part: Part, left_out: list[LeftOut]) -> Iterator[LabelledPicture]:
    for name in names:
        try:
            yield read_labelled(voc, name, masks=part != "W")
        except VocError as problem:
            left_out.append(LeftOut(name, str(problem), broken=True))


def _find_list(voc: VocFolder, file: Path) -> Path:
    """The list itself, or the folder's own list of that name."""
    own = voc.root / "ImageSets" / "Segmentation" / f"{file.name.removesuffix('.txt')}.txt"
    return file if file.is_file() or not own.is_file() else own


def _classes_of(voc: VocFolder, names: Sequence[str]) -> list[str]:
    """Classes that occur in these pictures: the folder's order first, then others by name."""
    seen: set[str] = set()
    for name in names:
        with suppress(VocError):  # `_readable` names it
            seen.update(thing.name for thing in voc.annotation(name).objects)
    return [name for name in voc.classes if name in seen] + sorted(seen - set(voc.classes))
