"""Find personal data in text: the second net of ``docs/threat-model.md``.

What is looked for, and why, stands in the kinds below; the law behind each is named in
``docs/privacy.md``. How well it finds, and how often it is wrong: ``benchmarks/PRIVACY.md``.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

from noticeboard.personal.addresses import find_addresses
from noticeboard.personal.contacts import find_contacts
from noticeboard.personal.numbers import find_numbers
from noticeboard.personal.persons import find_persons
from noticeboard.personal.text import Pieces

__all__ = ["KINDS", "OFFICE_KINDS", "Finding", "find_personal"]

KINDS = {
    "mobile": "手机号码",
    "landline": "电话号码",
    "identity": "身份证号码",
    "passport": "护照或通行证号码",
    "bank_card": "银行卡号",
    "plate": "车牌号",
    "email": "电子邮箱",
    "wechat": "微信号",
    "qq": "QQ 号",
    "address": "门牌到户的住址",
    "minor": "孩子的姓名，还写了年龄或学校",
    "hardship": "姓名，还写了这个人的健康或困难情况",
}
# What an office may publish of itself, in the fields made for it.
OFFICE_KINDS = ("landline", "email", "address")


@dataclass(frozen=True, order=True)
class Finding:
    """Something personal: in which piece of text, from where to where, and what.

    ``value`` is the datum without disguise, for comparing; it is never shown or stored.
    """

    piece: int
    start: int
    end: int
    kind: str
    value: str

    @property
    def code(self) -> str:
        """Return the code by which a reviewed exception names this datum without telling it.

        It is so short that ten thousand mobile numbers share one: nobody finds the number from it.
        """
        digest = hashlib.sha256(f"{self.kind}:{self.value}".encode()).digest()
        return f"{self.kind.replace('_', '-')}-{base64.b32encode(digest)[:4].decode().lower()}"


def find_personal(texts: Iterable[str]) -> list[Finding]:
    """Return what is personal in these texts, in their order; the wider of two that overlap."""
    pieces = Pieces.of(texts)
    found = [
        spot
        for find in (find_numbers, find_contacts, find_addresses, find_persons)
        for spot in find(pieces.joined)
    ]
    kept: list[Finding] = []
    last = -1
    for start, end, kind, value in sorted(found, key=lambda one: (one[0], -one[1])):
        if start >= last:
            kept.append(Finding(*pieces.place(start, end), kind, value))
            last = end
    return kept
