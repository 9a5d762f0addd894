"""A notice as it is posted: a poster, or for what bears a document number an official document."""

from __future__ import annotations

from dataclasses import dataclass

from noticeboard.markdown import notice_html
from noticeboard.model import Notice
from noticeboard.printing import A3, A4, Wanted
from noticeboard.sheets.blocks import Block, blocks
from noticeboard.sheets.flow import Type, fitted, flow
from noticeboard.sheets.ground import Ground, Sheet, chinese, span
from noticeboard.sheets.leaves import leaves
from noticeboard.sheets.measure import MM, lines
from noticeboard.sheets.panel import Panel, Told, line
from noticeboard.sheets.paper import CODE_WORDS, CONTINUED, SEAL, SLACK


@dataclass(frozen=True)
class Level:
    """Sizes of title and text in points, and of a line of text."""

    title: int
    text: int
    line: float


def _posters(*sizes: tuple[int, int]) -> tuple[Level, ...]:
    """Return the levels; the last once more, its lines a little closer."""
    levels = [Level(title, text, text * 1.6) for title, text in sizes]
    return (*levels, Level(*sizes[-1], sizes[-1][1] * 1.45))


# From the largest to the smallest that may hang: text of at least 14 pt on A4, of 20 pt on A3.
POSTERS = {
    A4: _posters((44, 32), (44, 30), (44, 28), (42, 26), (40, 24), (38, 22), (36, 20), (34, 18), (32, 17), (30, 16), (28, 15), (26, 14)),
    A3: _posters((76, 44), (72, 40), (68, 36), (64, 32), (60, 30), (56, 28), (54, 26), (52, 24), (50, 22), (48, 20)),
}  # fmt: skip
# What takes several pages is read from near; three lines of a title are well where it is not large.
MOST_TEXT = {A4: 18, A3: 26}
THREE_LINES = {A4: 30, A3: 54}
LEAST_TITLE = {A4: 24, A3: 48}
# GB/T 9704: 三号 in lines of 28 pt, the title 二号; a little closer where that saves a page.
DOCUMENTS = tuple(Level(22, 16, distance) for distance in (28, 27, 26, 25))
DOCUMENT_WIDE, DOCUMENT_HIGH = 156.0, 225.0

TITLE_LINE, TITLE_ENDS, ISSUER, PERIOD, PERIOD_ENDS = 1.3, 9.0, 9.0, 21.0, 4.0
# Of a document: its head, lines around the title, and its period, in millimetres.
MASTHEAD, DOCUMENT_TITLE_ENDS, DOCUMENT_PERIOD = 38.0, 8.0, 24.0
MASTHEADS = (30, 28, 26, 24, 22, 20, 18, 16)


def notice_sheet(ground: Ground, wanted: Wanted) -> Sheet:
    """Return a notice's sheet."""
    notice = ground.town.notices[wanted.of]
    address = f"notices/{notice.id}/"
    document = bool(notice.doc_no) and wanted.size == A4
    panel = _panel(ground, notice, address, DOCUMENT_WIDE if document else ground.paper.inner)
    period = period_of(ground, notice)
    pieces = blocks(notice_html(notice.body)) + _attachments(notice)
    laid = _Laid(ground, notice, panel, period, document, pieces)
    level, pages = fitted(DOCUMENTS if document else POSTERS[wanted.size], laid.pages)
    if len(pages) > 1 and not document:
        near = [step for step in POSTERS[wanted.size] if step.text <= MOST_TEXT[wanted.size]]
        level, pages = fitted(near, laid.pages)
    return Sheet(
        wanted=wanted,
        title=notice.title,
        template="document" if document else "notice",
        pages=len(pages),
        data={
            "notice": notice,
            "period": period,
            "panel": panel,
            "level": level,
            "title_size": laid.title(level)[0],
            "type": laid.type(level),
            "leaves": leaves(pages),
            "masthead": laid.masthead,
            "issuer_line": has_issuer_line(notice),
            "signed_on": chinese(notice.signed_on) if notice.signed_on else "",
        },
        address=address,
        back=address,
        band=ground.band,
        kind=" ".join(ground.word("notices", "kind", notice.kind)),
    )


@dataclass(frozen=True)
class _Laid:
    """What is laid out at each level."""

    ground: Ground
    notice: Notice
    panel: Panel
    period: tuple[str, str] | None
    document: bool
    pieces: list[Block]

    @property
    def wide(self) -> float:
        return DOCUMENT_WIDE if self.document else self.ground.paper.inner

    @property
    def masthead(self) -> int:
        """Return the size of a document's issuer, which stands in one line."""
        fits = (s for s in MASTHEADS if lines(self.notice.issuer, self.wide / (s * MM) / 1.07) == 1)
        return next(fits, MASTHEADS[-1])

    def type(self, level: Level) -> Type:
        """Return how the text is set."""
        heads = (16.0, 16.0) if self.document else (level.text * 1.2, level.text * 1.08)
        cells = max((len(piece.cells) for piece in self.pieces), default=0)
        small = 0.8 if cells > 6 else 1.0
        return Type(
            size=level.text,
            line=level.line,
            wide=self.wide,
            gap=0.0 if self.document else (level.line / level.text - 1.15),
            indent=2,
            heads=heads,
            table=level.text * small,
        )

    def title(self, level: Level) -> tuple[int, int]:
        """Return the title's size and its lines: the largest in one line, else in two if it can be."""
        name = self.ground.paper.name.lower()
        if self.document:
            return 22, lines(self.notice.title, self.wide / (22 * MM) - 0.05)
        for size in range(POSTERS[name][0].title, LEAST_TITLE[name] - 1, -2):
            count = lines(self.notice.title, self.wide / (size * MM) - 0.05)
            most = 3 if size <= THREE_LINES[name] else 2
            if count == 1 or (size <= level.title and count <= most):
                return size, count
        return LEAST_TITLE[name], lines(
            self.notice.title, self.wide / (LEAST_TITLE[name] * MM) - 0.05
        )

    def pages(self, level: Level) -> list[list[Block]]:
        """Return the text on pages."""
        paper, unit = self.ground.paper, self.ground.paper.unit
        size, count = self.title(level)
        above = size * MM * TITLE_LINE * count
        code = paper.code + CODE_WORDS * unit if self.panel.qr else 0
        closing = self.panel.high + max(code, SEAL if self.notice.signed_by else 0)
        if self.document:
            first = DOCUMENT_HIGH - MASTHEAD - above - DOCUMENT_TITLE_ENDS
            first -= DOCUMENT_PERIOD if self.period else 0
            rest = DOCUMENT_HIGH - SLACK
            first -= SLACK
        else:
            whole = paper.high - self.ground.head - SLACK * unit
            rest = whole - CONTINUED * unit
            first = whole - above - TITLE_ENDS * unit
            first -= ISSUER * unit if has_issuer_line(self.notice) else 0
            first -= (PERIOD + PERIOD_ENDS) * unit if self.period else 0
        return flow(self.pieces, self.type(level), lambda n: rest if n else first, closing)


def has_issuer_line(notice: Notice) -> bool:
    """Tell whether the issuer, or a number, must be told above: it does not sign the notice."""
    return bool(notice.doc_no) or notice.issuer != notice.signed_by


def period_of(ground: Ground, notice: Notice) -> tuple[str, str] | None:
    """Return the period in words, and how it is counted; ``None`` for a notice without one."""
    if not (notice.period_start and notice.period_end):
        days = (("起", notice.effective_from), ("止", notice.expires_on))
        told = "，".join(f"{chinese(day)}{word}" for word, day in days if day)
        return (told, "这些天里有效") if told else None
    counted = ""
    if notice.declared_days and notice.day_kind:
        kind = ground.word("notices", "day_kind", notice.day_kind)
        first = ground.word("notices", "first_day", notice.first_day or "not_counted")
        counted = f"{notice.declared_days} 个{kind}，头一天{first}。"
    asked = "有意见，请在这些天里告诉我们。" if notice.accept_dept else ""
    return span(notice.period_start, notice.period_end), counted + asked


def _attachments(notice: Notice) -> list[Block]:
    if not notice.attachments:
        return []
    from html import escape

    told = f"附件（网上可以看）：{'、'.join(notice.attachments)}"
    return [Block("paragraph", escape(told), told)]


def _panel(ground: Ground, notice: Notice, address: str, wide: float) -> Panel:
    """Return whom to tell: the notice's own office; without one, the community's and the hotline."""
    scan = "扫码看全文"
    if not notice.accept_dept:
        place = ground.town.communities.get(notice.community or "")
        return ground.panel("想问清楚，找这里", ground.offices(place), address, scan, wide)
    post = f"（邮编 {notice.postcode}）" if notice.postcode else ""
    modes = "、".join(notice.accept_modes)
    told: Told = [
        line("电话", notice.accept_phone, strong=True),
        line("受理", notice.accept_dept),
        line("地址", f"{notice.accept_address}{post}" if notice.accept_address else ""),
        line("时间", notice.accept_hours),
        line("监督", _supervision(ground, notice)),
        line("怎么提", "；".join(filter(None, (modes, notice.anonymity)))),
    ]
    return ground.panel("有意见，找我们", told, address, scan, wide)


def _supervision(ground: Ground, notice: Notice) -> str:
    """Return the telephone of those who watch over it, and the hotline, once."""
    hotline = ground.town.settings.hotline
    hot = f"{hotline} 政务服务便民热线" if hotline else ""
    if notice.supervise_phone and notice.supervise_phone != hotline:
        return "，".join(filter(None, (notice.supervise_phone, f"也可以打 {hot}" if hot else "")))
    return hot
