"""VOC's XML: the boxes of one picture. Files count from 1 and include the last pixel; here boxes are half-open from
0.
"""

import math
from dataclasses import dataclass
from xml.etree import ElementTree

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from ml.masks import Box
from ml.voc.errors import VocError

LARGEST_XML = 16 * 2**20
LONGEST_CLASS = 80
Node = ElementTree.Element


@dataclass(frozen=True)
class VocObject:
    """One <object>; occluded is not in every VOC file and stays None there."""

    name: str
    box: Box
    pose: str = "Unspecified"
    truncated: bool = False
    difficult: bool = False
    occluded: bool | None = None


@dataclass(frozen=True)
class VocAnnotation:
    """One Annotations/NAME.xml: file name and size of the picture and its objects, in order."""

    filename: str
    width: int
    height: int
    objects: tuple[VocObject, ...] = ()
    segmented: bool = False


def read_annotation(xml: bytes, file: object = "annotation") -> VocAnnotation:
    """Annotation from the bytes of an XML file; `file` names it in errors. Coordinates are rounded, boxes cut to the
    picture.

    Only object/bndbox counts, not the boxes of an object's parts. VocError for damaged or hostile XML, a missing size,
    boxes that are reversed, not numbers, or outside the picture.
    """
    if len(xml) > LARGEST_XML:
        raise VocError(file, f"larger than {LARGEST_XML // 2**20} MB, that is no annotation")
    try:
        root = fromstring(xml, forbid_dtd=True)
    except DefusedXmlException as problem:
        raise VocError(file, "holds a document type or entities, which annotations have no use for") from problem
    except (ElementTree.ParseError, ValueError, LookupError) as problem:
        raise VocError(file, f"not readable as XML ({problem})") from problem
    if root.tag != "annotation":
        raise VocError(file, f"the outermost element is <{root.tag}>, VOC has <annotation>")
    width, height = (_size(root, side, file) for side in ("width", "height"))
    objects = tuple(_read_object(node, n, width, height, file) for n, node in enumerate(root.findall("object"), 1))
    return VocAnnotation(_text(root, "filename"), width, height, objects, _text(root, "segmented") == "1")


def write_annotation(annotation: VocAnnotation) -> bytes:
    """XML bytes with VOC's elements in VOC's order. VocError for text that XML cannot hold."""
    root = Node("annotation")
    _add(root, "folder", "VOC2012")
    _add(root, "filename", annotation.filename)
    source = _add(root, "source")
    for tag in ("database", "annotation", "image"):
        _add(source, tag, "Unknown")
    size = _add(root, "size")
    for tag, value in (("width", annotation.width), ("height", annotation.height), ("depth", 3)):
        _add(size, tag, value)
    _add(root, "segmented", int(annotation.segmented))
    for thing in annotation.objects:
        _add_object(root, thing)
    ElementTree.indent(root, "\t")
    return ElementTree.tostring(root, encoding="utf-8") + b"\n"


def _read_object(node: Node, number: int, width: int, height: int, file: object) -> VocObject:
    name = _text(node, "name")
    if not name:
        raise VocError(file, f"object {number} has no <name>")
    if len(name) > LONGEST_CLASS or name.startswith("#") or any(ord(c) < 32 or c in ":\x7f" for c in name):
        raise VocError(file, f"object {number}: {name[:LONGEST_CLASS]!r} cannot name a class in labelmap.txt")
    occluded = node.find("occluded")
    return VocObject(
        name,
        _read_box(node.find("bndbox"), f"object {number} ({name})", width, height, file),
        _text(node, "pose") or "Unspecified",
        _flag(node, "truncated"),
        _flag(node, "difficult"),
        None if occluded is None else _flag(node, "occluded"),
    )


def _read_box(node: Node | None, who: str, width: int, height: int, file: object) -> Box:
    if node is None:
        raise VocError(file, f"{who} has no <bndbox>")
    values: list[float] = []
    for tag in ("xmin", "ymin", "xmax", "ymax"):
        try:
            values.append(float(_text(node, tag)))
        except ValueError:
            raise VocError(file, f"{who}: <{tag}> is {_text(node, tag)!r}, not a number") from None
    if not all(map(math.isfinite, values)):
        raise VocError(file, f"{who}: the box holds a value that is not finite")
    left, top, right, bottom = (math.floor(value + 0.5) for value in values)
    if right < left or bottom < top:
        raise VocError(file, f"{who}: the box is reversed ({left}, {top}, {right}, {bottom})")
    x0, y0, x1, y1 = max(left - 1, 0), max(top - 1, 0), min(right, width), min(bottom, height)
    if x0 >= x1 or y0 >= y1:
        raise VocError(
            file, f"{who}: the box ({left}, {top}, {right}, {bottom}) is outside the {width}x{height} picture"
        )
    return x0, y0, x1, y1


def _size(root: Node, side: str, file: object) -> int:
    text = (root.findtext(f"size/{side}") or "").strip()
    if not text.isdecimal() or not 0 < int(text[:9]) < 2**20:
        raise VocError(file, f"<size> has {side} {text!r}, it must be the picture's {side} in pixels")
    return int(text)


def _text(node: Node, tag: str) -> str:
    return (node.findtext(tag) or "").strip()


def _flag(node: Node, tag: str) -> bool:
    return _text(node, tag).lower() in ("1", "true")


def _add_object(root: Node, thing: VocObject) -> None:
    node = _add(root, "object")
    _add(node, "name", thing.name)
    _add(node, "pose", thing.pose)
    _add(node, "truncated", int(thing.truncated))
    if thing.occluded is not None:
        _add(node, "occluded", int(thing.occluded))
    box = _add(node, "bndbox")
    x0, y0, x1, y1 = thing.box
    for tag, value in (("xmin", x0 + 1), ("ymin", y0 + 1), ("xmax", x1), ("ymax", y1)):
        _add(box, tag, value)
    _add(node, "difficult", int(thing.difficult))


def _add(parent: Node, tag: str, text: object = None) -> Node:
    node = ElementTree.SubElement(parent, tag)
    if text is not None:
        node.text = str(text)
        if any(
            ord(letter) < 32 or 0xD800 <= ord(letter) < 0xE000 or ord(letter) in (0xFFFE, 0xFFFF)
            for letter in node.text
        ):
            raise VocError(f"<{tag}>", f"{node.text!r} holds characters that XML cannot hold")
    return node
