"""What is wrong with a VOC data set, said so that its owner can mend it."""


class VocError(ValueError):
    """A file of a VOC data set cannot be used: the message names the file and what is wrong with it."""

    def __init__(self, file: object, problem: str) -> None:
        super().__init__(f"{file}: {problem}")


class SeveralDataSets(VocError):
    """There are VOC data sets below the folder, but more than one."""
