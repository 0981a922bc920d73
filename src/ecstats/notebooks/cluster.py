"""Run the sets of a sweep on a Dask cluster (the extra ``distributed``)."""

import json
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ecstats.errors import InputError
from ecstats.notebooks.files import MARK, replace_folder
from ecstats.processes import connected

__all__ = ["execute_set", "work_on"]


def work_on(
    address: str, path: Path, sets: Mapping[str, dict[str, Any]], places: Mapping[str, Path]
) -> dict[str, str]:
    """Run sets on the workers of a cluster and write their folders here.

    Parameters
    ----------
    address : str
        Of the scheduler, such as ``tcp://127.0.0.1:8786``.
    path : Path
        The notebook; its content is sent to the workers, which need the same ecstats and must find
        files that parameters name in the same place.
    sets, places : mapping
        Parameters, and the folder for the results, by the name of the set.

    Returns
    -------
    dict
        Why a set failed, by its name.

    Raises
    ------
    InputError
        If dask.distributed is not installed, or the scheduler does not answer.
    """
    from tqdm import tqdm

    from ecstats.notebooks.folders import made_from

    client = connected(address)
    from distributed import as_completed

    text = path.read_text("utf-8")
    failures: dict[str, str] = {}
    with client, tqdm(total=len(sets), desc="sets", unit="set") as bar:
        futures = {
            client.submit(execute_set, path.name, text, values, pure=False): name
            for name, values in sets.items()
        }
        try:
            for future in as_completed(futures, loop=client.loop):
                name = futures[future]
                try:
                    files = _result(future)
                    if _made_from(files) != _comparable(made_from(path, sets[name])):
                        raise InputError("the worker has other code, data or versions")
                    replace_folder(places[name], files)
                except (InputError, OSError) as error:
                    failures[name] = str(error)
                future.release()
                bar.update()
        finally:
            client.cancel(list(futures))
    return failures


def _result(future: Any) -> dict[str, bytes]:
    try:
        files: dict[str, bytes] = future.result()
    except Exception as error:
        # A worker that died as often as the scheduler allows, or an error of the notebook.
        raise InputError(f"{error}" or type(error).__name__) from None
    return files


def execute_set(name: str, text: str, values: dict[str, Any]) -> dict[str, bytes]:
    """On a worker: execute a notebook and return the files of its run.

    Raises
    ------
    InputError
        Saying which cell failed and why.
    """
    from ecstats import parameters
    from ecstats.notebooks.folders import results
    from ecstats.notebooks.jobs import reason

    root = parameters.checkout()
    own = root / "notebooks" / name if root else None
    with tempfile.TemporaryDirectory(prefix="ecstats-") as folder:
        path = Path(folder) / name
        if own is not None and own.is_file() and own.read_text("utf-8") == text:
            path = own
        else:
            path.write_text(text, "utf-8")
        try:
            return results(path, values)
        except Exception as error:
            raise InputError(reason(error)) from None


def _made_from(files: Mapping[str, bytes]) -> object:
    return _comparable(json.loads(files[MARK]))


def _comparable(record: Mapping[str, Any]) -> dict[str, Any]:
    """What the worker's results must have been made from, too."""
    return {key: record[key] for key in ("cells", "code", "data", "files", "versions")}
