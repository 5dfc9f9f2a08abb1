"""What is written in the files of a workshop: nobody's name but public ones, and one language."""

import html
import io
import os
import re
import subprocess
import zipfile
from functools import cache
from pathlib import Path

import pytest

from casekit import cases, language
from casekit.workshop import deck, facilitator, handout, injects, replay, story

GIVEN = (
    "Alexander Amy Andrea Andreas Andrew Angela Anna Anne Anthony Barbara Ben Bernd Birgit Bob "
    "Brian Carol Caroline Charles Chris Christian Christina Christine Christoph Claudia Dan "
    "Daniel Dave David Dennis Dick Dirk Ed Edward Elizabeth Emily Emma Eric Erik Eva Felix "
    "Florian Frank Gary Georg George Greg Hans Heather Heike Helen Ian Ingo Jack James Jan "
    "Jason Jeff Jennifer Jens Jessica Jim Joe Johannes John Jonas Jonathan Jörg Julia Julie "
    "Jürgen Karen Karin Kathrin Katja Kevin Klaus Lars Laura Lisa Lukas Marc Marcus Maria Mark "
    "Markus Martin Mary Matt Matthew Matthias Max Michael Michelle Mike Monika Nancy Nick "
    "Nicole Oliver Patricia Patrick Paul Peter Philip Philipp Rachel Ralf Rebecca Richard Rob "
    "Robert Roland Ryan Sabine Sandra Sara Sarah Scott Sebastian Simon Stefan Stefanie Stephan "
    "Stephen Steve Steven Susan Susanne Sven Thomas Tim Tobias Tom Torsten Ulrich Ute Uwe "
    "Volker Werner William Wolfgang"
)
"""Given names that are common in both languages: who is named in full is found by them."""
NAMED = re.compile(rf"\b(?:{'|'.join(GIVEN.split())}) (?:[A-Z]\. |van |von |de )*[A-ZÄÖÜ][\w’-]+")
SLUGS = [path.parent.name for path in cases.bundled() if path.name == "case.yaml"]
PACKS = [(slug, lang) for slug in SLUGS for lang in ("de", "en")]
if not os.environ.get("CASEKIT_PACKS"):
    PACKS = [("british-airways-2013", "de"), ("o2-2011", "en")]
every_pack = pytest.mark.parametrize(("slug", "lang"), PACKS)
LEAST = 16
"""Shorter pieces of text may be the same in both languages."""


def words(blob: bytes, name: str) -> str:
    """Give everything readable in a file, also in the files within it."""
    if name.endswith((".pptx", ".docx", ".xlsx")):
        with zipfile.ZipFile(io.BytesIO(blob)) as held:
            return "\n".join(words(held.read(part), part) for part in held.namelist())
    text = blob.decode("utf-8") if name.endswith((".xml", ".rels", ".html", ".csv")) else ""
    if name.endswith((".xml", ".rels")):
        text = " ".join([re.sub(r"<[^>]+>", " ", text), *re.findall(r'="([^"]*)"', text)])
    if name.endswith(".html"):
        text = re.sub(r"<style.*?</style>", " ", text, flags=re.DOTALL)
    return html.unescape(text)


@cache
def told(slug: str, lang: str) -> story.Story:
    return story.of(cases.load(slug, lang=lang), minutes=90)


@pytest.fixture(scope="module")
def pack(tmp_path_factory):
    """Everything that is written in the files of a pack, pictures left out, by file."""

    @cache
    def made(slug: str, lang: str) -> dict[str, str]:
        folder, tale = tmp_path_factory.mktemp(slug), told(slug, lang)
        paths = [deck.write(tale, folder / "deck.pptx"), replay.write(tale, folder / "replay.html"),
                 *facilitator.write(tale, folder), *handout.write(tale, folder),
                 *injects.write(tale, folder)]  # fmt: skip
        return {path.name: _flat(_read(path)) for path in paths}

    return made


def _read(path: Path) -> str:
    if path.suffix == ".pdf":
        done = subprocess.run(["pdftotext", path, "-"], capture_output=True, check=True)
        return done.stdout.decode("utf-8")
    return words(path.read_bytes(), path.name)


def _flat(text: str) -> str:
    return " ".join(text.split())


@every_pack
def test_nobody_is_named_but_public_persons_and_authors_of_sources(pack, slug, lang):
    case = told(slug, lang).real
    known = cited(case) | {who.name for who in case.public if who.name}
    accounts = {str(who.account).lstrip("@").casefold() for who in case.public}
    accounts |= {name.casefold() for name in case.accounts}
    for name, text in pack(slug, lang).items():
        for public in sorted(known, key=len, reverse=True):
            text = text.replace(public, " ")
        assert NAMED.findall(text) == [], name
        handles = {handle.casefold() for handle in re.findall(r"(?<![\w.])@(\w+)", text)}
        assert handles <= accounts, name
        assert re.findall(r"[\w.+-]+@[\w-]+\.[a-z]+", text) == [], name
        assert re.findall(r"(?:twitter|facebook)\.com/(?!search|hashtag)\w+", text) == [], name


@every_pack
def test_a_pack_is_in_one_language(pack, slug, lang):
    here, there = told(slug, lang).real, cases.load(slug, lang="en" if lang == "de" else "de")
    foreign = (ours(there.lang) | spoken(there)) - ours(lang) - spoken(here)
    titles = " ".join(cited(here))  # they stay in the language of their source
    foreign = {words for words in foreign if words not in titles}
    for name, text in pack(slug, lang).items():
        assert [words for words in foreign if words in text] == [], name


def cited(case: cases.Case) -> set[str]:
    """Give what is said of the sources."""
    texts = case.sources[["label", "title", "publisher", "url"]].fillna("").to_numpy().ravel()
    return {_flat(str(text)) for text in texts} - {""}


@cache
def ours(lang: str) -> set[str]:
    """Give every text of the catalogue; of one that has gaps, its longest piece."""
    german = language._messages("de")
    texts = german if lang == "en" else german.values()
    longest = (max(re.split(r"\{[^}]*\}", text), key=len).strip() for text in texts)
    return {_flat(text) for text in longest if len(text) >= LEAST and " " in text}


def spoken(case: cases.Case) -> set[str]:
    """Give every text of a ledger that is written in both languages."""
    columns = {"label", "what", "note", "why", "text", "counts", "about"}
    frames = (case.events, case.figures, case.series, case.conflicts, case.lessons)
    texts = [case.title, case.summary, case.hours_note or ""]
    texts += [text for q in case.questions for text in (q.ask, q.answer)]
    texts += [str(text) for frame in frames for name in columns.intersection(frame)
              for text in frame[name].dropna()]  # fmt: skip
    return {_flat(text) for text in texts if len(text) >= LEAST and " " in text}
