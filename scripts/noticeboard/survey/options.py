"""The options of a question: which one a piece of text is, and how a joined text parts."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from noticeboard.model.surveys import Option, Question
from noticeboard.survey.wordings import plain

# One option, with what was added to it in words.
Hit = tuple[Option, str]
Find = Callable[[str], Hit | None]
# What a form puts behind an option that takes words.
PROMPT = re.compile(r" ?(?:【[^【】]*】|\((?:请|please)[^()]*\)|(?<!_)_{2,}|:)$", re.I)
SUPPLEMENT = re.compile(r"(?P<option>[^〖〗]*)〖(?P<words>.*)〗\s*", re.S)
LETTER = re.compile(r"[A-Za-z]{1,2} ?[.、] ?")
AFTER_OTHER = " :：(（_—-"


class Options:
    """The options of one question, by their wordings and codes."""

    def __init__(self, question: Question) -> None:
        """Index the options; a wording that two of them share stands for neither."""
        self.all = question.options or _scale(question)
        self.places = {option.code: place for place, option in enumerate(self.all)}
        others = [option for option in self.all if option.other]
        self.other = others[0] if len(others) == 1 else None
        self.others = others
        self._found: dict[str, Option | None] = {}
        self._add((word, option) for option in self.all for word in option.words)
        worded = set(self._found)
        rest = [
            (PROMPT.sub("", plain(word)), option) for option in self.all for word in option.words
        ]
        self._add((word, option) for word, option in rest if word and word not in worded)
        self._add(
            (option.code, option) for option in self.all if plain(option.code) not in self._found
        )

    def _add(self, pairs: Iterable[tuple[str, Option]]) -> None:
        for word, option in pairs:
            key = plain(word)
            known = self._found.setdefault(key, option)
            if known is not None and known.code != option.code:
                self._found[key] = None

    def find(self, text: str) -> Option | None:
        """Return the option that a text is, by any wording or its code."""
        key = plain(text)
        if key in self._found:
            return self._found[key]
        bare = PROMPT.sub("", PROMPT.sub("", key))  # 其他(请补充):
        return self._found.get(bare) if bare != key else None

    def at(self, number: str) -> Option | None:
        """Return the option at a place, counted from 1 as forms do."""
        place = int(number) if number.isdecimal() and number.isascii() and len(number) < 5 else 0
        return self.all[place - 1] if 0 < place <= len(self.all) else None

    def span(self, separator: re.Pattern[str]) -> int:
        """Return of how many pieces a wording may consist when the text is parted."""
        words = (word for option in self.all for word in (*option.words, option.code))
        return 1 + max((len(separator.findall(word)) for word in words), default=0)


def _scale(question: Question) -> tuple[Option, ...]:
    if question.kind != "scale":
        return ()
    return tuple(Option(str(step), {}) for step in range(question.low, question.high + 1))


def by_words(options: Options) -> Find:
    """Find an option by what it says."""

    def find(text: str) -> Hit | None:
        option = options.find(text)
        return (option, "") if option else None

    return find


def with_supplement(options: Options) -> Find:
    """Find 问卷星's ``选项〖补充〗``; words are kept only of an option that takes them."""

    def find(text: str) -> Hit | None:
        found = SUPPLEMENT.fullmatch(text)
        option = options.find(found["option"] if found else text)
        if option is None:
            return None
        return option, found["words"].strip() if found and option.other else ""

    return find


def by_place(options: Options) -> Find:
    """Find an option by its number in the form, as 问卷星 writes on request."""

    def find(text: str) -> Hit | None:
        found = SUPPLEMENT.fullmatch(text)
        option = options.at(plain(found["option"] if found else text))
        if option is None:
            return None
        return option, found["words"].strip() if found and option.other else ""

    return find


def with_tail(options: Options, *, lettered: bool = False) -> Find:
    """Find an option, ``A.`` before it if ``lettered``, or one with words behind: ``其他：…``."""

    def find(text: str) -> Hit | None:
        bare = text.strip()
        letter = LETTER.match(bare) if lettered else None
        for candidate in (bare, bare[letter.end() :] if letter else bare):
            if option := options.find(candidate):
                return option, ""
            for option in options.others:
                for word in option.words:
                    rest = candidate.removeprefix(word) if candidate.startswith(word) else ""
                    if rest and rest[0] in AFTER_OTHER:
                        return option, rest.strip(AFTER_OTHER + ")）")
        return None

    return find


def parted(text: str, separator: re.Pattern[str]) -> tuple[list[str], list[int], list[int]]:
    """Return the pieces of a text, and where each begins and ends.

    A separator within 〖…〗 is part of what somebody wrote, if the pattern matches those whole.
    """
    starts, ends = [0], []
    for found in separator.finditer(text):
        if not found[0].startswith("〖"):
            ends.append(found.start())
            starts.append(found.end())
    ends.append(len(text))
    return [text[a:b] for a, b in zip(starts, ends, strict=True)], starts, ends


def readings_of(
    text: str, separator: re.Pattern[str], find: Find, span: int, most: int, *, gaps: bool
) -> tuple[list[tuple[Hit, ...]], tuple[tuple[Hit, ...], str] | None]:
    """Return the ways to read all of a text as options, two at most, and the longest beginning.

    An option is chosen once. ``span`` is the number of pieces that one option may take, ``most``
    the number of options; with ``gaps`` an empty piece is nothing. The beginning comes with the
    text that is left over behind it.
    """
    pieces, starts, ends = parted(text, separator)
    ways: dict[int, list[tuple[Hit, ...]]] = {0: [()]}
    for place in range(len(pieces)):
        before = ways.get(place)
        if not before:
            continue
        if gaps and not pieces[place].strip():
            _reach(ways, place + 1, before)
            continue
        for end in range(place + 1, min(place + span, len(pieces)) + 1):
            hit = find(text[starts[place] : ends[end - 1]])
            if hit:
                codes = hit[0].code
                longer = [(*way, hit) for way in before if all(h[0].code != codes for h in way)]
                _reach(ways, end, [way for way in longer if len(way) <= most])
    complete = ways.get(len(pieces), [])
    last = max((place for place in ways if ways[place]), default=0)
    rest = text[starts[last] :].strip() if last < len(pieces) else ""
    unique = ways[last][0] if len(ways[last]) == 1 else None
    return complete, (unique, rest) if unique is not None else None


def _reach(ways: dict[int, list[tuple[Hit, ...]]], place: int, new: list[tuple[Hit, ...]]) -> None:
    """Note how a place is reached; two ways are enough to know that there is more than one."""
    known = ways.setdefault(place, [])
    known += new[: 2 - len(known)]
