"""Changes of an image's objects as a page sends them: several at once, each with its own outcome."""

from fastapi import APIRouter

from server.api.access import Annotator
from server.api.schemas.changes import Applied, ChangesWanted
from server.api.types import ImageId
from server.domain.errors import NotSignedIn
from server.flows import changes, images
from server.store.database import database

router = APIRouter(prefix="/projects/{project_id}/images/{image_id}/changes", tags=["objects"])


@router.post("")
def apply_changes(image_id: ImageId, wanted: ChangesWanted, member: Annotator) -> Applied:
    """Apply changes in order; one that cannot be stored takes no other with it. Sending them again is harmless."""
    if wanted.user_id not in (None, member.asker.id):
        raise NotSignedIn("Somebody else has signed in since these changes were made.", "Sign in as who made them.")
    steps = [one.step() for one in wanted.changes]
    with database().write() as session:
        image = images.get_image(session, member.project_id, image_id, lock=True)
        return Applied.of(changes.apply_changes(session, image, steps, member.asker.id))
