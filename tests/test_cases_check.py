"""Each rule of a ledger, by mutation: break one thing by hand, and it is named with its line."""

from pathlib import Path

import pytest

from casekit import cases
from casekit.errors import LedgerError

SOUND = Path(__file__).parent / "ledgers" / "harbour-ferries-2012" / "case.yaml"
TEXT = SOUND.read_text(encoding="utf-8")


def check(tmp_path: Path, text: str) -> list[cases.Problem]:
    folder = tmp_path / "harbour-ferries-2012"
    folder.mkdir(exist_ok=True)
    (folder / "case.yaml").write_text(text, encoding="utf-8")
    return cases.check(folder)


def test_the_sound_ledger_has_no_problem() -> None:
    assert cases.check(SOUND) == []


# What stands there, what is written instead, words on the line that is named, the problem, its cure
MODELS = {
    "unknown key": (
        "earliest: 2012-06-08", "earlist: 2012-06-08", "earlist",
        "unknown key 'earlist'", "did you mean 'earliest'?",
    ),
    "unknown key at the top": (
        "lessons:\n", "lesions:\n", "lesions:", "unknown key 'lesions'", "'lessons'",
    ),
    "unknown key, nothing near": (
        "    value: 900\n", "    value: 900\n    zzz: 1\n", "zzz",
        "unknown key 'zzz'", "use one of id, metric",
    ),
    "a comma in a flow mapping": (
        "{en: A night desk,", "{en: A desk, at night,", "A desk, at night",
        "unknown key 'at night'", "in quotes",
    ),
    "missing key": ("    kind: blog\n", "", "id: quayside-2012", "missing key 'kind'", "add it"),
    "missing key at the top": (
        "answer: first-reply\n", "", "slug:", "missing key 'answer'", "add it",
    ),
    "number for text": (
        "title: Left on the quay", "title: 1984", "1984", "'title' is 1984, not text", "quotes",
    ),
    "text for a number": (
        "value: 900", "value: many", "many", "'value' is 'many', not a number", "25000",
    ),
    "flag for a number": ("value: 900", "value: true", "true", "'value' is True", "digits"),
    "text for a list": (
        "platforms: [twitter, news]", "platforms: twitter", "platforms",
        "'platforms' is 'twitter', not a list", "[a, b]",
    ),
    "number for a text in both languages": (
        "{en: A night desk, de: Nachtdienst}", "1984", "1984",
        "'label' is 1984, not a mapping", "{en: ..., de: ...}",
    ),
    "text of one language is too long": (
        "{en: A night desk, de: Nachtdienst}", "A night desk that answers all night",
        "A night desk", "'label': label of 35 characters", "at most 34",
    ),
    "nothing for text": ("sector: transport", "sector:", "sector", "'sector' is empty", "quotes"),
    "unknown role": (
        "actor: customer", "actor: costumer", "costumer",
        "unknown word 'costumer'", "did you mean 'customer'?",
    ),
    "unknown phase": ("phase: trigger", "phase: start", "phase: start", "unknown", "aftermath"),
    "unknown kind of link": ("kind: cover", "kind: press", "kind: press", "unknown", "cover"),
    "a grade that no ledger gives": (
        "evidence: derived", "evidence: archived", "archived", "unknown word", "documented",
    ),
    "label of 35 characters": (
        "en: Echo reports", f"en: {'x' * 35}", "xxx", "label of 35 characters", "at most 34",
    ),
    "missing language": (
        "{en: A night desk, de: Nachtdienst}", "{en: A night desk}", "A night desk",
        "missing key 'label.de'", "both languages",
    ),
    "empty language": (
        "de: Nachtdienst", 'de: " "', 'de: " "', "'label.de': empty text", "write it",
    ),
    "figure without unit": (
        "    value: 10.5\n    unit: {en: hours, de: Stunden}\n", "    value: 10.5\n",
        "id: wait-10h", "missing key 'unit'", "add it",
    ),
    "naive clock time": (
        "at: 2012-06-04T21:40:00+01:00", "at: 2012-06-04T21:40:00", "21:40",
        "'at': clock time '2012-06-04T21:40:00' has no offset", "2012-06-04T21:40:00+01:00",
    ),
    "no time": ("at: 2013\n", "at: soon\n", "soon", "'soon' is no time", "2013-09-03"),
    "no such day": (
        "at: 2012-06-06", "at: 2012-06-31", "2012-06-31", "no such date", "2013-09-03",
    ),
    "hours in an unknown zone": (
        "    zone: Europe/London\n    opens", "    zone: Europe/Londn\n    opens",
        "    zone: Europe/Londn",
        "no time zone 'Europe/Londn'", "Europe/London",
    ),
    "unknown zone": (
        "\nzone: Europe/London", "\nzone: London time", "zone: London time", "no time zone", "UTC",
    ),
    "id with a space": ("id: night-desk", "id: night desk", "night desk", "id 'night desk'", "-"),
    "duplicate key": (
        "    earliest: 2012-06-08\n    latest: 2012-06-10\n",
        "    latest: 2012-06-08\n    latest: 2012-06-10\n", "latest: 2012-06-10",
        "key 'latest' is there twice", "did you mean 'earliest'?",
    ),
    "duplicate key, nothing missing": (
        "publisher: Quayside\n", "publisher: Quayside\n    publisher: Q\n", "publisher: Q\n",
        "key 'publisher' is there twice", "keep one",
    ),
}  # fmt: skip

BETWEEN = {
    "slug is not the folder": (
        "slug: harbour-ferries-2012", "slug: harbour-ferries", "slug:",
        "stands in the folder 'harbour-ferries-2012'", "same name",
    ),
    "unknown source of an event": (
        "sources: [survey-2013]", "sources: [survey-2012]", "survey-2012",
        "no source 'survey-2012'", "did you mean 'survey-2013'?",
    ),
    "unknown source of the hours": (
        "    source: echo-2012\n", "    source: nobody\n", "nobody", "no source 'nobody'", "add it",
    ),
    "unknown source in a conflict": (
        "{source: quayside-2012,", "{source: quay-2012,", "quay-2012",
        "no source 'quay-2012'", "quayside-2012",
    ),
    "duplicate event": (
        "  - id: night-desk", "  - id: echo-report", "  - id: echo-report\n    at: 2013",
        "event 'echo-report' is there twice, first on line 84", "rename",
    ),
    "duplicate figure": (
        "id: reposts-early", "id: reposts-night",
        "id: reposts-night\n    metric: reposts\n    value: 150",
        "figure 'reposts-night' is there twice", "rename",
    ),
    "duplicate source": (
        "  - id: survey-2013", "  - id: quayside-2012",
        "  - id: quayside-2012\n    publisher: Ferry",
        "source 'quayside-2012' is there twice", "rename",
    ),
    "duplicate link": (
        "    to: first-reply\n    kind: respond", "    to: echo-report\n    kind: cover",
        "  - from: crowd-passes-it-on\n    to: echo-report\n    kind: cover\n    evidence",
        "link 'crowd-passes-it-on echo-report cover' is there twice", "remove",
    ),
    "link to an unknown event": (
        "    to: first-reply", "    to: first-repply", "repply",
        "no event 'first-repply'", "'first-reply'",
    ),
    "link back in time": (
        "  - from: picture-posted\n    to: crowd-passes-it-on\n    kind: repost",
        "  - from: night-desk\n    to: picture-posted\n    kind: repost", "from: night-desk",
        "runs back in time", "swap",
    ),
    "derived link back in time, for all its note": (
        "  - from: crowd-passes-it-on\n    to: echo-report",
        "  - from: night-desk\n    to: echo-report",
        "from: night-desk", "runs back in time", "swap",
    ),
    "links in a circle": (
        "  - from: picture-posted\n    to: crowd-passes-it-on\n    kind: repost",
        "  - from: first-reply\n    to: crowd-passes-it-on\n    kind: repost",
        "  - from: crowd-passes-it-on\n    to: first-reply", "links go in a circle", "wrong",
    ),
    "derived without a note": (
        "    note: {en: the report names the crowd, de: der Bericht nennt die vielen}\n", "",
        "evidence: derived", "derived without a note", "'note'",
    ),
    "documented without a source": (
        "sources: [survey-2013]", "sources: []", "sources: []",
        "documented without a source", "derived",
    ),
    "lesson without a source": (
        "wach sein.}, sources: [quayside-2012]}", "wach sein.}, sources: []}", "wach sein",
        "a lesson without a source", "analysis",
    ),
    "time before its bounds": (
        "at: 2012-06-05T10:00:00+01:00", "at: 2012-06-05T07:00:00+01:00", "T07:00",
        "'at' 2012-06-05T07:00:00+01:00 lies outside earliest 2012-06-05T08:00:00+01:00", "correct",
    ),
    "day after its bounds": (
        "as_of: 2012-06\n", "as_of: 2012-06-11\n", "2012-06-11",
        "'as_of' 2012-06-11 lies outside earliest 2012-06-08 and latest 2012-06-10", "correct",
    ),
    "earliest after latest": (
        "earliest: 2012-06-08", "earliest: 2012-06-12", "2012-06-12",
        "earliest 2012-06-12 is after latest 2012-06-10", "swap",
    ),
    "finer than written": (
        "at: 2012-06-06\n    precision: day", "at: 2012-06-06\n    precision: minute",
        "precision: minute\n    actor: press", "2012-06-06 cannot be known to the minute", "day",
    ),
    "bounds of no time": (
        "as_of: null", "as_of: null\n    latest: 2012-06-07", "latest: 2012-06-07",
        "'latest' of a figure without a time", "as_of",
    ),
    "trigger is no event": (
        "trigger: picture-posted", "trigger: reposts-night", "trigger:", "no event", "add it",
    ),
    "answer is no event": (
        "answer: first-reply", "answer: frist-reply", "frist",
        "no event 'frist-reply'", "did you mean 'first-reply'?",
    ),
    "conflict over an unknown figure": (
        "figures: [wait-10h]", "figures: [wait-12h]", "wait-12h",
        "no figure 'wait-12h'", "'wait-10h'",
    ),
    "period backwards": (
        "end: 2012-06-08", "end: 2012-06-03", "period:", "ends before it starts", "swap",
    ),
    "impossible hours": (
        'opens: "08:00"', 'opens: "8 Uhr"', "hours:", "'8 Uhr' is no clock time", "09:00",
    ),
    "country without known holidays": (
        "    days: [mon", "    country: XX\n    days: [mon", "hours:",
        "no public holidays known for XX", "ISO",
    ),
    "one side of a conflict": (
        "      - {source: quayside-2012, value: {en: over 12 hours, de: über 12 Stunden}}\n", "",
        "says:", "fewer than two sides", "note",
    ),
    "series from no event": (
        "origin: picture-posted", "origin: picture-pasted", "picture-pasted",
        "no event 'picture-pasted'", "did you mean 'picture-posted'?",
    ),
    "shock that is no event": (
        "shocks: [echo-report]", "shocks: [echo-reports]", "echo-reports",
        "no event 'echo-reports'", "'echo-report'",
    ),
    "series without figures": (
        "  - id: picture\n", "  - id: pictures\n", "id: pictures",
        "no figure has the series 'pictures'", "did you mean 'picture'?",
    ),
    "series that begins nowhere": (
        "    origin: picture-posted\n", "", "cumulative: true",
        "it adds up from no known moment", "'earliest'",
    ),
    "series that begins at a time without bounds": (
        "origin: picture-posted", "origin: first-reply", "cumulative: true",
        "it adds up from no known moment", "'earliest'",
    ),
    "series that begins after its end": (
        "    shocks: [echo-report]\n", "    latest: 2012-06-01\n    shocks: [echo-report]\n",
        "cumulative: true", "it adds up from no known moment", "'earliest'",
    ),
    "crowd of what does not add up": (
        "cumulative: true", "cumulative: false", "crowd:",
        "a crowd for figures that do not add up", "leave 'crowd' out",
    ),
    "series twice": (
        "\nlinks:\n", "  - {id: picture, counts: {en: a, de: b}, cumulative: false, "
        "why: {en: a, de: b}}\n\nlinks:\n", "{id: picture", "series 'picture' is there twice",
        "rename",
    ),
    "nobody to be named": (
        'account: "@HarbourFerries", why', "why", "the company, de", "neither or both", "one",
    ),
}  # fmt: skip

WARNINGS = {
    "source not used": (
        "sources: [survey-2013]", "sources: [echo-2012]", "id: survey-2013",
        "source 'survey-2013' not used", "cite it",
    ),
    "event outside the period": (
        "phase: aftermath", "phase: resolution", "at: 2013",
        "event 'night-desk' lies after the period", "aftermath",
    ),
    "event before the period": (
        "period: {start: 2012-06-04", "period: {start: 2012-06-06", "at: 2012-06-05T10",
        "event 'first-reply' lies before the period", "widen",
    ),
    "newest first": (
        "at: 2012-06-06\n", "at: 2012-06-04\n", "  - id: echo-report",
        "event 'echo-report' is older than 'first-reply' above it", "oldest first",
    ),
    "a series of two metrics": (
        "    metric: reposts\n    value: 150", "    metric: views\n    value: 150",
        "    series: picture\n    label: {en: Reposts after",
        "series 'picture' counts reposts", "of its own",
    ),
    "a series that is not described": (
        "    series: picture\n    label: {en: Reposts after", "    series: other\n"
        "    label: {en: Reposts after", "    series: other",
        "series 'other' is not described", "does not add up",
    ),
    "two questions": (
        "  - {ask: {en: Who was awake?, de: Wer war wach?}, answer: {en: Nobody., de: Niemand.}}\n",
        "", "questions:\n  - {ask", "2 questions for the room", "three to five",
    ),
}  # fmt: skip


def broken(old: str, new: str, words: str) -> tuple[str, int]:
    """Break the sound ledger in one place; give it with the line on which the words begin."""
    assert TEXT.count(old) == 1, f"{old!r} is there {TEXT.count(old)} times"
    text = TEXT.replace(old, new)
    assert words in text
    return text, text[: text.index(words)].count("\n") + 1


@pytest.mark.parametrize("rule", [*MODELS, *BETWEEN])
def test_a_broken_rule_is_an_error_with_its_line(rule: str, tmp_path: Path) -> None:
    old, new, words, what, cure = (MODELS | BETWEEN)[rule]
    text, line = broken(old, new, words)
    found = [p for p in check(tmp_path, text) if p.level == "error" and what in p.what]
    assert [p.line for p in found] == [line]
    assert cure in found[0].cure
    with pytest.raises(LedgerError, match=f"case.yaml:{line}: error: "):
        cases.load(tmp_path / "harbour-ferries-2012")


@pytest.mark.parametrize("rule", WARNINGS)
def test_a_doubt_is_a_warning_with_its_line(rule: str, tmp_path: Path) -> None:
    old, new, words, what, cure = WARNINGS[rule]
    text, line = broken(old, new, words)
    found = [p for p in check(tmp_path, text) if what in p.what]
    assert [(p.line, p.level) for p in found] == [(line, "warning")]
    assert cure in found[0].cure


def test_a_ledger_with_warnings_loads(tmp_path: Path) -> None:
    text, _ = broken("sources: [survey-2013]", "sources: [echo-2012]", "id: survey-2013")
    assert [p.level for p in check(tmp_path, text)] == ["warning"]
    assert len(cases.load(tmp_path / "harbour-ferries-2012").sources) == 3


def test_a_misspelt_key_is_one_problem_not_two(tmp_path: Path) -> None:
    text, _ = broken("sector: transport", "secter: transport", "secter")
    assert [p.what for p in check(tmp_path, text)] == ["unknown key 'secter'"]


def test_a_documented_link_may_run_back_with_a_note(tmp_path: Path) -> None:
    start = "  - from: picture-posted\n    to: crowd-passes-it-on\n    kind: repost\n"
    note = "    note: {en: the sources differ, de: die Quellen widersprechen sich}\n"
    back = "  - from: night-desk\n    to: picture-posted\n    kind: repost\n"
    text, _ = broken(start, back + note, "from: night-desk")
    assert check(tmp_path, text) == []


def test_everything_is_reported_at_once_and_by_line(tmp_path: Path) -> None:
    text = (
        TEXT.replace("sector: transport", "sektor: transport")
        .replace("sources: [survey-2013]", "sources: [survey-2012]")
        .replace("as_of: null", "as_of: 10:30")
        .replace("to: first-reply", "to: last-reply")
        .replace("actor: press", "actor: paper")
    )
    found = check(tmp_path, text)
    assert [p.line for p in found] == sorted(p.line for p in found)
    assert [p.what for p in found] == [
        "unknown key 'sektor'",
        "'actor': unknown word 'paper'",
        "no source 'survey-2012'",
        "'as_of': '10:30' is no time",
        "no event 'last-reply'",
    ]
    with pytest.raises(LedgerError, match="the ledger has 5 problems") as raised:
        cases.load(tmp_path / "harbour-ferries-2012")
    assert str(raised.value).count("Cure: ") == 5


def test_a_link_to_a_broken_event_is_no_problem_of_its_own(tmp_path: Path) -> None:
    text, _ = broken("actor: press", "actor: paper", "paper")
    assert [p.what for p in check(tmp_path, text)] == ["'actor': unknown word 'paper'"]


def test_a_broken_list_does_not_make_every_reference_a_problem(tmp_path: Path) -> None:
    text, line = broken("\nsources:\n", "\nsourcs:\n", "sourcs:")
    assert [(p.line, p.what) for p in check(tmp_path, text)] == [(line, "unknown key 'sourcs'")]


@pytest.mark.parametrize("slug", [p.parent.name for p in cases.folder().glob("*/case.yaml")])
def test_the_bundled_ledgers_have_no_problem(slug: str) -> None:
    assert [str(p) for p in cases.check(slug)] == []
