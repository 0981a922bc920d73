"""Work that a kernel may do beside its cells.

A kernel that is forked from a warm process (`notebooks.warm`) can let a chart be drawn by a fork of
its own while it goes on with the next cells. Elsewhere nothing is done beside, and a cell ends when
all of it is done.
"""

from collections.abc import Callable

__all__ = ["begin", "possible", "use"]

Work = Callable[[], object]
_begin: list[Callable[[Work], bool]] = []


def use(begin: Callable[[Work], bool]) -> None:
    """Let `begin` start what is to be done beside; it returns whether it did."""
    _begin[:] = [begin]


def possible() -> bool:
    """Whether something can be done beside at all."""
    return bool(_begin)


def begin(work: Work) -> bool:
    """Start work beside the cells, if that can be.

    What it shows appears where it was begun; what it returns or changes in memory is lost.

    Returns
    -------
    bool
        False: nothing was started, and the caller has to do it.
    """
    return any(start(work) for start in _begin)
