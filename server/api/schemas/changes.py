"""Several changes of an image's objects in one request, and what became of each."""

from dataclasses import replace
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field
from sqlalchemy.orm import Session

from server.api.schemas.base import Shown, Wanted
from server.api.schemas.candidates import AcceptWanted, ChoiceWanted
from server.api.schemas.images import BoxList, EarlierMask, MaskWanted, Object, ObjectWanted, PointList, Work, as_points
from server.api.types import Small
from server.domain.box import Box
from server.domain.mask import Mask
from server.domain.object_state import ObjectState
from server.flows import changes, choices, objects, reverts
from server.flows.changes import Result, Step
from server.flows.objects import Change, Fields
from server.store.tables import Image
from server.store.tables import Object as Row


class ChangeWanted(Work):
    """What all changes say: `id` is the change's own UUID, `version` the object's as the page knew it."""

    id: UUID
    object_id: UUID
    version: Small | None = None

    def step(self) -> Step:
        """The same for the flow."""
        return Step(
            str(self.id), str(self.object_id), self.version, self.active_seconds, self.waiting_seconds, self.act
        )

    def act(self, session: Session, image: Image, object_id: str, change: Change) -> Row:
        """Do it; raises what the flow raises, and BadInput for reversed or empty boxes."""
        raise NotImplementedError


class Draw(ObjectWanted, ChangeWanted):
    """A new object, or a deleted one that comes back (`restore`)."""

    kind: Literal["draw", "restore"]

    def act(self, session: Session, image: Image, object_id: str, change: Change) -> Row:
        """Draw it."""
        return objects.put_object(session, image, object_id, self.drawing(), replace(change, version=None))


class Drawn(ChangeWanted):
    """The parts of a drawing that change; what is left out stays as it is."""

    class_id: Small | None = None
    box: BoxList | None = None
    truncated: bool | None = None
    difficult: bool | None = None
    occluded: bool | None = None
    points: PointList | None = None

    def fields(self) -> Fields:
        """The same for the flow; raises BadInput for a reversed or empty box."""
        box = Box(*self.box) if self.box else None
        return Fields(self.class_id, box, self.truncated, self.difficult, self.occluded, as_points(self.points))


class Edit(Drawn):
    """Another class, box or flag."""

    kind: Literal["edit"]

    def act(self, session: Session, image: Image, object_id: str, change: Change) -> Row:
        """Change it."""
        return objects.edit_object(session, image, object_id, self.fields(), change)


class Accept(AcceptWanted, ChangeWanted):
    """Accept the suggested mask, or a candidate."""

    kind: Literal["accept"]

    def act(self, session: Session, image: Image, object_id: str, change: Change) -> Row:
        """Accept it."""
        choice = self.choice()
        if choice is None:
            return objects.accept_object(session, image, object_id, change)
        return choices.accept_candidate(session, image, object_id, choice, change)


class Choose(ChoiceWanted, ChangeWanted):
    """A candidate becomes the suggestion."""

    kind: Literal["choose"]

    def act(self, session: Session, image: Image, object_id: str, change: Change) -> Row:
        """Choose it."""
        return choices.choose_candidate(session, image, object_id, self.choice(), change)


class Reject(ChangeWanted):
    """Take the mask off."""

    kind: Literal["reject"]

    def act(self, session: Session, image: Image, object_id: str, change: Change) -> Row:
        """Reject it."""
        return objects.reject_object(session, image, object_id, change)


class Fix(MaskWanted, ChangeWanted):
    """A painted mask."""

    kind: Literal["fix"]

    def act(self, session: Session, image: Image, object_id: str, change: Change) -> Row:
        """Fix it."""
        return objects.fix_object(session, image, object_id, self.mask(), change)


class Delete(ChangeWanted):
    """Delete the object."""

    kind: Literal["delete"]

    def act(self, session: Session, image: Image, object_id: str, change: Change) -> Row:
        """Delete it."""
        return objects.delete_object(session, image, object_id, change)


class EarlierDecision(Wanted):
    """A state of an object with the mask that belongs to it."""

    state: ObjectState
    mask: EarlierMask | None

    def decision(self) -> reverts.Decision:
        """The same for the flow; raises BadInput for a reversed or empty rect."""
        mask = self.mask
        pixels = mask and Mask(Box(*mask.rect), mask.foreground, mask.uncertain, mask.ignored)
        return reverts.Decision(self.state, pixels)


class Revert(Drawn):
    """Those parts of an object that go back to what they were: undo and redo."""

    kind: Literal["revert"]
    decision: EarlierDecision | None = None

    def act(self, session: Session, image: Image, object_id: str, change: Change) -> Row:
        """Revert it."""
        earlier = reverts.Earlier(self.fields(), self.decision.decision() if self.decision else None)
        return reverts.revert_object(session, image, object_id, earlier, change)


AnyChange = Annotated[Draw | Edit | Accept | Choose | Reject | Fix | Delete | Revert, Field(discriminator="kind")]


class ChangesWanted(Wanted):
    """Changes of one image's objects, in the order they were made; `user_id`: who made them, if the page knows."""

    user_id: Small | None = None
    changes: Annotated[list[AnyChange], Field(min_length=1, max_length=changes.MOST)]


class Outcome(Shown):
    """What became of a change; `message` and `hint` say why it was not stored."""

    id: str
    result: Result
    message: str
    hint: str


class Applied(Shown):
    """An outcome for each change, in order, and the touched objects as they are now; deleted ones are missing."""

    outcomes: list[Outcome]
    objects: list[Object]
