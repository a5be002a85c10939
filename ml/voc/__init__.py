"""PASCAL VOC in and out: annotations, label pictures, folders and zips; no database and no network."""

from ml.voc.annotation import VocAnnotation, VocObject, read_annotation, write_annotation
from ml.voc.errors import SeveralDataSets, VocError
from ml.voc.folder import VocFolder, VocPicture
from ml.voc.palette import VOC_CLASSES, label_png, read_label_png, voc_palette
from ml.voc.picture_masks import PictureMasks, label_maps, masks_of
from ml.voc.writer import VocWriter

__all__ = [
    "VOC_CLASSES",
    "PictureMasks",
    "SeveralDataSets",
    "VocAnnotation",
    "VocError",
    "VocFolder",
    "VocObject",
    "VocPicture",
    "VocWriter",
    "label_maps",
    "label_png",
    "masks_of",
    "read_annotation",
    "read_label_png",
    "voc_palette",
    "write_annotation",
]
