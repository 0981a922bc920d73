"""What JupyterLab saves of a committed notebook differs in nothing that depends on the machine.

A server extension: `jupyter_server_config.json`, which is installed with the package, enables it.
JupyterLab writes the exact version of Python and the name of the kernel's installation into every
notebook that it saves, so that opening, running and saving one that is unchanged would change it.
"""

from typing import Any

from ecstats.provenance import KERNELSPEC, LANGUAGE_INFO, STAMP, VOLATILE

__all__ = ["as_committed"]


def as_committed(model: dict[str, Any], **_: object) -> None:
    """Before a notebook is saved: describe the kernel as `ecstats run` does, drop what is volatile.

    Only in notebooks that `ecstats run` wrote; outputs stay as they are.

    Parameters
    ----------
    model : dict
        Of Jupyter's contents manager; changed in place.
    """
    content = model.get("content")
    if model.get("type") != "notebook" or not content or STAMP not in content["metadata"]:
        return
    content["metadata"].update(kernelspec=KERNELSPEC, language_info=LANGUAGE_INFO)
    for cell in content["cells"]:
        for key in VOLATILE:
            cell["metadata"].pop(key, None)


def _jupyter_server_extension_points() -> list[dict[str, str]]:
    return [{"module": __name__}]


def _load_jupyter_server_extension(server: Any) -> None:
    server.contents_manager.register_pre_save_hook(as_committed)
