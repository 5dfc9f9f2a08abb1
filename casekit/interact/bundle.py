"""plotly's own script for a page, without the kinds of trace that the page does not draw.

At its start the script sets up every kind that it knows; solids, globes and maps take half of the
time until a page answers. They stay in the script and are left out of its list of what to set up.
"""

import re
from functools import cache
from itertools import pairwise

from plotly.offline import get_plotlyjs

__all__ = ["bundle"]

_LIST = re.compile(r"(?<=\.register\(\[)(?:[\w$]+\(\),?){20,}(?=\]\))")
_START = '=>{"use strict";'
_NAME = re.compile(r"[ ,;]([\w$]+)=[\w$]+\(\([\w$,]*\)$")
_FAR = 60
_HANDS_ON = re.compile(r"[\w$]+\.exports=([\w$]+)\(\)\}")
_KIND = re.compile(r'moduleType:"trace",name:"(\w+)"')


@cache
def bundle(kinds: frozenset[str]) -> str:
    """Give plotly's script, set up for some kinds of trace.

    A kind goes only where the script plainly names it; in a script of another build all stay.

    Parameters
    ----------
    kinds
        What the figures of the page are made of, as plotly names it.

    Examples
    --------
    >>> len(bundle(frozenset({"scatter"}))) <= len(bundle(frozenset({"scatter", "bar"})))
    True
    """
    script = _whole()
    found = _LIST.search(script)
    if found is None:
        return script
    known = _kinds()
    kept = [call for call in found[0].split(",") if known.get(call, "") in {"", *kinds}]
    return f"{script[: found.start()]}{','.join(kept)}{script[found.end() :]}"


@cache
def _whole() -> str:
    return str(get_plotlyjs())


@cache
def _kinds() -> dict[str, str]:
    """Give for each entry of the list the kind that it sets up, where that can be read."""
    script = _whole()
    starts = [one.start() for one in re.finditer(re.escape(_START), script)]
    bodies = {}
    for start, end in pairwise([*starts, len(script)]):
        name = _NAME.search(script[max(start - _FAR, 0) : start])
        if name:
            bodies[name[1]] = (start + len(_START), end)
    found = _LIST.search(script)
    made = {}
    for call in found[0].split(",") if found else []:
        handed = _HANDS_ON.match(script, *bodies.get(call[:-2], (0, 0)))
        named = handed and _KIND.search(script, *bodies.get(handed[1], (0, 0)))
        if named:
            made[call] = named[1]
    return made
