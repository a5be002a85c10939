"""The HTTP door: each route parses what came, calls one flow and shows what it returned."""

from importlib.metadata import version

VERSION = version("boxwright")
