"""Who may do what in a project."""

from enum import StrEnum


class Role(StrEnum):
    """A member's role in one project; each includes what the ones before it may do."""

    ANNOTATOR = "annotator"
    REVIEWER = "reviewer"
    ADMIN = "admin"

    def includes(self, other: "Role") -> bool:
        """Whether this role may do what `other` may do."""
        order = list(Role)
        return order.index(self) >= order.index(other)
