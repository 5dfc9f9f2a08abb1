"""The replay: its data tell the story in order, and its page plays it in a browser offline."""

import base64
import hashlib
import json
import re
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import casekit as ck
from casekit import language, theme
from casekit.errors import SchemaError
from casekit.layout.window import Window
from casekit.workshop import of, replay
from casekit.workshop.axis import LENGTH, pieces, place, window
from casekit.workshop.playback import grades, playback
from casekit.workshop.story import Story
from casekit.workshop.tree import tree

CASES = ("british-airways-2013", "dell-hell-2005", "telekom-hilft-2010")
"""A clock in one piece, one that breaks at short silences, one that breaks at long ones."""
WIDE, SMALL, PHONE = (1920, 1080), (1280, 720), (390, 844)


@pytest.fixture(scope="module")
def story() -> Story:
    return of(ck.load.case("british-airways-2013"), minutes=90)


@pytest.fixture(scope="module")
def page(story: Story, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return replay.write(story, tmp_path_factory.mktemp("replay") / "replay.html")


def crowd(story: Story, count: int) -> pd.DataFrame:
    """Invent posts of an archive: a root, and each other one reposts an earlier one."""
    axis, draw = window(story), np.random.default_rng(9)
    spread_ = np.sort(draw.uniform(0.02, 0.98, count))
    at = axis.start + (axis.end - axis.start) * spread_
    ids = np.array([f"p{n}" for n in range(count)])
    above = np.minimum(draw.geometric(0.02, count), np.arange(count))
    parent = [None if n == 0 else ids[n - above[n]] for n in range(count)]
    table = pd.DataFrame({"at": at, "account": ids, "kind": "repost", "parent": parent,
                          "root": ids[0], "parent_evidence": "archived", "evidence": "archived"},
                         index=pd.Index(ids, name="post"))  # fmt: skip
    table.loc[ids[0], ["kind", "parent_evidence"]] = ["post", None]
    return ck.schema.conform(table, ck.schema.POSTS)


@cache
def told(slug: str) -> tuple[Story, Window, dict[str, Any]]:
    """Give the story of a case, its clock and what is played."""
    found = of(ck.load.case(slug), minutes=180)
    return found, window(found), playback(found)


@pytest.mark.parametrize("slug", CASES)
def test_nothing_comes_before_the_decision_that_it_would_spoil(slug: str) -> None:
    story, _, data = told(slug)
    dues = [one["due"] for one in data["beats"]]
    assert dues == sorted(dues)
    assert [one["text"] for one in data["beats"]] == [beat.text for beat in story.beats]
    assert not any(beat.id in json.dumps(data) for beat in story.beats if "-" in beat.id)
    stops = [stop["p"] for stop in data["stops"]]
    assert stops == sorted(set(stops))
    for beat, one in zip(story.beats, data["beats"], strict=True):
        assert 0 <= one["low"] <= one["p"] <= one["high"] <= 1
        assert sum(stop < one["due"] for stop in stops) == beat.stage
    for stop, decision in zip(data["stops"], story.decisions, strict=True):
        assert [row["label"] for row in stop["happened"]] == [
            story.beat(name).label for name in decision.happened
        ]


@pytest.mark.parametrize("slug", CASES)
def test_the_pieces_of_the_clock_join_and_agree_with_the_ledgers_times(slug: str) -> None:
    story, axis, data = told(slug)
    parts = data["pieces"]
    assert (parts[0]["from"], parts[-1]["to"]) == (0, 1)
    for one, two in pairwise(parts):
        assert one["to"] == pytest.approx(two["from"], abs=2e-6)
        assert one["end"] <= two["start"]
    for beat in story.beats:
        at = place(axis, beat.at)
        piece = next(one for one in parts if at <= one["to"] + 1e-9)
        share = (at - piece["from"]) / max(piece["to"] - piece["from"], 1e-9)
        shown = piece["start"] + share * (piece["end"] - piece["start"])
        assert axis.start <= beat.at <= axis.end
        slack = 2e-5 * (axis.end - axis.start).total_seconds() + 1
        assert shown == pytest.approx(beat.at.timestamp(), abs=slack)
        if piece["fine"]:
            offset = beat.at.tz_convert(story.zone).utcoffset()
            assert piece["ahead"] == offset.total_seconds()


def test_a_day_with_a_change_of_the_clock_is_split_at_it() -> None:
    start = pd.Timestamp("2010-03-27 12:00", tz="UTC")
    made = pieces(Window(start, start + pd.Timedelta(days=1), 0.0, LENGTH), "Europe/Zurich")
    assert [one["ahead"] for one in made] == [3600, 7200]
    assert made[0]["end"] == pd.Timestamp("2010-03-28 01:00", tz="UTC").timestamp()
    assert made[0]["to"] == made[1]["from"] == pytest.approx(13 / 24, abs=1e-5)


def test_the_page_is_called_as_the_exercise_and_not_as_the_case(story: Story, page: Path) -> None:
    """The title of O2's ledger tells how many there will be."""
    assert playback(story)["title"] == story.name != story.title
    assert f"<title>{story.name}</title>" in page.read_text(encoding="utf-8")


def test_a_wait_is_told_no_finer_than_it_is_known(story: Story) -> None:
    data = playback(story)
    assert data["wait"]["grain"] == 3600  # the tweet is known by its part of the day
    assert data["wait"]["grade"] == "derived"
    assert told("dell-hell-2005")[2]["wait"]["grain"] == 86400  # both ends by their day


def test_the_clock_shows_no_day_that_is_invented() -> None:
    data = playback(of(ck.load.case("o2-2011", lang="de"), minutes=90))
    assert data["before"] == "2011"  # the first message is known to lie within eight months of it
    first, vents = data["beats"][:2]
    assert (first["clock"], vents["clock"]) == ("01.03.–12.11.2011", "01.10.–12.11.2011")
    shown = {one["label"]: one for one in data["beats"]}
    assert shown["Meldeseite geht online"]["clock"] == "12.11.2011"
    assert shown["Etwa 6.400 Meldungen"]["clock"] == ""  # known to hours: the clock runs
    assert {one["mark"] for one in data["beats"] if "–" in one["clock"]} == {"bounds"}


def test_the_clock_runs_where_times_of_day_are_known(story: Story) -> None:
    data = playback(story)
    assert data["before"] == ""
    assert {one["clock"] for one in data["beats"][:6]} == {""}


@pytest.mark.parametrize("slug", CASES)
def test_it_begins_shortly_before_the_first_message(slug: str) -> None:
    data = told(slug)[2]
    assert 0 <= data["beats"][0]["due"] - data["begin"] <= 0.011


def test_the_tree_grows_from_its_source_and_says_what_a_dot_is(story: Story) -> None:
    found = tree(story, window(story))
    assert found is not None
    assert found["p"] == sorted(found["p"])
    assert len({len(found[name]) for name in "pxyrd"}) == 1
    assert found["d"][0] == 0
    assert all(line["from"] >= found["p"][0] - 1e-5 for line in found["lines"])
    assert min(line["left"] for line in found["lines"]) >= found["p"][0] * LENGTH - 0.01
    assert max(found["y"]) <= found["height"] + 1e-6
    assert "stands for 10" in found["note"]
    assert found["grade"] == "reconstructed"


def test_posts_of_an_archive_take_the_place_of_the_crowd(story: Story) -> None:
    found = tree(story, window(story), crowd(story, 400))
    assert found is not None
    assert (len(found["p"]), found["grade"]) == (400, "archived")
    assert "400 from the archive" in found["note"]


def test_more_posts_than_have_a_dot_each_are_refused(story: Story) -> None:
    with pytest.raises(SchemaError, match="too many for a dot each"):
        tree(story, window(story), crowd(story, 20_001))


def test_every_grade_in_the_page_is_in_its_legend_and_no_other(story: Story) -> None:
    data = playback(story)
    data["tree"] = tree(story, window(story))
    assert list(grades(data, language.of("en"))) == ["documented", "derived", "reconstructed"]


def test_the_page_needs_no_network_and_runs_no_script_but_its_own(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', text)
    assert policy
    assert policy[1].startswith("default-src 'none'; ")
    assert "unsafe" not in policy[1]
    style, script = (re.search(rf"<{tag}>(.*?)</{tag}>", text, re.S) for tag in ("style", "script"))
    for found in (style, script):
        assert found
        digest = hashlib.sha256(found[1].encode()).digest()
        assert f"'sha256-{base64.b64encode(digest).decode()}'" in policy[1]
    assert not re.search(r"\beval\b|innerHTML|outerHTML|document\.write|new Function", script[1])
    assert not re.search(r'(?:src|href)="(?!#)|url\(|@import|\sstyle="|\son\w+="', text)


def test_a_text_of_the_ledger_cannot_end_the_data_that_it_stands_in() -> None:
    text = replay._json({"text": "</script><script>alert(1)</script>"})
    assert "<" not in text
    assert json.loads(text)["text"].startswith("</script>")


def test_stand_ins_leave_no_real_name_place_or_source(tmp_path: Path) -> None:
    case = ck.load.case("british-airways-2013", lang="de")
    shown = of(case, minutes=90, fictional="Fluglinie X")
    text = replay.write(shown, tmp_path / "replay.html").read_text(encoding="utf-8")
    for name in ("British", "Airways", "Syed", "JetBlue", "London", "bbc-2013"):
        assert name not in text, name
    assert "Fluglinie X" in text
    assert all(not one["label"] for one in playback(shown)["sources"].values())


def test_both_grounds_have_texts_that_can_be_read() -> None:
    def light(color: str) -> float:
        parts = [int(color[n : n + 2], 16) / 255 for n in (1, 3, 5)]
        parts = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
        return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]

    for found in replay._colors().values():
        inks = [found["css"][name] for name in ("ink", "soft", "focus", *theme.ROLES)]
        for ground in (found["ground"], found["panel"]):
            for ink in inks:
                high, low = sorted([light(ink), light(ground)], reverse=True)
                assert (high + 0.05) / (low + 0.05) >= 4.5, (ink, ground)


class Stage:
    """A page that is being played, with all that it complained of."""

    def __init__(self, browser, path: Path, size=SMALL, **options) -> None:
        self.context = browser.new_context(
            offline=True, viewport={"width": size[0], "height": size[1]}, **options
        )
        self.page, self.errors = self.context.new_page(), []
        self.page.on("console", lambda m: self.errors.append(m.text) if m.type == "error" else None)
        self.page.on("pageerror", lambda e: self.errors.append(str(e)))
        self.page.on("requestfailed", lambda r: self.errors.append(r.url))
        self.page.goto(path.as_uri())
        self.page.wait_for_selector("#card button")

    def keys(self, *names: str) -> None:
        for name in names:
            self.page.keyboard.press(name)

    def until(self, said: str, seconds: float = 20) -> None:
        """Wait until an expression holds; the page's policy forbids a driver to poll by itself."""
        for _ in range(int(seconds * 20)):
            if self.page.evaluate(said):
                return
            self.page.wait_for_timeout(50)
        pytest.fail(f"never true: {said}")

    def state(self, name: str):
        return self.page.evaluate(f"replay.state.{name}")

    def close(self) -> None:
        self.context.close()
        assert self.errors == []


@pytest.mark.browser
def test_it_plays_stops_reveals_and_goes_on_by_keys_alone(
    chromium, page: Path, story: Story
) -> None:
    stage = Stage(chromium, page)
    stage.keys("Enter")
    data = playback(story)
    stage.until(f"replay.state.place > {data['begin']} + 0.002")
    stage.page.evaluate(f"replay.jump({data['stops'][0]['p']} - 0.003)")
    stage.until("replay.state.stop !== null")
    assert not stage.state("playing")
    ask = stage.page.inner_text("#card h2")
    assert ask.endswith("?")
    assert stage.page.locator("#card .told").count() == 0
    stage.keys("r")
    assert stage.page.locator("#card .told li").count() >= 1
    assert ask in stage.page.inner_text("#card")
    place_ = stage.state("place")
    stage.keys("Enter")
    stage.until(f"replay.state.place > {place_}")
    assert stage.page.locator("#card").is_hidden()
    stage.keys(" ")
    assert not stage.state("playing")
    stage.keys("Shift+ArrowRight")
    assert len(stage.page.inner_text("#feed li:first-child .label")) > 3
    stage.keys("Home")
    while stage.state("stop") is None:
        stage.keys("Shift+ArrowRight")
    stage.keys("Shift+ArrowRight")  # the next message shows what happened, and skips nothing
    assert stage.state("revealed")
    stage.until("document.getElementById('live').textContent.length > 10")
    stage.close()


@pytest.mark.browser
def test_the_clock_on_the_page_shows_days_where_no_more_is_known(chromium, tmp_path: Path) -> None:
    told = of(ck.load.case("o2-2011", lang="de"), minutes=90)
    stage = Stage(chromium, replay.write(told, tmp_path / "replay.html"))
    assert stage.page.inner_text("#time") == "2011"
    stage.keys("Escape")
    first = playback(told)["beats"][0]
    stage.page.evaluate(f"replay.jump({first['due']} + 0.0001)")
    stage.until("document.getElementById('time').textContent === '01.03.–12.11.2011'")
    assert stage.page.inner_text("#day") == ""
    stage.close()


@pytest.mark.browser
def test_it_scrubs_and_going_back_takes_away_what_had_come(
    chromium, page: Path, story: Story
) -> None:
    stage = Stage(chromium, page)
    stage.keys("Escape", "End")
    full = len(story.beats)
    stage.until(f"document.getElementById('feed').start === {full}")
    stage.page.locator("#slider").fill("300")
    stage.until(f"document.getElementById('feed').start < {full}")
    assert stage.state("place") == pytest.approx(0.3)
    box = stage.page.locator("#canvas").bounding_box()
    stage.page.mouse.move(box["x"] + box["width"] * 0.3, box["y"] + 50)
    stage.page.mouse.down()
    stage.page.mouse.move(box["x"] + box["width"] * 0.5, box["y"] + 60, steps=3)
    stage.page.mouse.up()
    assert stage.state("place") == pytest.approx(0.5, abs=0.03)
    stage.keys("Home")
    stage.until(f"replay.state.place === {playback(story)['begin']}")
    stage.close()


MEASURED = """() => {
  const boxes = ["header", "#stage", "#counters", "#news", "footer", "#options"].map((name) =>
    document.querySelector(name).getBoundingClientRect());
  const laps = [];
  boxes.forEach((a, n) => boxes.slice(n + 1).forEach((b, m) => {
    const x = Math.min(a.right, b.right) - Math.max(a.left, b.left);
    const y = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
    if (x > 1 && y > 1) laps.push([n, n + m + 1, x, y]);
  }));
  const cut = [...document.querySelectorAll("#feed li, .counter, button, .counter p")].filter(
    (one) => one.scrollWidth > one.clientWidth + 1).map((one) => one.textContent);
  const feed = document.getElementById("feed");
  const hidden = getComputedStyle(feed).overflowY === "hidden";
  return { wide: document.documentElement.scrollWidth - window.innerWidth, laps, cut,
           tall: hidden && feed.scrollHeight > feed.clientHeight + 1 };
}"""


@pytest.mark.browser
def test_no_text_is_cut_and_nothing_lies_on_another_also_at_double_size(
    chromium, page: Path
) -> None:
    stage = Stage(chromium, page)
    stage.keys("Escape")
    for zoom in (1, 2):
        for wide, high in (WIDE, SMALL, PHONE):
            stage.page.set_viewport_size({"width": wide, "height": high})
            stage.page.evaluate("replay.jump(0.55)")
            stage.page.wait_for_timeout(250)
            found = stage.page.evaluate(MEASURED)
            none = {"wide": 0, "laps": [], "cut": [], "tall": False}
            assert found == none, (zoom, wide)
            assert stage.page.locator("#feed li").count() > 0
        stage.keys("+", "+", "+", "+")
    stage.close()


@pytest.mark.browser
def test_who_asks_for_less_motion_gets_steps_from_event_to_event(
    chromium, page: Path, story: Story
) -> None:
    stage = Stage(chromium, page, reduced_motion="reduce")
    data = playback(story)
    places = {beat["due"] for beat in data["beats"]}
    stage.keys("Enter")
    stage.until(f"replay.state.place > {data['begin']}")
    assert stage.state("place") in places
    assert stage.page.evaluate("getComputedStyle(document.querySelector('#feed li')).animationName"
                               ) == "none"  # fmt: skip
    stage.close()


@pytest.mark.browser
def test_the_notes_open_in_a_window_of_their_own_and_come_back(chromium, page: Path) -> None:
    stage = Stage(chromium, page)
    stage.keys("Escape", "n")
    stage.page.evaluate("replay.jump(0.02)")
    stage.page.wait_for_selector("#notes h3")
    with stage.context.expect_page() as opened:
        stage.keys("w")
    notes = opened.value
    notes.wait_for_selector("#notes h3")
    assert stage.page.locator("#notes").count() == 0
    notes.keyboard.press("Shift+ArrowRight")
    stage.until("replay.state.place > 0.02")
    notes.close()
    stage.until("document.getElementById('notes') !== null")
    stage.close()


@pytest.mark.browser
def test_five_thousand_posts_grow_on_their_own_sheet(
    chromium, story: Story, tmp_path: Path
) -> None:
    path = replay.write(story, tmp_path / "many.html", posts=crowd(story, 5000))
    stage = Stage(chromium, path)
    stage.keys("Escape")
    inked = """() => {
      const sheet = document.getElementById("dots"), data = sheet.getContext("2d").getImageData(
        0, 0, sheet.width, sheet.height).data;
      let count = 0;
      for (let n = 3; n < data.length; n += 4) count += data[n] > 0;
      return count;
    }"""
    two_frames = "() => new Promise((on) => requestAnimationFrame(() => requestAnimationFrame(on)))"
    counts = []
    for place_ in (0.1, 0.5, 1.0, 0.1):
        stage.page.evaluate(f"replay.jump({place_})")
        stage.page.evaluate(two_frames)
        counts.append(stage.page.evaluate(inked))
    assert 0 < counts[0] < counts[1] < counts[2]
    assert counts[3] == counts[0]
    stage.close()
