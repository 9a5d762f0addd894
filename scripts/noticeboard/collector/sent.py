"""What was sent, as JSON or as a plain form → one shape; nothing is judged yet but that shape."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

from noticeboard.collector.refusals import malformed
from noticeboard.receipts import DIGEST_LETTERS

ID = re.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
DIGEST = re.compile(f"[{DIGEST_LETTERS}]{{26}}")
MOST_FIELDS = 1_000
LAST_VERSION = 999
# A form that lay open for longer says nothing about how long it took.
MOST_SECONDS = 7 * 24 * 60 * 60
PREFIX, OTHER = "q.", ".other"


@dataclass(frozen=True, slots=True)
class Sent:
    """One form as it came: what stands beside each question, in whatever shape.

    ``id`` and ``digest`` are empty where the page had no script. ``trapped``: the field that
    people do not see was filled in.
    """

    answers: dict[str, tuple[str, ...]]
    other: dict[str, str]
    id: str = ""
    digest: str = ""
    version: int = 0
    seconds: int | None = None
    trapped: bool = False


def from_json(body: bytes) -> Sent:
    """Return what a script sent. Raises ``Refused``."""
    try:
        value = json.loads(body.decode(), object_pairs_hook=_once, parse_constant=_no_number)
    except (ValueError, RecursionError):
        raise malformed("不是 JSON") from None
    if not isinstance(value, dict):
        raise malformed("不是 JSON 对象")
    known = {"id", "version", "digest", "answers", "other", "seconds", "website"}
    if set(value) - known:
        raise malformed("有不认识的项")
    name, digest = value.get("id"), value.get("digest", "")
    if not isinstance(name, str) or not ID.fullmatch(name.lower()):
        raise malformed("缺少编号")
    if not isinstance(digest, str) or (digest and not DIGEST.fullmatch(digest)):
        raise malformed("回执码不对")
    website = value.get("website", "")
    if not isinstance(website, str):
        raise malformed()
    return Sent(
        _answers(value.get("answers")),
        _other(value.get("other")),
        name.lower(),
        digest,
        _version(value.get("version")),
        _seconds(value.get("seconds")),
        bool(website),
    )


def from_form(body: bytes) -> Sent:
    """Return what a page without script sent. Raises ``Refused``."""
    try:
        text = body.decode("ascii")
        pairs = parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=MOST_FIELDS)
    except ValueError:
        raise malformed("文字的编码不对") from None
    answers: dict[str, list[str]] = {}
    other: dict[str, str] = {}
    plain: dict[str, str] = {}
    for name, value in pairs:
        if not name.startswith(PREFIX):
            plain[name] = value
        elif name.endswith(OTHER):
            other[name[len(PREFIX) : -len(OTHER)]] = value
        else:
            answers.setdefault(name[len(PREFIX) :], []).append(value)
    if set(plain) - {"version", "website"}:
        raise malformed("有不认识的项")
    version = plain.get("version", "")
    number = (
        int(version) if version.isascii() and version.isdecimal() and len(version) < 4 else None
    )
    chosen = {name: tuple(values) for name, values in answers.items()}
    return Sent(chosen, other, version=_version(number), trapped=bool(plain.get("website")))


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Return an object; what it says twice is said by nobody."""
    value = dict(pairs)
    if len(value) < len(pairs):
        raise ValueError
    return value


def _no_number(_: str) -> Any:
    raise ValueError


def _answers(value: Any) -> dict[str, tuple[str, ...]]:
    if not isinstance(value, dict) or len(value) > MOST_FIELDS:
        raise malformed("缺少答案")
    found = {}
    for name, one in value.items():
        several = [one] if isinstance(one, str) else one
        if not isinstance(several, list) or not all(isinstance(item, str) for item in several):
            raise malformed("答案的写法不对")
        found[name] = tuple(several)
    return found


def _other(value: Any) -> dict[str, str]:
    if value is None:
        return {}
    if not isinstance(value, dict) or not all(isinstance(one, str) for one in value.values()):
        raise malformed("补充的话的写法不对")
    return value


def _version(value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 1 <= value <= LAST_VERSION:
        raise malformed("缺少版本")
    return value


def _seconds(value: Any) -> int | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return round(value) if 0 <= value <= MOST_SECONDS else None
