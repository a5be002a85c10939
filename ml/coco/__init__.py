"""Reading COCO's instance annotations as pictures of VOC's twenty classes."""

from ml.coco.classes import VOC_NAME_OF
from ml.coco.folder import CocoError, CocoFolder

__all__ = ["VOC_NAME_OF", "CocoError", "CocoFolder"]
