"""What all schemas share: requests refuse unknown fields, answers are read from rows and views; the shape of errors."""

from typing import Any, Self

from pydantic import BaseModel, ConfigDict


class Wanted(BaseModel):
    """Base of what requests say; a misspelt field is an error, not silently dropped."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=False)


class Shown(BaseModel):
    """Base of what answers show."""

    model_config = ConfigDict(from_attributes=True)

    @classmethod
    def of(cls, source: object) -> Self:
        """Read the fields from an object's attributes."""
        return cls.model_validate(source)


class ErrorBody(BaseModel):
    """What is wrong and what to do. `current` (412 only) is what is stored now."""

    code: str
    message: str
    hint: str
    current: Any = None


class Error(BaseModel):
    """Every error of the API."""

    error: ErrorBody
