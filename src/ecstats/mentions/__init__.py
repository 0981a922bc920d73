"""Every number in a text: find the mentions, say what they are, account for all of them.

`find` reads a text (``pd.DataFrame(find(text))`` is its table), `read` one printed figure,
`read_mention` one where it stands. `ledger` sets the mentions of a document against the figures
that are quoted from it.

A mention's text is the number exactly as printed, with scale, unit and adjoining bound word. A
table cell that holds nothing else takes scale and unit from the label of its row: 零售额(亿元).
The kinds:

``quantity``
    A count, amount, share or ratio: ``3.8万多家``, ``2/3``, ``百亿级``, ``一个``. A duration is
    one too (``12小时内``) unless it is counted from now.
``date``, ``period``
    ``2018年8月17日``, ``五年后``, ``12:30``; ``2018-2020年``, ``上半年``, ``十四五``. ``近三年`` is
    a period too: 近 before a length of time is read as "the last", not as "nearly".
``ordinal``
    ``第35次``, ``二级``, ``前10名``, and list marks, of which only the number is the mention
    (``一`` of ``一是`` and ``(一)``, ``1`` of a table's first column).
``document_number``
    ``〔2018〕115号``, ``GB/T 2260``.
``name``
    Numerals inside names and codes: ``5G``, ``618``, ``双11``, ``一带一路``, the ``十四五`` of a
    plan's title, a run of more than 40 digits.

Characters of words (统一, 零售, 进一步) are no mentions. Lone surrogates, NUL and a byte order
mark are characters like any other: they belong to no mention and count one code point.
"""

from ecstats.mentions.coverage import ledger
from ecstats.mentions.quantities import Reading, read
from ecstats.mentions.scanner import Mention, find, read_mention

__all__ = ["Mention", "Reading", "find", "ledger", "read", "read_mention"]
