"""What a kernel does before each notebook, so that each finds it as if it had just started.

This runs in the kernel. `renew` empties the namespace and sets back what else a notebook may have
changed: settings of matplotlib, pandas, numpy, of warnings and of the locale, the environment, the
import path and the working directory. What cannot be set back but is cheap to see (a thread that
still runs, a module imported from beside the notebook, a formatter) makes `renew` raise, and the
kernel end. What a notebook puts into the modules of others, or of this package, is not seen.
"""

import importlib
import locale
import logging
import os
import random
import sys
import threading
import warnings
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import matplotlib
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from IPython import get_ipython

__all__ = ["renew"]

# All that the notebooks use; importing it once is what makes the next one fast.
IMPORTED = ("charts", "clusters", "consistency", "findings", "parameters", "report", "targets")
PACKAGE = Path(__file__).resolve().parents[1]
PREFIXES = tuple(str(Path(one).resolve()) for one in (sys.prefix, sys.base_prefix, PACKAGE))
_settings: dict[str, Any] = {}


def renew(folder: str, variables: Mapping[str, str]) -> None:
    """Make a kernel ready for a notebook.

    Parameters
    ----------
    folder : str
        The working directory.
    variables : mapping
        Variables of the environment that this notebook has, beside those of the kernel.

    Raises
    ------
    RuntimeError
        If something was changed that cannot be set back; the kernel is not to be used again.
    """
    if _settings:
        _set_back()
    else:
        for name in IMPORTED:
            importlib.import_module(f"ecstats.{name}")
        plt.close(plt.figure())  # which gets the backend ready, as the first figure would
        _remember()
    os.chdir(folder)
    os.environ.update(variables)
    random.seed()
    np.random.seed()  # noqa: NPY002 -- the generator that older code shares
    shell = get_ipython()
    shell.reset(new_session=True)


def _remember() -> None:
    _settings.update(
        environment=dict(os.environ),
        path=list(sys.path),
        locale=locale.setlocale(locale.LC_ALL),
        rc=matplotlib.rcParams.copy(),
        errors=np.geterr(),
        printing=np.get_printoptions(),
        modules=set(sys.modules),
        state=_state(),
    )
    _keep_warnings()


def _keep_warnings() -> None:
    _settings["warnings"] = warnings.catch_warnings()
    _settings["warnings"].__enter__()


def _set_back() -> None:
    """Set back what can be; raise if the rest is not as it was."""
    state = _state()
    os.environ.clear()
    os.environ.update(_settings["environment"])
    sys.path[:] = _settings["path"]
    locale.setlocale(locale.LC_ALL, _settings["locale"])
    plt.close("all")
    matplotlib.rcParams.update(_settings["rc"])
    np.seterr(**_settings["errors"])
    np.set_printoptions(**_settings["printing"])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        pd.reset_option("all")
    _settings["warnings"].__exit__(None, None, None)  # which also lets warn anew what has warned
    _keep_warnings()
    changed = [name for name, one in _settings["state"].items() if state[name] != one]
    changed += [name for name in sys.modules.keys() - _settings["modules"] if _is_foreign(name)]
    if changed:
        raise RuntimeError(f"changed by the last notebook: {', '.join(sorted(changed)[:5])}")


def _is_foreign(name: str) -> bool:
    """Whether a module comes from neither the environment nor this package."""
    place = getattr(sys.modules.get(name), "__file__", None)
    return place is not None and not str(Path(place).resolve()).startswith(PREFIXES)


def _state() -> dict[str, Any]:
    """What cannot be set back, as far as it is cheap to see."""
    shell = get_ipython()
    state: dict[str, Any] = {
        "backend of matplotlib": matplotlib.get_backend(),
        "limit of recursion": sys.getrecursionlimit(),
        "logging": (logging.root.level, list(logging.root.handlers)),
        # The sockets start one of their own when the first large picture is sent.
        "threads": sum(not type(one).__module__.startswith("zmq") for one in threading.enumerate()),
        "streams": (sys.stdout, sys.stderr),
        "callbacks of IPython": {name: len(one) for name, one in shell.events.callbacks.items()},
    }
    for mime, one in shell.display_formatter.formatters.items():
        settings = [getattr(one, name, None) for name in ("enabled", "float_format", "pprint")]
        state[f"formatter {mime}"] = dict(one.type_printers), settings
    return state
