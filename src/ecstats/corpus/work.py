"""Batches of documents on several processors, or on a Dask cluster.

A batch whose process dies is read again document by document, so that the one that kills it is
named and the rest goes on.
"""

import contextlib
import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Generator, Iterator, Mapping
from concurrent.futures import (
    FIRST_COMPLETED,
    BrokenExecutor,
    Executor,
    Future,
    ProcessPoolExecutor,
    wait,
)
from pathlib import Path
from typing import Any

from ecstats.corpus.reading import Outcome, read, read_sent
from ecstats.errors import InputError
from ecstats.processes import connected, processors

__all__ = ["outcomes"]

# A batch is what a run that is killed may lose per processor.
_DOCUMENTS, _BYTES = 32, 1 << 20
Batch = dict[str, Path]
Submit = Callable[[Executor, Batch], "Future[Outcome]"]
Opened = Callable[[int], contextlib.AbstractContextManager[Executor]]


def outcomes(
    documents: Mapping[str, Path], total: int, jobs: int | None, scheduler: str | None
) -> Iterator[Outcome]:
    """Read documents and show how far this is.

    Parameters
    ----------
    documents : mapping
        Those to be read, by name.
    total : int
        How many there are with those that were read before.
    jobs : int, optional
        Processes; by default as many as there are processors.
    scheduler : str, optional
        Address of a Dask cluster.

    Yields
    ------
    Outcome
        Of a batch, as soon as it is finished.

    Raises
    ------
    InputError
        If the cluster does not answer or cannot do the work.
    """
    from tqdm import tqdm

    width = jobs or processors()
    with contextlib.ExitStack() as stack:
        bar = stack.enter_context(
            tqdm(total=total, initial=total - len(documents), desc="documents", unit="document")
        )
        if not documents:
            return
        opened: Opened = _pool
        submit: Submit = _submit
        if scheduler is not None:
            client = stack.enter_context(connected(scheduler))
            width = max(sum(client.nthreads().values()), 1)
            opened, submit = (lambda _: client.get_executor(pure=False)), _send
        for outcome in _all(_batches(documents), width, opened, submit):
            yield outcome
            bar.update(len(outcome.documents) + len(outcome.faults))


def _batches(documents: Mapping[str, Path]) -> Iterator[Batch]:
    """Documents in their order, few enough and small enough together."""
    batch: Batch = {}
    size = 0
    for name, path in documents.items():
        batch[name] = path
        with contextlib.suppress(OSError):
            size += path.stat().st_size
        if len(batch) >= _DOCUMENTS or size >= _BYTES:
            yield batch
            batch, size = {}, 0
    if batch:
        yield batch


def _all(batches: Iterator[Batch], width: int, opened: Opened, submit: Submit) -> Iterator[Outcome]:
    """Outcomes of all batches; where a process dies, of each of its documents alone."""
    more = True
    while more:
        died: list[Batch] = []
        with opened(width) as executor:
            more = yield from _some(batches, 2 * width, executor, submit, died)
        for name, path in (pair for batch in died for pair in batch.items()):
            alone: list[Batch] = []
            with opened(1) as executor:
                yield from _some(iter([{name: path}]), 1, executor, submit, alone)
            if alone:
                reason = "the process that read it died (killed, or out of memory)"
                yield Outcome(b"", [], {name: reason}, "")


def _some(
    batches: Iterator[Batch], most: int, executor: Executor, submit: Submit, died: list[Batch]
) -> Generator[Outcome, None, bool]:
    """Outcomes until all batches are read or a process died; then the batches it had are in `died`.

    Returns
    -------
    bool
        Whether there may be more batches.
    """
    pending: dict[Future[Outcome], Batch] = {}
    exhausted = False
    try:
        while pending or not (exhausted or died):
            while len(pending) < most and not (exhausted or died):
                batch = next(batches, None)
                if batch is None:
                    exhausted = True
                else:
                    try:
                        pending[submit(executor, batch)] = batch
                    except BrokenExecutor:
                        died.append(batch)
            # On Windows, a wait without end cannot be interrupted.
            for future in wait(pending, timeout=1, return_when=FIRST_COMPLETED).done:
                batch = pending.pop(future)
                try:
                    yield future.result()
                except Exception as error:
                    if not _is_death(error):
                        raise InputError(f"a worker cannot read documents ({error})") from None
                    died.append(batch)
    finally:
        for future in pending:
            future.cancel()
    return not exhausted


def _is_death(error: Exception) -> bool:
    # distributed is imported only for a cluster.
    return isinstance(error, BrokenExecutor) or type(error).__name__ == "KilledWorker"


def _pool(width: int) -> ProcessPoolExecutor:
    methods = multiprocessing.get_all_start_methods()
    context = multiprocessing.get_context("forkserver" if "forkserver" in methods else "spawn")
    if context.get_start_method() == "forkserver":
        context.set_forkserver_preload(["ecstats.corpus.reading"])
    return ProcessPoolExecutor(width, context, initializer=_follow)


def _follow() -> None:
    """In a worker: leave interrupts to the process that started it, and end with it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_end_after, args=(parent,), daemon=True).start()


def _end_after(process: Any) -> None:
    process.join()
    os._exit(1)


def _submit(executor: Executor, batch: Batch) -> "Future[Outcome]":
    return executor.submit(read, batch)


def _send(executor: Executor, batch: Batch) -> "Future[Outcome]":
    """Send what the files hold: a worker need not see them."""
    contents: dict[str, bytes] = {}
    faults: dict[str, str] = {}
    for name, path in batch.items():
        try:
            contents[name] = path.read_bytes()
        except OSError as error:
            faults[name] = f"cannot be read ({error.strerror})"
    return executor.submit(read_sent, contents, faults)
