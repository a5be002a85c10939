"""Proposals: masks made from a picture and its boxes without any network (paper section 3.1)."""

from ml.proposals.batch import BoxedImage, propose_all
from ml.proposals.crop import Crop, cut_out
from ml.proposals.fusion import fuse
from ml.proposals.grabcut import grabcut_crop
from ml.proposals.mcg import mcg_crop
from ml.proposals.proposal import Proposal, Recipe, propose, propose_boxes

__all__ = [
    "BoxedImage",
    "Crop",
    "Proposal",
    "Recipe",
    "cut_out",
    "fuse",
    "grabcut_crop",
    "mcg_crop",
    "propose",
    "propose_all",
    "propose_boxes",
]
