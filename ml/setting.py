"""One setting: its documentation and limits, and how a value of TOML or a text of the command line becomes its type."""

import dataclasses
import difflib
import math
from collections.abc import Mapping, Sequence
from typing import Any, Literal, get_args, get_origin


class ConfigError(ValueError):
    """A setting that does not exist or cannot have that value; the message names the close ones or the allowed ones."""


def setting(default: Any, doc: str, least: float | None = None, most: float | None = None) -> Any:
    """A documented field; numbers must lie in [least, most]."""
    return dataclasses.field(default=default, metadata={"doc": doc, "least": least, "most": most})


def convert(key: str, hint: Any, value: Any, metadata: Mapping[str, Any]) -> Any:
    """A TOML value or a command line's text as the field's type `hint`. ConfigError when it cannot be one."""
    if get_origin(hint) is Literal:
        if value not in get_args(hint):
            raise ConfigError(f"{key} is {value!r}, it must be one of {', '.join(map(str, get_args(hint)))}")
        return value
    if get_origin(hint) is tuple:
        if not isinstance(value, str | list | tuple):
            raise ConfigError(f"{key} is {value!r}, it must be a list")
        parts = [part for part in value.split(",") if part] if isinstance(value, str) else list(value)
        return tuple(convert(key, get_args(hint)[0], part, metadata) for part in parts)
    if hint is bool:
        return _flag(key, value)
    if hint is str:
        if isinstance(value, dict | list):
            raise ConfigError(f"{key} is {value!r}, it must be a text")
        return str(value)
    return _number(key, hint, value, metadata)


def _flag(key: str, value: Any) -> bool:
    named = {"true": True, "on": True, "false": False, "off": False, True: True, False: False}
    if not isinstance(value, str | bool) or value not in named:
        raise ConfigError(f"{key} is {value!r}, it must be true or false")
    return named[value]


def _number(key: str, hint: type[int] | type[float], value: Any, metadata: Mapping[str, Any]) -> int | float:
    try:
        number = hint(value)
        if isinstance(value, bool) or (isinstance(value, float) and number != value):
            raise ValueError(value)
    except (TypeError, ValueError, OverflowError) as problem:
        kind = "a whole number" if hint is int else "a number"
        raise ConfigError(f"{key} is {value!r}, it must be {kind}") from problem
    least, most = metadata["least"], metadata["most"]
    if (
        isinstance(value, bool)
        or not math.isfinite(number)
        or (least is not None and number < least)
        or (most is not None and number > most)
    ):
        raise ConfigError(f"{key} is {value!r}, it must lie between {least} and {'any' if most is None else most}")
    return number


def did_you_mean(name: str, known: Sequence[str]) -> str:
    """What follows an unknown name: ", did you mean ...?" with the known ones that are close, with or without what
    stands before their last dot; "" when none is.
    """
    endings = {entry: entry for entry in known} | {entry.rpartition(".")[2]: entry for entry in known}
    close = difflib.get_close_matches(name.rpartition(".")[2], endings, n=3)
    return f", did you mean {' or '.join(dict.fromkeys(endings[entry] for entry in close))}?" if close else ""
