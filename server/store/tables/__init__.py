"""Every table of the product, each in the module of what it is about.

Times are UTC; client-made objects carry UUIDs, everything else integers.
"""

from server.store.tables.base import CLOCKS_APART, BigId, Table, UtcDateTime, Word, is_over, now
from server.store.tables.comments import Comment
from server.store.tables.events import Event
from server.store.tables.images import Image, Lease, Levels
from server.store.tables.jobs import Job, JobProblem
from server.store.tables.objects import LOTS, SAMPLE, Candidate, Object, ObjectMask
from server.store.tables.people import ApiToken, SignIn, User
from server.store.tables.projects import Member, ObjectClass, Project
from server.store.tables.rounds import Model, Promotion, Round, RoundEvent

__all__ = [
    "CLOCKS_APART",
    "LOTS",
    "SAMPLE",
    "ApiToken",
    "BigId",
    "Candidate",
    "Comment",
    "Event",
    "Image",
    "Job",
    "JobProblem",
    "Lease",
    "Levels",
    "Member",
    "Model",
    "Object",
    "ObjectClass",
    "ObjectMask",
    "Project",
    "Promotion",
    "Round",
    "RoundEvent",
    "SignIn",
    "Table",
    "User",
    "UtcDateTime",
    "Word",
    "is_over",
    "now",
]
