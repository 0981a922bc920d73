"""Execute the notebooks and write them, with their charts, back into the checkout.

``python -m ecstats.notebooks`` runs every ``notebooks/NN_*.ipynb`` from its default parameters.
Nothing is replaced before all cells of a notebook have succeeded: charts go to a temporary folder
that the kernel finds in the environment variable ``ECSTATS_FIGURES``, and files change by
renaming. A second run changes no byte, see `ecstats.stamps`, which also answers ``--check``.
"""

import argparse
import asyncio
import contextlib
import logging
import os
import re
import signal
import sys
import tempfile
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode

from ecstats import parameters
from ecstats.errors import InputError
from ecstats.stamps import (
    KERNELSPEC,
    check,
    files_below,
    inputs,
    normalised,
    read,
    select,
    stamped,
)

__all__ = ["Kernels", "execute", "main", "publish", "run"]

# What fails is reported once, by `run`.
logging.getLogger("papermill").addHandler(logging.NullHandler())

ANSI = re.compile(r"\x1b\[[0-9;]*m")


def run(root: Path, only: Iterable[str] = (), jobs: int | None = None) -> list[str]:
    """Execute notebooks and write them, with their charts, back into the checkout.

    Parameters
    ----------
    root : Path
        The checkout.
    only : iterable of str, optional
        See `select`.
    jobs : int, optional
        Kernels that run at once; by default as many as there are processors.

    Returns
    -------
    list of str
        One message per notebook that failed and was left as it was.

    Raises
    ------
    InputError
        See `select`.
    KeyboardInterrupt
        After all kernels have ended and all temporary files are gone.
    """
    from tqdm import tqdm

    paths = select(root, only)
    kernels = Kernels()
    failures = {}
    pool = ThreadPoolExecutor(jobs or os.cpu_count() or 1)
    started: dict[Future[str | None], Path] = {}
    try:
        with tqdm(total=len(paths), desc="notebooks", unit="notebook") as bar:
            for path in paths:
                started[pool.submit(_remake, root, path, kernels)] = path
            pending = set(started)
            while pending:
                # On Windows, a wait without end cannot be interrupted.
                done, pending = wait(pending, timeout=1, return_when=FIRST_COMPLETED)
                for future in done:
                    if message := future.result():
                        failures[started[future]] = message
                    bar.set_postfix_str(started[future].stem, refresh=False)
                    bar.update()
    finally:
        # Without an interrupt this finds nothing left to stop.
        pool.shutdown(wait=False, cancel_futures=True)
        while any(not future.done() for future in started):
            kernels.stop()
            wait(started, timeout=0.1)
    return [failures[path] for path in paths if path in failures]


class Kernels:
    """The kernels that run now, so that an interrupt can end them."""

    def __init__(self) -> None:
        self.stopping = threading.Event()
        self._managers: list[Any] = []

    def manager_class(self, folder: Path, figures: Path) -> type:
        """Build a kernel manager for a notebook in `folder` that saves charts in `figures`.

        The kernel is the running interpreter, whatever kernels are installed.
        """
        from jupyter_client.kernelspec import KernelSpecManager
        from jupyter_client.manager import AsyncKernelManager

        environment = {
            **os.environ,
            parameters.FIGURES_VARIABLE: str(figures),
            "PYDEVD_DISABLE_FILE_VALIDATION": "1",
        }
        kernels = self

        class Manager(AsyncKernelManager):
            def __init__(self, **options: Any) -> None:
                super().__init__(kernel_spec_manager=KernelSpecManager(kernel_dirs=[]), **options)

            async def start_kernel(self, **options: Any) -> None:  # type: ignore[override]
                if kernels.stopping.is_set():
                    raise RuntimeError("interrupted")
                # ipykernel warns of every kernel that listens on the local host.
                quiet = [*options.pop("extra_arguments", ()), "--log-level=ERROR"]
                await super().start_kernel(
                    env=environment, cwd=str(folder), extra_arguments=quiet, **options
                )
                kernels._managers.append(self)

        return Manager

    def stop(self) -> None:
        """End all kernels at once and let none start."""
        self.stopping.set()
        for manager in self._managers:
            process = getattr(manager.provisioner, "process", None)
            if process is not None and process.poll() is None:
                process.kill()


def execute(
    path: Path,
    figures: Path,
    kernels: Kernels | None = None,
    values: Mapping[str, object] | None = None,
) -> NotebookNode:
    """Execute a notebook with papermill, from its default parameters unless others are given.

    Parameters
    ----------
    path : Path
        The notebook; it is not written to. The kernel runs in its folder.
    figures : Path
        Folder that the notebook's charts go to.
    kernels : Kernels, optional
        Where the kernel is registered, to be ended by an interrupt.
    values : mapping, optional
        Values of parameters by name.

    Returns
    -------
    NotebookNode
        The executed notebook, normalised.

    Raises
    ------
    papermill.PapermillExecutionError
        If a cell failed.
    """
    import papermill

    manager = (kernels or Kernels()).manager_class(path.parent, figures)
    notebook = papermill.execute_notebook(
        read(path),
        None,
        dict(values or {}),
        kernel_name=KERNELSPEC["name"],
        language=KERNELSPEC["language"],
        progress_bar=False,
        start_timeout=120,
        kernel_manager_class=manager,
        shutdown_kernel="immediate",
    )
    return normalised(notebook)


def publish(files: Mapping[Path, bytes]) -> None:
    """Write files, all or none: each beside its place first, then renamed.

    Files that have the content already are not touched.

    Raises
    ------
    OSError
        If a file cannot be written; then all are as they were.
    """
    staged: dict[Path, Path] = {}
    try:
        for target, content in files.items():
            if target.is_file() and target.read_bytes() == content:
                continue
            target.parent.mkdir(parents=True, exist_ok=True)
            temporary = target.with_name(f".{target.name}.{os.getpid()}.tmp")
            staged[temporary] = target
            temporary.write_bytes(content)
        for temporary, target in staged.items():
            temporary.replace(target)
    finally:
        for temporary in staged:
            temporary.unlink(missing_ok=True)


def _remake(root: Path, path: Path, kernels: Kernels) -> str | None:
    """Execute one notebook and publish it; return why it failed, if it did."""
    try:
        before, made_from = path.read_bytes(), inputs(root)
        with tempfile.TemporaryDirectory(prefix="ecstats-", ignore_cleanup_errors=True) as folder:
            staging = Path(folder)
            notebook = execute(path, staging, kernels)
            charts = {
                file.relative_to(staging).as_posix(): file.read_bytes()
                for file in files_below(staging)
            }
        text = nbformat.writes(stamped(notebook, charts, made_from))
        if path.read_bytes() != before:
            return f"{path.stem}: it was edited while it ran, and is left so; run it again"
        # The notebook comes last: its stamp names the charts.
        files = {root / "figures" / name: content for name, content in charts.items()}
        files[path] = (text.rstrip("\n") + "\n").encode()
        if not kernels.stopping.is_set():
            publish(files)
    except Exception as error:
        return f"{path.stem}: {_reason(error)}"
    finally:
        # The client of the kernel made a loop for this thread, unless it failed before.
        with contextlib.suppress(RuntimeError):
            asyncio.get_event_loop().close()
    return None


def _reason(error: Exception) -> str:
    """Say in one line why a notebook failed."""
    from nbclient.exceptions import DeadKernelError
    from papermill import PapermillExecutionError

    if isinstance(error, PapermillExecutionError):
        message = ANSI.sub("", error.evalue).strip()
        where = f"cell {error.cell_index + 1} (In [{error.exec_count}])"
        return f"{where} failed with {error.ename}: {message}"
    if isinstance(error, DeadKernelError):
        return "its kernel died (killed, or out of memory)"
    return f"{type(error).__name__}: {error}"


@contextlib.contextmanager
def _interruptible() -> Iterator[None]:
    """Turn the first SIGINT or SIGTERM into KeyboardInterrupt, and ignore more of them."""

    def interrupt(*_: object) -> None:
        for one in previous:
            signal.signal(one, signal.SIG_IGN)
        raise KeyboardInterrupt

    previous = {one: signal.getsignal(one) for one in (signal.SIGINT, signal.SIGTERM)}
    try:
        for one in previous:
            signal.signal(one, interrupt)
        yield
    finally:
        for one, handler in previous.items():
            signal.signal(one, handler or signal.SIG_DFL)


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise ValueError
    return number


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; return 0, 1 (a notebook failed or is stale), 2 (usage) or 130."""
    parser = argparse.ArgumentParser(
        prog="python -m ecstats.notebooks",
        description="Execute the notebooks and write them, with their charts, back in place.",
    )
    parser.add_argument("--only", nargs="+", default=[], metavar="NAME", help="e.g. 02_target_gaps")
    parser.add_argument("--jobs", type=_positive, metavar="N", help="kernels at once (processors)")
    parser.add_argument("--check", action="store_true", help="execute nothing; name what is stale")
    parser.add_argument("--root", type=Path, help="the checkout (the one this package belongs to)")
    options = parser.parse_args(arguments)
    try:
        root = (options.root or parameters.checkout() or Path.cwd()).absolute()
        if options.check:
            messages = check(root, options.only)
        else:
            with _interruptible():
                messages = run(root, options.only, options.jobs)
    except InputError as error:
        print(error, file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("interrupted; notebooks that had not finished are as they were", file=sys.stderr)
        return 130
    for message in messages:
        print(message, file=sys.stderr)
    if messages and options.check:
        print("run: python -m ecstats.notebooks", file=sys.stderr)
    return 1 if messages else 0


if __name__ == "__main__":
    sys.exit(main())
