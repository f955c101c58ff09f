"""The sentence for an error that a user can do something about."""

from typing import Protocol, runtime_checkable


@runtime_checkable
class Explained(Protocol):
    """An error that says what happened, what was kept and what to do next."""

    def sentence(self) -> str:
        """The sentence, in the language in use."""
        ...


def sentence(error: BaseException) -> str | None:
    """The sentence of an explained error; None for a defect of the program."""
    return error.sentence() if isinstance(error, Explained) else None
