"""Proposals: masks made from a picture and its boxes without any network (paper section 3.1)."""

from ml.proposals.batch import BoxedImage, propose_all
from ml.proposals.box_fill import box_fill
from ml.proposals.crop import Crop, cut_out
from ml.proposals.dense_crf import bbox_seg, mean_field
from ml.proposals.filling_rate import filling_rate_labels, filling_rates
from ml.proposals.fusion import fuse
from ml.proposals.grabcut import Learned, grabcut_crop, learn, sketch
from ml.proposals.guided import guide
from ml.proposals.mcg import mcg_crop
from ml.proposals.pins import Pins
from ml.proposals.proposal import Proposal, Recipe, propose, propose_boxes
from ml.proposals.sdi import sdi_denoise, sdi_labels
from ml.proposals.source import OnnxSource, Source, SourceError

__all__ = [
    "BoxedImage",
    "Crop",
    "Learned",
    "OnnxSource",
    "Pins",
    "Proposal",
    "Recipe",
    "Source",
    "SourceError",
    "bbox_seg",
    "box_fill",
    "cut_out",
    "filling_rate_labels",
    "filling_rates",
    "fuse",
    "grabcut_crop",
    "guide",
    "learn",
    "mcg_crop",
    "mean_field",
    "propose",
    "propose_all",
    "propose_boxes",
    "sdi_denoise",
    "sdi_labels",
    "sketch",
]
