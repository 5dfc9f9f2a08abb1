"""The list of injects: what comes in on two clocks, what to expect, what was really done."""

from pathlib import Path
from typing import Any

import pandas as pd

from casekit import language
from casekit.workshop.plan import clock
from casekit.workshop.slides import lines
from casekit.workshop.story import Beat, Decision, Story
from casekit.workshop.wording import channel, done, sender
from casekit.writing import whole, write_table

__all__ = ["COLUMNS", "OPENAEV", "RULE", "openaev", "table", "write"]

COLUMNS = {
    "number": ("No.", 5), "exercise": ("Exercise clock", 11), "real": ("Real clock", 16),
    "type": ("Type", 12), "channel": ("Channel", 13), "from": ("From", 13), "to": ("To", 10),
    "text": ("Text", 44), "expected": ("Expected action", 31), "learning": ("Learning point", 20),
    "minutes": ("Minutes", 8), "notes": ("Evaluator's notes", 40), "sources": ("Source no.", 8),
    "source_ids": ("Source ids", 18), "grade": ("Evidence", 14),
    "really": ("What the organisation really did, and when", 22), "done": ("Done", 8),
}  # fmt: skip
"""Heading and width of each column; those of a printed page come to about 156."""

_LEFT = "expected"
"""The last column on the left of two pages side by side."""
_FONT, _SIZE, _SCALE = "Arial", 10, 88
"""Type of a list, its size in points, and of its print in per cent."""

OPENAEV = ("Type", "Trigger Time", "Title", "Description", "Content", "Expectation", "Tags")
"""Columns of the sheet for OpenAEV, which a mapper there names one by one."""

_MEDIA = frozenset({"news", "radio"})
_SOCIAL = frozenset({"twitter", "facebook", "youtube", "vimeo", "blog", "forum", "community",
                     "usenet", "social-media"})  # fmt: skip
_EXPECTED = {
    "media": "Notice it; settle who speaks to the press and what is confirmed",
    "social media": "Notice it; judge whether it grows and who answers",
    "information": "Notice it; judge what it changes",
    "what was done": "Compare with your own decision",
}


def table(story: Story) -> pd.DataFrame:
    """List the injects of a story, decisions among them, in the order of both clocks.

    Returns
    -------
    DataFrame
        A row an inject, index `number`; `minute` and `lasts` in minutes of the exercise, `title` a
        name of few words, all else text under the names of :data:`COLUMNS`.

    Examples
    --------
    >>> import casekit as ck
    >>> rows = table(ck.workshop.of(ck.load.case("british-airways-2013"), minutes=90))
    >>> rows["minute"].is_monotonic_increasing, (rows["type"] == "decision").sum()
    (True, np.int64(3))
    """
    rows: list[dict[str, Any]] = []
    for number in range(len(story.decisions) + 1):
        rows += [_message(story, beat) for beat in story.stage(number) if beat.inject]
        if number < len(story.decisions):
            rows.append(_decision(story, story.decisions[number]))
    made = pd.DataFrame(rows)
    end = next(b.start for b in story.plan if b.kind == "results") - story.exercise
    until = made["minute"].shift(-1, fill_value=end) - made["minute"]
    made["lasts"] = made["lasts"].where(made["lasts"] > 0, until).astype("int64")
    made["minutes"] = made["lasts"].astype(str)
    made.index = pd.Index(range(1, len(made) + 1), name="number")
    return made


def _message(story: Story, beat: Beat) -> dict[str, Any]:
    speak = language.of(story.lang)
    kind = _kind(beat)
    numbers = ", ".join(map(str, beat.sources))
    marked = speak("(re-enacted after source {n})", n=numbers) if beat.sources else ""
    notes = speak("Who noticed it, and after how long?")
    return {
        **_common(story, beat.minute, beat.when, beat.sources),
        "type": speak(kind),
        "channel": channel(beat, story.lang),
        "from": sender(beat, story.lang),
        "title": beat.label,
        "text": f"{beat.text} {marked}".strip(),
        "expected": speak(_EXPECTED[kind]),
        "learning": "",
        "lasts": 0,
        "notes": f"{notes} {beat.note}".strip(),
        "grade": speak("{grade}, wording re-enacted", grade=speak(beat.grade)),
        "really": "",
        "at": beat.at,
    }


def _kind(beat: Beat) -> str:
    """Say what an inject is; nothing is done by the organisation before the room has decided."""
    if beat.role == "press" or beat.platform in _MEDIA:
        return "media"
    if beat.role == "organisation" and beat.stage:
        return "what was done"
    return "social media" if beat.platform in _SOCIAL else "information"


def _decision(story: Story, decision: Decision) -> dict[str, Any]:
    speak = language.of(story.lang)
    return {
        **_common(story, decision.minute, decision.when, decision.sources),
        "type": speak("decision"),
        "channel": speak("In the room"),
        "from": speak("exercise control"),
        "title": decision.ask,
        "text": f"{decision.setting} {decision.ask}",
        "expected": decision.answer,
        "learning": decision.learn,
        "lasts": decision.minutes,
        "notes": speak("Which decision, by whom, and with what reason?"),
        "grade": speak("question of the exercise"),
        "really": "; ".join(f"{beat.label} ({beat.when})" for beat in done(story, decision)),
        "at": decision.at,
    }


def _common(story: Story, minute: int, when: str, sources: tuple[int, ...]) -> dict[str, Any]:
    speak = language.of(story.lang)
    ids = [story.real.sources.index[n - 1] for n in sources]
    return {
        "minute": minute,
        "exercise": clock(minute),
        "real": when,
        "to": speak("crisis team"),
        "sources": ", ".join(map(str, sources)),
        "source_ids": " ".join(map(str, ids)),
        "done": "",
    }


def openaev(story: Story) -> pd.DataFrame:
    """Give the injects as a sheet that OpenAEV imports, its times relative to the start.

    Which column is what, a mapper in OpenAEV says (Settings, Data ingestion): inject type is
    `Type`, trigger time is `Trigger Time`, written as ``D+0 H+1 M+45``.

    Examples
    --------
    >>> import casekit as ck
    >>> sheet = openaev(ck.workshop.of(ck.load.case("british-airways-2013"), minutes=90))
    >>> sheet["Trigger Time"].iloc[0]
    'D+0 H+0 M+0'
    """
    rows = table(story)
    times = [f"D+{m // 1440} H+{m // 60 % 24} M+{m % 60}" for m in rows["minute"]]
    title = rows["title"].str[:120]
    body = rows["real"] + "\n" + rows["text"]
    tells = rows["from"] + " · " + rows["channel"]
    columns = ("email", times, title, tells, body, rows["expected"], rows["type"])
    return pd.DataFrame(dict(zip(OPENAEV, columns, strict=True)), index=rows.index)


def write(story: Story, folder: Path) -> list[Path]:
    """Write ``injects.xlsx`` (the list, and the sheet for OpenAEV) and ``injects.csv``.

    The .csv opens by a double click in the Excel of its language, whose delimiter it has: a
    semicolon in German, a comma in English.

    Raises
    ------
    ReadError
        It cannot be written there.
    """
    speak = language.of(story.lang)
    rows = table(story)
    columns = _columns(story)
    named = rows.reset_index()[list(columns)].astype("str")
    named.columns = pd.Index([speak(title) for title, _ in columns.values()])
    paths = [folder / "injects.xlsx", folder / "injects.csv"]
    _workbook(story, named, paths[0])
    delimiter = {"en": ",", "de": ";"}[story.lang]
    write_table(named.set_index(named.columns[0]), paths[1], delimiter=delimiter, mark=True)
    return paths


def _columns(story: Story) -> dict[str, tuple[str, int]]:
    """Give the columns of the list; ids of sources name the case, so stand-ins go without."""
    left = {"source_ids"} if story.fictional else set()
    return {name: column for name, column in COLUMNS.items() if name not in left}


def _workbook(story: Story, named: pd.DataFrame, path: Path) -> None:
    from openpyxl import Workbook
    from openpyxl.styles import Font

    speak = language.of(story.lang)
    book = Workbook()
    book._named_styles["Normal"].font = Font(_FONT, _SIZE)  # widths are counted in its digits
    first = book.active
    first.title = speak("Injects")
    columns = _columns(story)
    _fill(first, named, [width for _, width in columns.values()])
    _printed(first, pair=list(columns).index(_LEFT) + 1)
    sheet = book.create_sheet("OpenAEV")
    _fill(sheet, openaev(story), [8, 14, 25, 25, 48, 31, 13])
    _printed(sheet)
    rules = pd.DataFrame({speak("Rule"): [speak(RULE), speak(_MAPPER)]})
    about = book.create_sheet(speak("Rule"))
    _fill(about, rules, [110])
    _printed(about)
    book.properties.creator, book.properties.title = "casekit", story.organisation
    with whole(path) as part:
        book.save(part)


def _fill(sheet: Any, frame: pd.DataFrame, widths: list[int]) -> None:
    """Fill a sheet with text: nothing that stands in a cell is run as a formula."""
    from openpyxl.styles import Alignment, Font, PatternFill
    from openpyxl.utils import get_column_letter

    for column, (name, width) in enumerate(zip(frame.columns, widths, strict=True), start=1):
        head = sheet.cell(1, column, str(name))
        head.font, head.fill = Font(_FONT, _SIZE, bold=True), PatternFill("solid", fgColor="E8ECF0")
        head.alignment = Alignment(wrap_text=True, vertical="top")
        sheet.column_dimensions[get_column_letter(column)].width = width
        for row, value in enumerate(frame.iloc[:, column - 1], start=2):
            if value:
                cell = sheet.cell(row, column, str(value))
                cell.alignment = Alignment(wrap_text=True, vertical="top")
                cell.font = Font(_FONT, _SIZE)
                cell.data_type, cell.quotePrefix = "s", str(value)[0] in "=+-@"
    inside = [5.25 * width - 4 for width in widths]  # in points
    for row, texts in enumerate([frame.columns, *frame.to_numpy()], start=1):
        tall = max(lines(str(text), room, _SIZE) for text, room in zip(texts, inside, strict=True))
        sheet.row_dimensions[row].height = 1.22 * _SIZE * tall + 4
    sheet.freeze_panes = "B2"


def _printed(sheet: Any, *, pair: int = 0) -> None:
    """Let a sheet be printed on A4: on a page's width, or after so many columns on a second one."""
    from openpyxl.worksheet.pagebreak import Break

    sheet.page_setup.orientation = sheet.ORIENTATION_LANDSCAPE
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    for side in ("left", "right", "top", "bottom"):
        setattr(sheet.page_margins, side, 0.4)
    sheet.oddFooter.center.text = "&A · &P/&N"
    sheet.print_options.gridLines = True
    sheet.print_title_rows = "1:1"
    if pair:
        sheet.page_setup.scale = _SCALE
        sheet.col_breaks.append(Break(id=pair))
        sheet.print_title_cols = "A:B"
    else:
        sheet.page_setup.fitToHeight = 0
        sheet.sheet_properties.pageSetUpPr.fitToPage = True


RULE = (
    "How real time becomes exercise time: the injects between two decisions share the minutes in "
    "which they are played, in their real order, a minute apart where there are enough. Each gap "
    "weighs as the logarithm of its real length, so that a night is longer than an hour but not "
    "many times as long."
)
_MAPPER = (
    "The sheet OpenAEV is imported there by a mapper (Settings, Data ingestion) that names its "
    "columns: inject type is Type, trigger time is Trigger Time, relative to the start."
)
