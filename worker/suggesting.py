"""How masks are suggested for the objects of one image: by the proposals, or by the promoted AnnNet."""

from collections.abc import Iterator

from ml.impression import certainty, looks
from ml.masks import ObjectMask
from ml.proposals import cut_out, fuse, grabcut_crop, mcg_crop
from server.domain.box import Box
from server.domain.mask import Impression, Mask, Origin
from server.flows.suggestions import Gathered, Wanted
from worker.models import annnet
from worker.pictures import Picture, picture


def suggest(gathered: Gathered, wanted: Wanted) -> Iterator[tuple[Mask, Origin]]:
    """Masks for one object, each better than the one before: GrabCut at once, then fused with MCG; or AnnNet's.

    Works on a crop around the box, whatever the picture's size.
    """
    pixels = picture(gathered.blob)
    if gathered.model_blob is not None:
        masks = _by_annnet(gathered, wanted, pixels)
        if masks is not None:
            yield masks, Origin.ANNNET
            return
    box = gathered.boxes[wanted.position]
    crop = cut_out(pixels, box)
    by_grabcut = grabcut_crop(crop)
    yield _as_stored(ObjectMask(box, by_grabcut)), Origin.GRABCUT
    yield _as_stored(fuse(by_grabcut, mcg_crop(crop), box)), Origin.FUSED


def _by_annnet(gathered: Gathered, wanted: Wanted, pixels: Picture) -> Mask | None:
    """The promoted AnnNet's mask; None when the object's class is younger than the model."""
    assert gathered.model_blob is not None
    predictor = annnet(gathered.model_blob)
    known = [place for place, index in enumerate(gathered.classes) if index <= len(predictor.card.classes)]
    if wanted.position not in known:
        return None
    boxes, classes = [gathered.boxes[place] for place in known], [gathered.classes[place] for place in known]
    return _as_stored(predictor.suggest(pixels, boxes, classes, [known.index(wanted.position)])[0])


def _as_stored(mask: ObjectMask) -> Mask:
    data = mask.tight().to_json()
    return Mask(Box(*data["rect"]), data["foreground"], data["uncertain"], impression=_impression(mask))


def _impression(mask: ObjectMask) -> Impression | None:
    """None for a mask that cannot say where it is uncertain: GrabCut's alone."""
    return None if mask.uncertain is None else Impression(certainty(mask), looks(mask))
