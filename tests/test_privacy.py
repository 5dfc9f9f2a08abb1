"""What is handed on names nobody: pseudonyms that join, ids alone, and the erasure of one."""

import os
import re
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq
import pytest
from click.testing import Result
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from casekit import archives, load, privacy, reach, response, schema, shape, spread
from casekit.cli import app
from casekit.errors import PrivacyError, SchemaError
from casekit.privacy.keys import Pseudonyms
from casekit.privacy.wording import Texts

SECRET = b"a key that nobody should ever use again"
WROTE = {
    # post: account, name, kind, parent, text
    "900000000000000001": ("71", "Anna_K", "post", None, "My luggage is gone, @SomeAir!"),
    "900000000000000002": ("72", "bo", "repost", "900000000000000001",
                           "RT @anna_k: My luggage is gone, @SomeAir!"),
    "900000000000000003": ("73", "SomeAir", "reply", "900000000000000001", "@Anna_K we look"),
    "900000000000000004": ("74", "Cem", "quote", "900000000000000001",
                           "so did mine https://x.example/Anna_K/status/900000000000000001"),
    "900000000000000005": ("74", "Cem", "post", None, "thanks anna_k and 900000000000000001"),
    "900000000000000006": ("75", "Annabel", "post", None, "Annabel is another one"),
    "900000000000000007": ("72", "bo", "post", None, "so true RT @Anna_K: My luggage is gone"),
}  # fmt: skip


@pytest.fixture(scope="module")
def posts() -> pd.DataFrame:
    rows = [
        {"post": post, "at": pd.Timestamp("2013-09-02T10:00Z") + pd.Timedelta(minutes=n),
         "account": account, "name": name, "kind": kind, "parent": parent, "root": parent,
         "text": text, "platform": "twitter", "lang": "en", "origin": "record",
         "url": f"https://x.example/{name}/status/{post}", "evidence": "archived"}
        for n, (post, (account, name, kind, parent, text)) in enumerate(WROTE.items())
    ]  # fmt: skip
    return schema.conform(pd.DataFrame(rows), schema.POSTS)


@pytest.fixture
def key(tmp_path: Path) -> Path:
    return privacy.new_key(tmp_path / "study.key")


@pytest.fixture
def file(posts: pd.DataFrame, tmp_path: Path) -> Path:
    source, target = tmp_path / "posts.csv", tmp_path / "posts.parquet"
    posts.reset_index().to_csv(source, index=False)
    archives.store([source], target)
    return target


def texts(*accounts: str, keep: tuple[str, ...] = ()) -> Texts:
    return Texts(Pseudonyms(SECRET, schema.handles(keep)), accounts)


def mention(handle: str) -> str:
    return f"@{Pseudonyms(SECRET).account(handle)}"


# --- keys


def test_a_new_key_is_ours_alone_and_never_written_over(tmp_path: Path) -> None:
    path = privacy.new_key(tmp_path / "study.key")
    assert path.stat().st_mode & 0o077 == 0 or os.name != "posix"
    with pytest.raises(PrivacyError, match="a file already"):
        privacy.new_key(path)
    with pytest.raises(PrivacyError, match="cannot be written"):
        privacy.new_key(tmp_path / "nowhere" / "study.key")


def test_a_key_that_is_short_simple_missing_or_open_is_refused(
    posts: pd.DataFrame, tmp_path: Path, key: Path
) -> None:
    short = tmp_path / "short.key"
    for secret in ("secret", "ab" * 40):
        short.write_text(secret, "ascii")
        short.chmod(0o600)
        with pytest.raises(PrivacyError, match="too easy to guess"):
            privacy.pseudonymise(posts, key=short)
    with pytest.raises(PrivacyError, match="no key can be read"):
        privacy.pseudonymise(posts, key=tmp_path / "none.key")
    if os.name == "posix":
        key.chmod(0o644)
        with pytest.raises(PrivacyError, match=r"others on this machine.*chmod 600"):
            privacy.pseudonymise(posts, key=key)


# --- frames


def test_everything_that_is_linked_stays_linked(posts: pd.DataFrame, key: Path) -> None:
    mine = privacy.pseudonymise(posts, key=key)
    schema.check(mine, schema.POSTS)
    row = {old: n for n, old in enumerate(posts.index)}
    new = {name: n for n, name in enumerate(mine.index)}
    for column in ("parent", "root"):
        assert mine[column].map(new).tolist() == pytest.approx(
            posts[column].map(row).tolist(), nan_ok=True
        )
    assert mine["account"].nunique() == posts["account"].nunique()
    edges = privacy.pseudonymise(spread.edges(posts, rule="reported"), key=key)
    pd.testing.assert_frame_equal(edges, spread.edges(mine, rule="reported"))
    one, two = shape.describe(posts), shape.describe(mine)
    pd.testing.assert_frame_equal(one.reset_index(drop=True), two.reset_index(drop=True))


def test_labels_of_cascades_meet_their_pseudonyms_row_by_row(key: Path) -> None:
    posts = load.posts(load.sample("cascade-paths.txt"))
    label = posts["root"].str.split(":").str[0]
    shared = privacy.pseudonymise(posts, key=key)
    assert shared["parent_is"].tolist() == posts["parent_is"].tolist()
    labels = label.set_axis(shared["root"]).groupby(level=0).first()
    named, theirs = shape.describe(posts), shape.describe(shared)
    assert not set(theirs.index) & set(named.index)
    sizes = named["size"].groupby(named.index.str.split(":").str[0]).sum()
    assert theirs["size"].groupby(labels).sum().to_dict() == sizes.to_dict()


def test_waits_and_reach_are_those_of_the_archive(key: Path) -> None:
    posts = load.posts(load.sample("customer-care-week.csv.gz"))
    by = posts["name"].mode()[0]
    mine = privacy.pseudonymise(posts, key=key, keep=[by])
    one, two = response.times(posts, by=by), response.times(mine, by=f"@{by}")
    assert one["wait"].tolist() == two["wait"].tolist()
    assert privacy.pseudonymise(one, key=key).index.tolist() == two.index.tolist()
    assert len(reach.curve(posts)) == len(reach.curve(mine))


def test_files_of_one_key_join_and_of_two_keys_do_not(
    posts: pd.DataFrame, key: Path, tmp_path: Path
) -> None:
    one = privacy.pseudonymise(posts.iloc[:4], key=key)
    two = privacy.pseudonymise(posts.iloc[3:], key=key)
    assert one.index[-1] == two.index[0]
    assert set(one["account"]) & set(two["account"])
    other = privacy.pseudonymise(posts, key=privacy.new_key(tmp_path / "other.key"))
    for column in ("account", "name", "parent", "url"):
        assert not set(one[column].dropna()) & set(other[column].dropna())
    assert not set(one.index) & set(other.index)


def test_nothing_that_named_anybody_is_left(posts: pd.DataFrame, key: Path) -> None:
    with pytest.warns(UserWarning, match="7 texts stand there word for word"):
        kept = privacy.pseudonymise(posts, key=key, text="keep")
    for mine in (kept, privacy.pseudonymise(posts, key=key)):
        told = mine.reset_index().to_csv().casefold()
        for account, name, *_ in WROTE.values():
            assert not re.search(rf"(?<!\w){name.casefold()}(?!\w)", told)
            assert f",{account}," not in told
        assert not any(post in told for post in WROTE)
        assert "x.example" not in told
    assert "luggage is gone" in kept["text"].iloc[0]


def test_public_accounts_keep_their_names_under_id_and_handle(
    posts: pd.DataFrame, key: Path
) -> None:
    mine = privacy.pseudonymise(posts, key=key, keep="@someair")
    own = mine[mine["name"] == "SomeAir"]
    assert own["account"].tolist() == ["73"]
    assert not own.index.isin(posts.index).any()
    assert mine["text"].iloc[0] == "@SomeAir"
    accounts = schema.conform(
        pd.DataFrame({"account": ["73", "74"], "name": ["SomeAir", "Cem"], "evidence": "archived"}),
        schema.ACCOUNTS,
    )
    listed = privacy.pseudonymise(accounts, key=key, keep=["73"])
    assert listed["name"].iloc[0] == "SomeAir"
    assert listed.index[0] == "73"
    assert listed.index[1] == mine["account"].iloc[3]


def test_columns_that_may_name_somebody_in_other_ways_are_cleared(
    posts: pd.DataFrame, key: Path
) -> None:
    strange = posts.assign(platform="annas-blog.example", lang="anna", mine="Anna")
    mine = privacy.pseudonymise(strange, key=key)
    assert mine["platform"].isna().all()
    assert mine["lang"].isna().all()
    assert "mine" not in mine


def test_frames_of_several_parts_are_taken(posts: pd.DataFrame, key: Path) -> None:
    both = pd.concat([posts.iloc[:3], posts.iloc[3:]])
    one, two = (privacy.pseudonymise(each, key=key) for each in (both, posts))
    pd.testing.assert_frame_equal(one, two)


def test_what_is_no_frame_is_refused(posts: pd.DataFrame, key: Path) -> None:
    with pytest.raises(SchemaError, match="no frame of posts"):
        privacy.pseudonymise(posts.reset_index(), key=key)
    with pytest.raises(SchemaError, match="text is 'blank'"):
        privacy.pseudonymise(posts, key=key, text="blank")  # type: ignore[arg-type]


def test_the_public_accounts_of_a_case_are_its_ledgers() -> None:
    case = load.case("telekom-hilft-2010")
    assert {"Telekom_hilft", "drosselkom"} <= set(privacy.public(case))


# --- texts


@pytest.mark.parametrize(
    "handle",
    ["anna", "Anna_K", "小明", "राम_हिन्दी", "محمد", "Ωμέγα", "かな", "이름", "ไทย", "anna.k-1",
     "anna@social.example", "étienne", "--abc-名", "名·字"],
)  # fmt: skip
def test_handles_of_every_script_are_replaced(handle: str) -> None:
    found = texts()
    for before, after in (("", ""), ("//", "："), ("(", ")"), ("hello ", " how are you")):
        for mark in ("@", "＠", "@\u200e", "@\u2066"):
            text = found.scrubbed(f"{before}{mark}{handle}{after}")
            assert text == f"{before}{mention(handle)}{after}"
            assert found.mentions(f"{before}{mark}{handle}{after}") == mention(handle)


def test_a_handle_ends_where_a_known_one_does() -> None:
    known = texts("user", "Mary Ann", keep=("SomeAir",))
    assert (
        known.scrubbed("@userさん @user.Thanks")
        == f"{mention('user')}さん {mention('user')}.Thanks"
    )
    assert known.scrubbed("@SomeAirさん") == "@SomeAirさん"
    assert known.scrubbed("@Mary Ann you are right") == f"{mention('mary ann')} you are right"
    assert known.scrubbed("u/user said, /user/other too") == (
        f"u/{mention('user')[1:]} said, u/{mention('other')[1:]} too"
    )


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("mail a.b+c@example.co.uk now", "mail [e-mail] now"),
        ("call +44 (0)20 7946 0958, or 0171/2345678.", "call [number], or [number]."),
        ("tel:０１７１２３４５６７", "tel:[number]"),
        ("id 900000000000000001!", "id [number]!"),
        ("on 2013-09-02 and 31.08.2013 at 19:00", "on 2013-09-02 and 31.08.2013 at 19:00"),
        ("1,000 bags, 747 flights", "1,000 bags, 747 flights"),
    ],
)
def test_addresses_and_numbers_go_and_dates_stay(text: str, left: str) -> None:
    assert texts().scrubbed(text) == left


@pytest.mark.parametrize(
    "link",
    ["https://x.example/anna/status/1", "http://t.co/aB1", "www.anna.example", "t.co/aB1",
     "anna.bsky.social", "at://did:plc:abc/app/3lv", "did:plc:abcd", "https://x.example/@anna"],
)  # fmt: skip
def test_links_lead_nowhere_and_stay_the_same_link(link: str) -> None:
    found = texts()
    once = found.scrubbed(f"see {link} there")
    assert re.fullmatch(r"see https://pseudonym\.invalid/[0-9a-f]{20} there", once)
    assert once == found.scrubbed(f"see {link} there")


def test_names_of_the_archives_accounts_go_as_words_of_their_own() -> None:
    known = texts("anna", "115712", "12", "bo", "Mary Ann", "https://social.example/users/dora")
    text = "Anna, #anna and annabel; bo; Mary Ann; dora; 115712 of 12"
    left = "[name], #[name] and annabel; bo; [name]; [name]; [name] of 12"
    assert known.scrubbed(text) == left


@given(st.text(), st.text(alphabet=st.characters(categories=["L", "N"]), min_size=3))
def test_no_text_hides_a_mention(before: str, name: str) -> None:
    new = texts(name).scrubbed(f"{before} @{name}")
    assert f"@{name}".casefold() not in new.casefold()


# --- stored files


def test_a_stored_file_comes_out_as_its_frame_does(file: Path, key: Path, tmp_path: Path) -> None:
    done = privacy.stored(file, tmp_path / "out.parquet", key=key, keep=["someair", "typo"])
    assert (done.posts, done.verbatim, done.kept, done.absent) == (7, 0, ("someair",), ("typo",))
    mine = privacy.pseudonymise(load.posts(file), key=key, keep=["someair"])
    pd.testing.assert_frame_equal(load.posts(tmp_path / "out.parquet"), mine)
    assert b"casekit" not in (pq.read_metadata(tmp_path / "out.parquet").metadata or {})
    again = privacy.stored(file, tmp_path / "again.parquet", key=key, keep=["someair", "typo"])
    assert again == done
    assert (tmp_path / "again.parquet").read_bytes() == (tmp_path / "out.parquet").read_bytes()


def test_texts_that_stay_are_counted(file: Path, key: Path, tmp_path: Path) -> None:
    assert privacy.stored(file, tmp_path / "out.parquet", key=key, text="keep").verbatim == 7


def test_what_is_no_store_is_refused(key: Path, tmp_path: Path) -> None:
    with pytest.raises(PrivacyError, match="no Parquet file of posts"):
        privacy.stored(key, tmp_path / "out.parquet", key=key)
    assert not (tmp_path / "out.parquet").exists()


def test_ids_alone_are_sorted_and_those_of_the_archive() -> None:
    posts = load.posts(load.sample("rumour-threads.zip"))
    held = privacy.ids(posts)
    assert held == sorted(held)
    assert not set(held) & set(posts.index[posts["origin"] == "named"])
    broken = posts.rename(index={held[0]: "5.8E+17~1"})
    assert privacy.ids(broken) == held[1:]


# --- erasure


def test_an_account_goes_with_its_posts_its_reposts_and_what_names_it(file: Path) -> None:
    before = load.posts(file)
    done = privacy.erase(file, "@ANNA_K")
    assert (done.posts, done.reposts, done.mentions, done.left) == (1, 1, 4, 6)
    left = load.posts(file)
    raw = file.read_bytes()
    told = left.reset_index().to_csv().casefold()
    for gone in ("anna_k", ",71,", "900000000000000001", "900000000000000002"):
        assert gone not in told
        assert gone.encode() not in raw
    assert left.loc["900000000000000003", "text"] == "[erased] we look"
    assert left.loc["900000000000000004", "text"] == "so did mine [erased]"
    assert left.loc["900000000000000007", "text"] == "so true [erased]"
    other = "900000000000000006"
    pd.testing.assert_series_equal(left.loc[other], before.loc[other])


def test_threads_hold_together_around_what_is_gone(file: Path) -> None:
    privacy.erase(file, "71")
    left = load.posts(file)
    (place,) = left.index[left["origin"] == "named"]
    assert left.loc[place, ["at", "account", "name", "text", "url"]].isna().all()
    assert left["parent"].dropna().unique().tolist() == [place]
    schema.check(left, schema.POSTS)
    privacy.erase(file, "SomeAir")
    again = load.posts(file)
    assert place in again.index
    assert again.index.is_unique


def test_nothing_to_erase_leaves_the_file_as_it_is(file: Path) -> None:
    before = file.read_bytes()
    with pytest.raises(PrivacyError, match="nothing of 'dora'"):
        privacy.erase(file, "dora")
    assert file.read_bytes() == before
    assert [path.name for path in file.parent.glob(".*")] == []


def test_a_name_that_would_stay_stops_the_erasure(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = file.read_bytes()
    monkeypatch.setattr("casekit.privacy.erasure._Cut.rows", lambda _, table: table)
    with pytest.raises(PrivacyError, match="still in column post"):
        privacy.erase(file, "Anna_K")
    assert file.read_bytes() == before
    assert [path.name for path in file.parent.glob(".*")] == []


def test_a_name_that_is_a_word_of_the_file_can_be_erased(
    posts: pd.DataFrame, tmp_path: Path
) -> None:
    for name in ("records", "twitter", "account", "comment", "annabe"):
        source, target = tmp_path / f"{name}.csv", tmp_path / f"{name}.parquet"
        mine = posts.assign(name=posts["name"].replace("Cem", name))
        mine.reset_index().to_csv(source, index=False)
        archives.store([source], target)
        assert privacy.erase(target, name).posts == 2
        left = load.posts(target)
        assert name not in left["name"].tolist()
        assert left["platform"].dropna().unique().tolist() == ["twitter"]
        assert "Annabel" in left["name"].tolist()


def test_what_a_killed_run_left_is_no_place_to_forget(file: Path) -> None:
    file.with_name(".posts.parquet.parts").mkdir()
    with pytest.raises(PrivacyError, match="broken off"):
        privacy.erase(file, "Anna_K")


def test_the_account_of_the_reading_forgets_too(tmp_path: Path) -> None:
    source = tmp_path / "posts.csv"
    lines = load.sample("customer-care.csv").read_text(encoding="utf-8").splitlines()
    lines.append("77,ExampleRail,maybe,no date,@x hello,,")
    source.write_text("\n".join(lines), encoding="utf-8")
    target = tmp_path / "posts.parquet"
    assert "ExampleRail" in archives.store([source], target).problems[0].excerpt
    privacy.erase(target, "ExampleRail")
    note = pq.read_metadata(target).metadata[b"casekit"].decode()
    assert "examplerail" not in note.casefold()
    assert "[erased]" in note
    assert archives.read(target).report.rejected == 0


# --- commands


def run(*arguments: object) -> Result:
    return CliRunner().invoke(app, [str(each) for each in arguments])


def test_the_command_writes_what_others_may_have(tmp_path: Path) -> None:
    care, key = load.sample("customer-care.csv"), tmp_path / "study.key"
    first = run("pseudonymise", care, "--new-key", key, "--out", tmp_path / "a.csv",
                "--keep", "@examplerail", "--keep", "nobody")  # fmt: skip
    assert first.exit_code == 0
    assert "named stay examplerail" in first.stderr
    assert "not in it, so that nothing stays named: nobody" in first.stderr
    for name in ("b.parquet", "c.gexf"):
        assert run("pseudonymise", care, "--key", key, "--out", tmp_path / name).exit_code == 0
    one, two = load.posts(tmp_path / "a.csv"), load.posts(tmp_path / "b.parquet")
    assert one.index.tolist() == two.index.tolist()
    assert {"ExampleRail"} < set(one["name"]) != set(two["name"])
    assert one["parent"].tolist() == pytest.approx(two["parent"].tolist(), nan_ok=True)
    assert "ExampleRail" not in (tmp_path / "c.gexf").read_text(encoding="utf-8")
    assert sorted(p.name for p in tmp_path.iterdir()) == ["a.csv", "b.parquet", "c.gexf",
                                                          "study.key"]  # fmt: skip


def test_the_command_warns_of_texts_that_stay(tmp_path: Path, key: Path) -> None:
    care = load.sample("customer-care.csv")
    done = run("pseudonymise", care, "--key", key, "--out", tmp_path / "a.csv", "--text", "keep")
    assert "14 texts stand there word for word" in done.stderr


def test_ids_alone_need_no_key(tmp_path: Path) -> None:
    out = tmp_path / "ids.txt"
    done = run("pseudonymise", load.sample("twitter-v1.jsonl"), "--ids-only", "--out", out)
    assert done.exit_code == 0
    lines = out.read_text(encoding="utf-8").splitlines()
    assert lines == sorted(lines)
    assert lines == privacy.ids(load.posts(load.sample("twitter-v1.jsonl")))


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--out", "x.csv"], "nothing to write"),
        (["posts.csv", "--out", "x.csv"], "no key, or two of them"),
        (["posts.csv", "--out", "x.docx", "--key", "k"], "cannot write .docx"),
        (["posts.csv", "--out", "x.csv", "--ids-only"], "use one of .txt"),
        (["x.csv", "--out", "x.csv", "--key", "k"], "its own input"),
        (["posts.csv", "--out", "nowhere/x.csv", "--key", "k"], "a folder that exists"),
    ],
)
def test_the_command_refuses_what_it_cannot_do(arguments: list[str], says: str) -> None:
    assert says in str(run("pseudonymise", *arguments).exception)


def test_the_command_erases_and_says_what_went(file: Path) -> None:
    done = run("erase", "@anna_k", file)
    assert done.exit_code == 0
    assert "posts            1\nreposts of them  1\nmentions         4\n" in done.stdout
    assert "yours to see to" in done.stderr
