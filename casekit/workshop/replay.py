"""The replay: one page, without network, on which the crisis plays on a clock and stops."""

import base64
import hashlib
import json
from importlib import resources
from pathlib import Path
from typing import Any

import pandas as pd
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from casekit import language, theme
from casekit.language import Language
from casekit.workshop.axis import window
from casekit.workshop.playback import grades, playback
from casekit.workshop.story import Story
from casekit.workshop.tree import tree
from casekit.writing import whole

__all__ = ["write"]

_SCRIPTS = ("clock.js", "stage.js", "panels.js", "notes.js", "play.js")
_SPEEDS = (2, 4, 8, 16)
"""Minutes in which the whole story plays; the last choice is the exercise's own."""
_SPEED = 1
_WORDS = {
    "play": "Play", "pause": "Pause", "back": "Previous message", "on": "Next message",
    "slider": "Place in the story", "speed": "Speed", "smaller": "Smaller text",
    "bigger": "Larger text", "light": "Light", "notes": "Notes", "help": "Help", "close": "Close",
    "controls": "Controls", "to_controls": "To the controls", "picture": "What happened so far",
    "picture_told": "A drawing on a clock. Each message in it is also told in words as it arrives.",
    "counters": "Counts", "news": "Latest messages", "minute": "minute {n} of {of}",
    "desk_open": "Desk open", "desk_closed": "Desk closed", "minutes": "{n} min",
    "hours_minutes": "{n} h {m} min", "hours": "{n} h", "days": "{n} days",
    "bands": "spans: nine draws of ten",
    "sources": "Sources: {labels}.", "sources_numbered": "Sources: numbers {labels}.",
    "sources_later": "Sources appear with what they say.",
    "decision": "Decision {n} of {of} · {when}", "reveal": "What really happened",
    "happened": "What really happened", "go_on": "Go on", "start": "Start",
    "opening": "All plays in {m} min, without its stops; arrow keys up and down change that. "
               "Stops at which to decide: {n}. Space plays and pauses, H shows all keys.",
    "afterwards": "What came later", "nothing_after": "The story ends here.",
    "all_sources": "All sources", "again": "Play again",
    "touch": "Tap the drawing to play or pause, draw a finger across it to move in time.",
    "own_window": "Move to a window of its own", "answer": "A good answer",
    "learn": "What to learn", "next_decision": "Next decision", "now": "Now",
    "coming": "Coming next",
    "noscript": "This page plays by a script of its own; allow scripts for it.",
}  # fmt: skip
_KEYS = (
    ("{space}", "play, pause, go on"), ("R", "show what really happened"),
    ("← →", "move a little in time"), ("{shift} ← →", "previous or next message"),
    ("↑ ↓", "faster, slower"), ("{home}, {end}", "beginning, end"),
    ("+ −", "larger or smaller text"), ("D", "dark or light"), ("N", "notes beside the drawing"),
    ("W", "notes in a window of their own"),
    ("F", "full screen"), ("H", "this help"),
)  # fmt: skip


def write(story: Story, path: str | Path, *, posts: pd.DataFrame | None = None) -> Path:
    """Write the replay of a story as one HTML file that needs nothing else.

    Parameters
    ----------
    story
        What is told, in its language and with its stand-ins.
    path
        The file; it is replaced whole or not at all.
    posts
        Posts of an archive for the tree; None: the crowd that comes with the case.

    Returns
    -------
    Path
        The file that was written.

    Raises
    ------
    ReadError
        It cannot be written there.
    SchemaError
        More posts than have a dot each.

    Examples
    --------
    >>> import casekit as ck, tempfile
    >>> from casekit.workshop import of
    >>> story = of(ck.load.case("british-airways-2013"), minutes=90)
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     page = write(story, Path(folder) / "replay.html")
    ...     "https://" in page.read_text(encoding="utf-8")
    False
    """
    target = Path(path)
    text = _page(story, posts)
    with whole(target) as part:
        part.write_text(text, encoding="utf-8", newline="\n")
    return target


def _page(story: Story, posts: pd.DataFrame | None) -> str:
    speak = language.of(story.lang)
    say = {name: speak(text) for name, text in _WORDS.items()}
    style, script = _file("replay.css"), _script()
    data = playback(story)
    data["tree"] = tree(story, window(story), posts)
    data |= {
        "say": say, "grades": grades(data, speak), "theme": _colors(),
        "place": story.place,
        "keys": [[_key(key, speak), speak(text)] for key, text in _KEYS],
        "speeds": _speeds(story, speak), "speed": _SPEED,
    }  # fmt: skip
    return _environment().get_template("replay.html.j2").render(
        lang=story.lang, title=story.name, place=data["place"], say=say, style=Markup(style),
        script=Markup(script), style_hash=_hash(style), script_hash=_hash(script),
        story=Markup(_json(data)),
    )  # fmt: skip


def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("casekit", "workshop/pages"), autoescape=True,
        undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip


def _file(name: str) -> str:
    folder = resources.files("casekit") / "workshop" / "pages"
    return (folder / name).read_text(encoding="utf-8")


def _script() -> str:
    parts = "\n".join(_file(name) for name in _SCRIPTS)
    return f'(() => {{\n"use strict";\n{parts}}})();'


def _hash(text: str) -> str:
    """Give the hash by which the page's policy knows its own style and script, and no other."""
    digest = hashlib.sha256(text.encode("utf-8")).digest()
    return f"sha256-{base64.b64encode(digest).decode('ascii')}"


def _json(data: dict[str, Any]) -> str:
    """Write data so that no text in it can end the element that it stands in."""
    text = json.dumps(data, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def _key(name: str, speak: Language) -> str:
    return name.format(space=speak("Space"), shift=speak("Shift"), home=speak("Home"),
                       end=speak("End"))  # fmt: skip


def _speeds(story: Story, speak: Language) -> list[list[Any]]:
    paces = [(60 * n, speak("All in {n} min", n=n)) for n in _SPEEDS]
    length = max(story.beats[-1].minute, 1)
    own = speak("Pace of the exercise ({n} min)", n=length)
    return [[seconds, words] for seconds, words in [*paces, (60 * length, own)]]


def _colors() -> dict[str, Any]:
    """Give the colours of the stage on dark and on light ground, from the theme's tokens."""
    return {name: _painted(theme.look(name)) for name in ("dark", "light")}


def _painted(look: theme.Look) -> dict[str, Any]:
    paint = look.paint
    roles = {name: {"mark": paint(role.mark), "text": paint(role.text), "symbol": role.symbol}
             for name, role in theme.ROLES.items()}  # fmt: skip
    flat = {
        "ink": paint(theme.INK), "soft": paint(theme.INK_SOFT), "ground": look.ground,
        "panel": paint(theme.PANEL), "rule": paint(theme.RULE), "open": paint(theme.OPEN),
        "openInk": paint(theme.OPEN_INK), "link": paint(theme.LINK),
        "band": paint(theme.ANSWER_BAND), "focus": paint(theme.ROLES["organisation"].mark),
    }  # fmt: skip
    css = {name: flat[name] for name in ("ink", "soft", "ground", "panel", "rule", "open", "focus")}
    css |= {"open-ink": flat["openInk"], "edge": paint(theme.INK_SOFT)}
    css |= {name: role["text"] for name, role in roles.items()}
    return {**flat, "roles": roles, "depth": [paint(color) for color in theme.DEPTH], "css": css}
