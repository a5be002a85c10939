"""The commands of `python -m ml`, one module each: `add_parser` describes it, `run` does it and returns the exit code.

Whatever needs torch is imported inside `run`, so that `--help` answers at once.
"""
