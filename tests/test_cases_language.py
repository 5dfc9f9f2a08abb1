"""No English on a German page and no German on an English one, judged by the ledgers' own words.

Every text stands in the ledgers twice, once in each language. So how often a word occurs on either
side says which language it belongs to: the log odds of a sentence's words are added up, the pair
that it comes from left out of the counts. Quotations, addresses and the names of sources count as
neither.
"""

import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from html.parser import HTMLParser

import pytest

from casekit import cases, tell

SLUGS = [path.parent.name for path in cases.bundled() if path.name == "case.yaml"]
OTHER = {"en": "de", "de": "en"}

LIMIT = 3.5
"""Log odds from which a sentence counts as written in the other language."""

NEITHER = re.compile(
    r'„[^“”"]*[“”"]|“[^”]*”|"[^"]*"|‚[^‘]*‘|‘[^’]*’|»[^«]*«'  # quotations
    r"|https?://\S+|@\w+|[\w-]+(?:\.[\w-]+)+"  # addresses, handles, domains
    r"|\bDo (?=\d)"  # Thursday, which is no English verb
)
LETTERS = re.compile(r"[^\W\d_]{2,}")
TEXTS = {
    "events": ("label", "what", "note"),
    "figures": ("label", "what", "unit", "note"),
    "links": ("note",),
    "sources": ("label", "note"),
    "conflicts": ("about", "value"),
    "lessons": ("text",),
}


@dataclass(frozen=True)
class Pair:
    """A text in both languages, and words that belong to neither."""

    where: str
    en: str
    de: str
    names: frozenset[str] = frozenset()

    def words(self, lang: str) -> set[str]:
        return words(getattr(self, lang)) - self.names


def words(text: str) -> set[str]:
    return {word.lower() for word in LETTERS.findall(NEITHER.sub(" ", text))}


def texts(case: cases.Case) -> Iterator[tuple[str, str, frozenset[str]]]:
    none: frozenset[str] = frozenset()
    yield "title", case.title, none
    yield "summary", case.summary, none
    yield "hours", case.hours_note or "", none
    for name, columns in TEXTS.items():
        table = getattr(case, name)
        for column in columns:
            for row, text in table[column].dropna().items():
                names = none
                if (name, column) == ("sources", "label"):
                    names = frozenset(words(" ".join(table.loc[row, ["publisher", "title"]])))
                yield f"{name} {row} {column}", text, names
    for number, question in enumerate(case.questions):
        yield f"question {number}", question.ask, none
        yield f"question {number} answer", question.answer, none
    for number, text in enumerate(case.open_questions):
        yield f"open question {number}", text, none
    for who in case.public:
        yield f"public {who.name or who.account}", who.why, none


@cache
def pairs() -> dict[str, list[Pair]]:
    told = {slug: [cases.load(slug, lang=lang) for lang in ("en", "de")] for slug in SLUGS}
    found = {
        slug: [
            Pair(where, en, de, names)
            for (where, en, names), (_, de, _) in zip(texts(one), texts(two), strict=True)
        ]
        for slug, (one, two) in told.items()
    }
    english, german = (cases.context(lang=lang) for lang in ("en", "de"))
    found["context"] = [
        Pair(f"{row} {column}", english.loc[row, column], german.loc[row, column])
        for row in english.index
        for column in TEXTS["figures"]
    ]
    return found


@cache
def counts(lang: str) -> Counter[str]:
    table: Counter[str] = Counter()
    for pair in (pair for found in pairs().values() for pair in found):
        table.update(pair.words(lang))
    return table


def odds(said: Iterable[str], lang: str, pair: Pair | None = None) -> float:
    """How much more the words belong to the other language than to this one."""
    ours, others = counts(lang), counts(OTHER[lang])
    own = pair.words(lang) if pair else set()
    twin = pair.words(OTHER[lang]) if pair else set()
    return sum(
        math.log((others[word] - (word in twin) + 0.5) / (ours[word] - (word in own) + 0.5))
        for word in said
    )


def foreign(pair: Pair, lang: str) -> list[str]:
    sentences = re.split(r"(?<=[.!?])\s+", NEITHER.sub(" ", getattr(pair, lang)))
    return [s for s in sentences if odds(words(s) - pair.names, lang, pair) > LIMIT]


@pytest.mark.parametrize("lang", ["en", "de"])
@pytest.mark.parametrize("slug", [*SLUGS, "context"])
def test_every_text_is_in_its_language(slug: str, lang: str) -> None:
    strange = {pair.where: found for pair in pairs()[slug] if (found := foreign(pair, lang))}
    assert not strange


@pytest.mark.parametrize("lang", ["en", "de"])
def test_texts_in_the_wrong_place_would_be_found(lang: str) -> None:
    """Put each text of four words or more where the other language belongs."""
    swapped = [
        odds(said, lang, pair) > LIMIT
        for found in pairs().values()
        for pair in found
        if len(said := pair.words(OTHER[lang])) >= 4
    ]
    assert sum(swapped) > 0.98 * len(swapped)


class Nodes(HTMLParser):
    """The pieces of text of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: set[str] = set()
        self.feed(page)

    def handle_data(self, data: str) -> None:
        self.found.add(data.strip())


@pytest.mark.parametrize("lang", ["en", "de"])
@pytest.mark.parametrize("slug", SLUGS)
def test_every_table_is_in_its_language(slug: str, lang: str) -> None:
    """What a template adds to the ledger's texts: heads, roles, kinds, grades, times."""
    case = cases.load(slug, lang=lang)
    shown: set[str] = set()
    for part in (tell.events, tell.figures, tell.links, tell.conflicts, tell.lessons):
        shown |= Nodes(part(case).text).found
    ours = {re.sub(r"\s+", " ", text) for _, text, _ in texts(case)}
    added = {node for node in shown if re.sub(r"\s+", " ", node) not in ours}
    assert not {node for node in added if odds(words(node), lang) > LIMIT}
