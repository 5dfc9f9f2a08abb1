"""plotly's own script for a page, without the modules that only other kinds of trace need.

Solids, globes and maps are a third of the script, and a browser reads all of it before a page
answers. What goes is what no kept module asks for, where the script plainly shows its modules.
"""

import re
from functools import cache
from itertools import pairwise

from plotly.offline import get_plotlyjs

__all__ = ["bundle"]

_LIST = re.compile(r"(?<=\.register\(\[)(?:[\w$]+\(\),?){20,}(?=\]\))")
_MODULE = re.compile(r"(?:;var |,)([\w$]+)=[\w$]+\((?:\([\w$,]*\)|[\w$]+)=>(?=\{)")
_BRACE = re.compile(r"[{}]")
_ASKED = re.compile(r"(?<![\w$.])([\w$]+)\(\)")
_HANDS_ON = re.compile(r'\{(?:"use strict";)?[\w$]+\.exports=([\w$]+)\(\)\}')
_KIND = re.compile(r'moduleType:"trace",name:"(\w+)"')
_FACTORY = re.compile(
    r'(\? self : this, )(\(\) => \{\s*"use strict";.*\n\})(?=\)\);\s*$)', re.DOTALL
)


@cache
def bundle(kinds: frozenset[str]) -> str:
    """Give plotly's script for some kinds of trace.

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
    script = str(get_plotlyjs())
    found = _LIST.search(script)
    if found:
        script = _without(script, found, kinds)
    # In brackets of its own a browser reads it once; else it first only looks for its end.
    return _FACTORY.sub(r"\1(\2)", script)


def _without(script: str, found: re.Match[str], kinds: frozenset[str]) -> str:
    """Leave out what only kinds ask for that are not wanted."""
    bodies, known = _bodies(), _kinds()
    cut = ",".join(c for c in found[0].split(",") if known.get(c[:-2], "") in {"", *kinds})
    frame, at = [], 0
    for start, end in bodies.values():
        frame.append(script[at:start])
        at = end
    rest = f"{''.join(frame)}{script[at:]}".replace(found[0], cut)
    asked, held = set(_ASKED.findall(rest)) & bodies.keys(), set[str]()
    while asked:
        name = asked.pop()
        held.add(name)
        body = script[slice(*bodies[name])].replace(found[0], cut)
        asked |= (set(_ASKED.findall(body)) & bodies.keys()) - held
    kept, at = [], 0
    for name, (start, end) in bodies.items():
        if name not in held:
            kept += [script[at:start], "{}"]
            at = end
    return f"{''.join(kept)}{script[at:]}".replace(found[0], cut)


@cache
def _bodies() -> dict[str, tuple[int, int]]:
    """Give where each module begins and ends that the next one follows at once."""
    script = str(get_plotlyjs())
    starts = list(_MODULE.finditer(script))
    made = {}
    for one, after in pairwise(starts):
        start, end = one.end(), after.start() - 1
        if script[end - 1 : end + 1] == "})" and _closes(script, start) == end:
            made[one[1]] = (start, end)
    return made


def _closes(script: str, start: int) -> int:
    depth = 0
    for brace in _BRACE.finditer(script, start):
        depth += 1 if brace[0] == "{" else -1
        if depth == 0:
            return brace.end()
    return -1


@cache
def _kinds() -> dict[str, str]:
    """Give for each entry of the list the kind that it sets up, where that can be read."""
    script, bodies = str(get_plotlyjs()), _bodies()
    found = _LIST.search(script)
    made = {}
    for call in found[0].split(",") if found else []:
        handed = _HANDS_ON.match(script, *bodies.get(call[:-2], (0, 0)))
        named = handed and _KIND.search(script, *bodies.get(handed[1], (0, 0)))
        if named:
            made[call[:-2]] = named[1]
    return made
