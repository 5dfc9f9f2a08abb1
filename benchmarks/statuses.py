"""Make archives of statuses as large as real ones: full-size objects in heavy-tailed cascades.

    python benchmarks/statuses.py v1 200000 statuses.jsonl
    python benchmarks/statuses.py v2 200000 pages.jsonl

A status of API v1.1 has all the fields that the stream gave (about 5,000 bytes, a repost with its
original inside about 8,000); a page of API v2 holds a hundred tweets with their includes. Sizes of
the cascades follow a power law. Everything is invented; texts are placeholders.
"""

import argparse
import datetime as dt
import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np

START = dt.datetime(2013, 9, 2, 18, tzinfo=dt.UTC)
EPOCH_MS = 1_288_834_974_657
WORDS = (
    "placeholder", "text", "about", "a", "suitcase", "and", "desk", "that", "opens", "in", "the",
    "morning", "Gepäck", "verspätet",
)  # fmt: skip


def user(rng: np.random.Generator, number: int) -> dict[str, object]:
    """Make an account as the stream described it."""
    colour = f"{number * 7919 % 0xFFFFFF:06X}"
    image = f"https://pictures.example/profile_images/{number}/face_normal.jpeg"
    return {
        "id": 10_000_000 + number, "id_str": str(10_000_000 + number), "name": f"Account {number}",
        "screen_name": f"account_{number}", "location": "somewhere",
        "url": f"https://site.example/{number}",
        "description": " ".join(rng.choice(WORDS, 18)), "translator_type": "none",
        "protected": False, "verified": bool(number % 97 == 0),
        "followers_count": int(rng.lognormal(4.6, 1.9)), "friends_count": int(rng.lognormal(5, 1)),
        "listed_count": int(rng.integers(0, 40)), "favourites_count": int(rng.integers(0, 9000)),
        "statuses_count": int(rng.integers(1, 90_000)), "utc_offset": None, "time_zone": None,
        "created_at": "Wed Mar 18 13:46:38 +0000 2009", "geo_enabled": True, "lang": "en",
        "contributors_enabled": False, "is_translator": False,
        "profile_background_color": colour, "profile_background_tile": False,
        "profile_background_image_url": f"http://pictures.example/bg/{number}/bg.gif",
        "profile_background_image_url_https": f"https://pictures.example/bg/{number}/bg.gif",
        "profile_link_color": colour, "profile_sidebar_border_color": colour,
        "profile_sidebar_fill_color": colour, "profile_text_color": colour,
        "profile_use_background_image": True, "profile_image_url": image.replace("https", "http"),
        "profile_image_url_https": image, "profile_banner_url": image.replace("face", "banner"),
        "default_profile": False, "default_profile_image": False, "following": None,
        "follow_request_sent": None, "notifications": None,
    }  # fmt: skip


def status(rng: np.random.Generator, number: int, at: dt.datetime) -> dict[str, object]:
    """Make a status of API v1.1 that is no repost."""
    since = int(at.timestamp() * 1000) - EPOCH_MS
    post = str((since << 22) + (number & 0xFFF) * 1024 + int(rng.integers(1024)))
    text = " ".join(rng.choice(WORDS, 16))
    picture = f"https://pictures.example/media/{post}.jpg"
    size = {"w": 1200, "h": 675, "resize": "fit"}
    media = {
        "id": int(post) + 1, "id_str": str(int(post) + 1), "indices": [100, 123],
        "media_url": picture.replace("https", "http"), "media_url_https": picture,
        "url": "https://t.example/abcdefghij", "display_url": "pic.example/abcdefghij",
        "expanded_url": f"https://site.example/{post}/photo/1", "type": "photo",
        "sizes": dict.fromkeys(("thumb", "small", "medium", "large"), size),
    }  # fmt: skip
    link = {"url": "https://t.example/klmnopqrst", "expanded_url": f"https://news.example/{number}",
            "display_url": f"news.example/{number}", "indices": [60, 83]}  # fmt: skip
    return {
        "created_at": at.strftime("%a %b %d %H:%M:%S +0000 %Y"), "id": int(post), "id_str": post,
        "text": text, "source": '<a href="https://client.example" rel="nofollow">Client</a>',
        "truncated": False, "in_reply_to_status_id": None, "in_reply_to_status_id_str": None,
        "in_reply_to_user_id": None, "in_reply_to_user_id_str": None,
        "in_reply_to_screen_name": None, "user": user(rng, int(rng.integers(0, 200_000))),
        "geo": None, "coordinates": None, "place": None, "contributors": None,
        "is_quote_status": False, "quote_count": 0, "reply_count": int(rng.integers(0, 9)),
        "retweet_count": int(rng.integers(0, 50)), "favorite_count": int(rng.integers(0, 80)),
        "entities": {
            "hashtags": [{"text": word, "indices": [0, len(word)]} for word in WORDS[:3]],
            "urls": [link], "user_mentions": [{"screen_name": "Example_Air", "name": "Example Air",
            "id": 99, "id_str": "99", "indices": [0, 12]}], "symbols": [], "media": [media],
        },
        "extended_entities": {"media": [media, media]}, "favorited": False, "retweeted": False,
        "possibly_sensitive": False, "filter_level": "low", "lang": "en",
        "timestamp_ms": str(int(at.timestamp() * 1000)),
    }  # fmt: skip


def statuses(count: int, seed: int = 0) -> Iterator[dict[str, object]]:
    """Give statuses in the order of time: originals, replies, and reposts of what came before."""
    rng = np.random.default_rng(seed)
    at = START
    originals: list[dict[str, object]] = []
    for number in range(count):
        at += dt.timedelta(milliseconds=int(rng.exponential(400)))
        made = status(rng, number, at)
        fate = rng.random()
        if originals and fate < 0.55:
            recent = len(originals) - 1 - int(min(rng.pareto(0.8), len(originals) - 1))
            original = originals[recent]
            made["retweeted_status"] = original
            made["text"] = f"RT @{original['user']['screen_name']}: {original['text']}"  # type: ignore[index]
        elif originals and fate < 0.75:
            answered = originals[int(rng.integers(len(originals)))]
            made["in_reply_to_status_id"] = answered["id"]
            made["in_reply_to_status_id_str"] = answered["id_str"]
        if "retweeted_status" not in made:
            originals.append(made)
            del originals[:-5000]
        yield made


def pages(count: int, seed: int = 0) -> Iterator[dict[str, object]]:
    """Give the same as pages of API v2, a hundred tweets each."""
    held: list[dict[str, object]] = []
    for made in statuses(count, seed):
        held.append(made)
        if len(held) == 100:
            yield page(held)
            held = []
    if held:
        yield page(held)


def page(held: list[dict[str, object]]) -> dict[str, object]:
    """Make a page of API v2 of statuses."""
    inner = [one["retweeted_status"] for one in held if "retweeted_status" in one]
    authors = {one["user"]["id_str"]: one["user"] for one in [*held, *inner]}  # type: ignore[index]
    return {
        "data": [tweet(one) for one in held],
        "includes": {
            "tweets": [tweet(one) for one in {o["id_str"]: o for o in inner}.values()],  # type: ignore[index]
            "users": [account(one) for one in authors.values()],
        },
        "meta": {"result_count": len(held), "newest_id": held[-1]["id_str"]},
        "__twarc": {"version": "2.8.2", "retrieved_at": "2021-09-22T16:40:00+00:00"},
    }  # fmt: skip


def tweet(one: dict[str, object]) -> dict[str, object]:
    """Make a tweet of API v2 of a status."""
    refers = []
    if "retweeted_status" in one:
        refers.append({"type": "retweeted", "id": one["retweeted_status"]["id_str"]})  # type: ignore[index]
    if one["in_reply_to_status_id_str"]:
        refers.append({"type": "replied_to", "id": one["in_reply_to_status_id_str"]})
    at = dt.datetime.fromtimestamp(int(str(one["timestamp_ms"])) / 1000, dt.UTC)
    return {
        "id": one["id_str"], "text": one["text"], "lang": one["lang"], "source": "Client",
        "author_id": one["user"]["id_str"], "conversation_id": one["id_str"],  # type: ignore[index]
        "created_at": at.strftime("%Y-%m-%dT%H:%M:%S.") + f"{at.microsecond // 1000:03}Z",
        "referenced_tweets": refers, "possibly_sensitive": False, "reply_settings": "everyone",
        "public_metrics": {"retweet_count": one["retweet_count"], "like_count": 3,
                           "reply_count": one["reply_count"], "quote_count": 0},
        "entities": entities(one),
        "context_annotations": [{"domain": {"id": "47", "name": "Brand",
            "description": "Brands and Companies"}, "entity": {"id": "1", "name": "Example Air"}}],
    }  # fmt: skip


def entities(one: dict[str, object]) -> dict[str, object]:
    """Make the entities of a tweet of API v2 of those of a status."""
    old = one["entities"]
    return {
        "hashtags": [
            {"start": tag["indices"][0], "end": tag["indices"][1], "tag": tag["text"]}
            for tag in old["hashtags"]  # type: ignore[index]
        ],
        "urls": [
            {"start": url["indices"][0], "end": url["indices"][1], "url": url["url"],
             "expanded_url": url["expanded_url"], "display_url": url["display_url"]}
            for url in old["urls"]  # type: ignore[index]
        ],
        "mentions": [
            {"start": who["indices"][0], "end": who["indices"][1], "username": who["screen_name"],
             "id": who["id_str"]}
            for who in old["user_mentions"]  # type: ignore[index]
        ],
    }  # fmt: skip


def account(one: dict[str, object]) -> dict[str, object]:
    """Make an account of API v2 of a user."""
    return {
        "id": one["id_str"], "username": one["screen_name"], "name": one["name"],
        "description": one["description"], "verified": one["verified"], "protected": False,
        "created_at": "2009-03-18T13:46:38.000Z", "url": one["url"],
        "profile_image_url": one["profile_image_url_https"],
        "public_metrics": {"followers_count": one["followers_count"], "following_count": 5,
                           "tweet_count": one["statuses_count"], "listed_count": 1},
    }  # fmt: skip


def main() -> None:
    """Write an archive."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("version", choices=("v1", "v2"))
    parser.add_argument("count", type=int)
    parser.add_argument("out", type=Path)
    asked = parser.parse_args()
    make = statuses if asked.version == "v1" else pages
    with asked.out.open("w", encoding="utf-8") as out:
        for one in make(asked.count):
            out.write(json.dumps(one, ensure_ascii=False, separators=(",", ":")) + "\n")


if __name__ == "__main__":
    main()
