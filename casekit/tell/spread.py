"""Who may have passed it to whom, and who mattered, as tables for reading."""

from collections.abc import Iterable, Sequence
from typing import Any

import pandas as pd
from markupsafe import Markup

from casekit import language
from casekit.language import Language
from casekit.spread import RULES
from casekit.tell.html import Html, render

__all__ = ["assumptions", "brokers", "coverage", "influence", "recovery", "rules", "sensitivity"]

_LONGEST = 10
_GRADES = {"reported": "archived", "text": "derived", "follows": "derived",
           "decay": "reconstructed", "mixture": "reconstructed"}  # fmt: skip
_COUNTS = {
    "stars": "originals whose reposts name only them",
    "open": "reposts of them, whose parent is to be inferred",
    "kept": "posts whose parent stays as reported",
    "original_missing": "reposts of what is not in the archive",
    "untimed": "reposts left in their star: no time is known",
    "followers_unknown": "accounts among them with unknown followers",
    "followers_zero": "accounts among them without followers",
    "same_time": "reposts of the same second as another",
    "before_original": "reposts dated before their original",
    "no_parent": "reposts for which the rule finds no parent",
}
_ALWAYS = ("stars", "open", "kept")


def rules(*, lang: str = "en") -> Html:
    """Show the rules that say who passed it to whom, and how what they say is known.

    Examples
    --------
    >>> "mixture" in rules().text
    True
    """
    speak = language.of(lang)
    rows = [([_code(name), speak(text)], _GRADES[name]) for name, text in RULES.items()]
    heads = [("rule", False), ("whom it takes for the source", False)]
    note = speak("The rule of the first row infers nothing, and what it gives is known as in the "
                 "archive: derived where its makers inferred the links, as in the trees of "
                 "Twitter15 and Twitter16.")  # fmt: skip
    return _grid("rules", _said(heads, speak), rows, speak, note=note)


def assumptions(counts: pd.Series, *, lang: str = "en") -> Html:
    """Show what :func:`casekit.spread.assumptions` counted, and say if a rule changes nothing.

    Examples
    --------
    >>> import casekit as ck
    >>> posts = ck.load.posts(ck.load.sample("repost-storm.jsonl.gz"))
    >>> "accounts among them" in assumptions(ck.spread.assumptions(posts, rule="decay")).text
    True
    """
    speak = language.of(lang)
    rows = [
        ([speak(words), speak.number(int(counts[name]))], None)
        for name, words in _COUNTS.items()
        if counts[name] or name in _ALWAYS
    ]
    note = "" if counts["open"] else speak(
        "The archive leaves no parent to infer: every link stays as it names it, under this and "
        "every rule, and there is no star that a band could stand beside."
    )  # fmt: skip
    heads = _said([("what", False), ("posts", True)], speak)
    return _grid("assumptions", heads, rows, speak, note=note)


def sensitivity(table: pd.DataFrame, *, lang: str = "en") -> Html:
    """Show how :func:`casekit.spread.sensitivity` says the shape hangs on the parameters.

    Examples
    --------
    >>> import casekit as ck
    >>> posts = ck.load.posts(ck.load.sample("repost-storm.jsonl.gz"))
    >>> found = ck.spread.sensitivity(posts, rule="decay", grid={"beta": [0, 1]}, draws=5)
    >>> "<table" in sensitivity(found).text
    True
    """
    speak = language.of(lang)
    names = [str(name) for name in table.index.names]
    heads = [(name, True) for name in names]
    heads += _said([("depth", True), ("max breadth", True), ("structural virality", True)], speak)
    same = [str(name) for name in table.columns if str(name).startswith("jaccard_")]
    rows = []
    for values, row in table.iterrows():
        given = values if isinstance(values, tuple) else (values,)
        cells: list[str] = [_code(f"{v:g}" if isinstance(v, int | float) else v) for v in given]
        cells += [_band(row, "depth", speak, 0), _band(row, "max_breadth", speak, 0)]
        cells += [_band(row, "structural_virality", speak, 1)]
        cells += [_maybe(row[name], speak, 2) for name in same]
        rows.append((cells, str(row["evidence"])))
    tops = [(speak("top {n} as in the star", n=name.removeprefix("jaccard_")), True)
            for name in same]  # fmt: skip
    note = speak(
        "Median of the draws, in brackets the middle 90 %. The last columns: how alike the "
        "most influential accounts are to those of the star, as the share of all in "
        "either list that stand in both; 1 if they are the same, 0 if none is."
    )
    return _grid("sensitivity", [*heads, *tops], rows, speak, note=note)


def influence(
    table: pd.DataFrame, posts: pd.DataFrame, *, names: bool = False, lang: str = "en"
) -> Html:
    """Show the most influential accounts of :func:`casekit.spread.influence`.

    Parameters
    ----------
    table, posts
        What that returns, and the posts that it was given.
    names
        Whether accounts are named; else they are counted.
    lang
        Language of the table.

    Examples
    --------
    >>> import casekit as ck
    >>> posts = ck.load.posts(ck.load.sample("repost-storm.jsonl.gz"))
    >>> found = ck.spread.influence(posts, rule="decay", draws=5)
    >>> "customer_1" in influence(found, posts, names=True).text
    True
    """
    speak = language.of(lang)
    heads = [("account", False), ("followers", True), ("posts below its own", True),
             ("in the star", True), ("rank in the star", True),
             ("followers below", True)]  # fmt: skip
    shown = table.head(_LONGEST)
    who = _who(shown.index, posts, names, speak)
    fans = posts.groupby("account")["followers"].max()
    rows = []
    for n, (account, row) in enumerate(shown.iterrows()):
        cells = [
            who[n], _maybe(fans.get(account), speak, 0), _band(row, "downstream", speak, 0),
            speak.number(row["star"], digits=0),
            speak.number(int(row["star_rank"])) if row["star"] else "–",
            speak.number(row["reach"], digits=0),
        ]  # fmt: skip
        rows.append((cells, str(row["evidence"])))
    note = speak("{n} of {total} accounts. Expected over the draws, in brackets the middle 90 %. "
                 "Followers below are no readers: audiences overlap.",
                 n=speak.number(len(shown)), total=speak.number(len(table)))  # fmt: skip
    return _grid("influence", _said(heads, speak), rows, speak, note=note)


def brokers(
    table: pd.DataFrame, posts: pd.DataFrame, *, names: bool = False, lang: str = "en"
) -> Html:
    """Show the accounts that bring most from one community to others.

    Parameters
    ----------
    table, posts
        What :func:`casekit.spread.brokers` returns, and the posts that it was given.
    names
        Whether accounts are named; else they are counted.
    lang
        Language of the table.

    Examples
    --------
    >>> import casekit as ck
    >>> posts = ck.load.posts(ck.load.sample("repost-storm.jsonl.gz"))
    >>> "<table" in brokers(ck.spread.brokers(posts, rule="decay", draws=5), posts).text
    True
    """
    speak = language.of(lang)
    heads = [("account", False), ("community", True), ("posts in other communities", True),
             ("participation", True)]  # fmt: skip
    shown = table[table["across"] > 0].head(_LONGEST)
    who = _who(shown.index, posts, names, speak)
    rows = []
    for n, (_, row) in enumerate(shown.iterrows()):
        side = "–" if pd.isna(row["community"]) else speak.number(int(row["community"]) + 1)
        cells = [who[n], side, _band(row, "across", speak, 0),
                 _maybe(row["participation"], speak, 2)]  # fmt: skip
        rows.append((cells, str(row["evidence"])))
    sizes = table["community"].value_counts()
    note = speak("{n} communities, the largest of {k} accounts. Participation: 0 if all its "
                 "passings-on are with one community.", n=speak.number(len(sizes)),
                 k=speak.number(int(sizes.max()) if len(sizes) else 0))  # fmt: skip
    if not rows:
        note = f"{speak('No account passed anything on into another community.')} {note}"
    return _grid("brokers", _said(heads, speak), rows, speak, note=note)


def coverage(table: pd.DataFrame, *, lang: str = "en") -> Html:
    """Show how few accounts touch how much, from :func:`casekit.spread.coverage`.

    Examples
    --------
    >>> import casekit as ck
    >>> posts = ck.load.posts(ck.load.sample("repost-storm.jsonl.gz"))
    >>> found = ck.spread.coverage(posts, rule="decay", originals=False, draws=5)
    >>> "<table" in coverage(found).text
    True
    """
    speak = language.of(lang)
    heads = [("rule", False), ("accounts", True), ("share touched", True)]
    rows = []
    for rule, part in table.groupby("rule", sort=False):
        marks = [n for n in (1, 2, 5, 10, 50) if n < len(part)] + [len(part)]
        for n in marks:
            row: Any = part.iloc[n - 1]
            cells = [_code(rule), speak.number(n), speak.percent(float(row["covered"]))]
            rows.append((cells, str(part["evidence"].iloc[:n].max())))
    note = ""
    if len(table):
        note = speak("Shares are of {n} posts. Without originals these are the ones below another "
                     "post of the archive.", n=speak.number(int(table["of"].max())))  # fmt: skip
    return _grid("coverage", _said(heads, speak), rows, speak, note=note)


def recovery(table: pd.DataFrame, *, lang: str = "en") -> Html:
    """Show how well rules found hidden parents, from :func:`casekit.load.recovery`.

    Examples
    --------
    >>> import casekit as ck
    >>> "twitter16" in recovery(ck.load.recovery()).text
    True
    """
    speak = language.of(lang)
    heads = [("archive", False), ("parents there", False), ("cascades", True), ("rule", False),
             ("followers known", True), ("parents found", True), ("most probable right", True),
             ("true depth", True), ("depth by the rule", True),
             ("band holds it", True)]  # fmt: skip
    rows = []
    for (archive, rule), (_, row) in zip(table.index, table.iterrows(), strict=True):
        shares = [speak.percent(float(row[name])) for name in ("followers", "found", "likeliest")]
        depths = [speak.number(float(row[name]), digits=1) for name in ("true_depth", "depth")]
        cells = [_code(archive), speak(str(row["parents"])), speak.number(int(row["cascades"])),
                 _code(rule), *shares, *depths,
                 speak.percent(float(row["held_depth"]))]  # fmt: skip
        rows.append((cells, str(row["evidence"])))
    note = speak("Depths are medians over cascades. The band is the middle 90 % of the draws; of "
                 "the star it is its one depth. Where the parents there are derived, the true "
                 "depth is what the makers of the set inferred.")  # fmt: skip
    return _grid("recovery", _said(heads, speak), rows, speak, note=note)


def _grid(
    name: str, heads: Iterable[tuple[str, bool]], rows: Sequence[tuple[list[str], str | None]],
    speak: Language, *, note: str = "",
) -> Html:  # fmt: skip
    """Fill the table; where rows have grades, they are its last column."""
    told = list(heads)
    if any(grade for _, grade in rows):
        told.append((speak("known as"), False))
    cells = [{"cells": row, "grade": grade} for row, grade in rows]
    return render("grid.html.j2", lang=speak.code, name=name, heads=told, rows=cells, note=note)


def _code(name: object) -> Markup:
    """Mark a name that is the same in every language."""
    return Markup("<code>{}</code>").format(name)


def _said(heads: list[tuple[str, bool]], speak: Language) -> list[tuple[str, bool]]:
    return [(speak(text), number) for text, number in heads]


def _band(row: Any, name: str, speak: Language, digits: int) -> str:
    """Write a value and the band around it: "7 (4–9)"."""
    ends = ("low", "high") if f"{name}_low" not in row else (f"{name}_low", f"{name}_high")
    if pd.isna(row[name]):
        return "–"
    low, high = (speak.number(float(row[end]), digits=digits) for end in ends)
    middle = speak.number(float(row[name]), digits=digits)
    return middle if low == high == middle else f"{middle} ({low}–{high})"


def _maybe(value: Any, speak: Language, digits: int) -> str:
    return "–" if value is None or pd.isna(value) else speak.number(float(value), digits=digits)


def _who(accounts: pd.Index, posts: pd.DataFrame, names: bool, speak: Language) -> list[str]:
    """Name accounts, or count them."""
    handles = posts.dropna(subset=["name"]).drop_duplicates("account").set_index("account")["name"]
    out = []
    for n, account in enumerate(accounts, start=1):
        if pd.isna(account):
            out.append(speak("unknown accounts"))
        elif names:
            out.append(_code(handles.get(account, account)))
        else:
            out.append(speak("account {n}", n=speak.number(n)))
    return out
