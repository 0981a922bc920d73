"""One form for what is printed in many: simplified or traditional, half or full width.

Both functions replace single characters by single characters, so that offsets hold. The rest of
the reader knows simplified characters and half-width letters and digits only.
"""

import re
from importlib.resources import files

_TABLE = (files("ecstats.mentions") / "simplified.tsv").read_text("utf-8")
_SIMPLIFIED = dict(line.split("\t") for line in _TABLE.splitlines() if not line.startswith("#"))
_HALF_WIDTH = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz+-./%<>[]~"
_FULL_WIDTH = "".join(chr(ord(character) + 0xFEE0) for character in _HALF_WIDTH)
# Beside a number 圓 is the yuan and 參 the formal three.
_NORMAL = _SIMPLIFIED | {"圓": "元", "圆": "元", "參": "叁", "﹪": "%", "﹣": "-"}
_NORMAL |= {"\u3000": " ", "\u00a0": " "}
_NORMAL |= dict(zip(_FULL_WIDTH, _HALF_WIDTH, strict=True))
_TRADITIONAL = re.compile(f"[{''.join(_SIMPLIFIED)}]")
_OTHER = re.compile(f"[{re.escape(''.join(_NORMAL))}]")
_GROUPED = re.compile("[０-９]{1,3}(?:，[０-９]{3})+")
# 1 234.5 with a no-break space, which becomes one that is only a mark of grouping.
_SPACED = re.compile("(?<=[0-9])\u00a0(?=[0-9]{3}(?![0-9]))")


def simplified(text: str) -> str:
    """`text` in simplified characters.

    Examples
    --------
    >>> simplified("網路零售額")
    '网路零售额'
    """
    return _TRADITIONAL.sub(lambda found: _SIMPLIFIED[found.group()], text)


def normalise(text: str) -> str:
    """`text` in simplified characters, with letters, digits, their signs and spaces in half width.

    It is `text` itself if it is printed so already.

    Examples
    --------
    >>> normalise("３，０００萬圓")
    '3,000万元'
    """
    text = _GROUPED.sub(lambda found: found.group().replace("，", ","), text)
    text = _SPACED.sub("\u202f", text)
    return _OTHER.sub(lambda found: _NORMAL[found.group()], text)
