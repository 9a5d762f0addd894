"""What words mean that pages use and no column holds: bodies, roles, lists, marks.

A word that names something of the town's own (大党委, 共建协议 …) is explained by the town's
record of it in ``mechanisms``, which says where that comes from; the sentence here is plain
language, for towns that have no such record.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from noticeboard.model import Mechanism

QUOTES = str.maketrans("", "", "“”‘’「」")


@dataclass(frozen=True)
class Term:
    """A word, what it means in a sentence, and other names under which a record explains it."""

    word: str
    meaning: str
    also: tuple[str, ...] = ()


@dataclass(frozen=True)
class Told:
    """A word as pages explain it; ``mechanism`` is the record that does, if there is one."""

    word: str
    meaning: str
    mechanism: Mechanism | None = None


TERMS = (
    Term("大党委", "请驻在社区里的单位派人进来，和社区党委一起商量社区的事。", ("社区大党委",)),
    Term("兼职委员", "驻区单位的人，受聘到社区兼任委员，帮社区办事。"),
    Term("四大员", "兼职委员要做的四样工作。"),
    Term("驻区单位", "办公的地方在社区里的机关、学校、企业；也叫辖区单位。"),
    Term("共建单位", "和社区约好一起办事的单位。"),
    Term("共建协议", "单位和社区写下来的约定：一起做哪些事。"),
    Term("双报到", "单位的党组织和在职的党员到社区报到，为居民做事。", ("双报到、双服务",)),
    Term("联席会议", "社区和各单位的人坐在一起，商量一家办不了的事。"),
    Term("考核评议", "看看单位和兼职委员做得怎样。", ("联席会商、考核评议",)),
    Term("三张清单", "居民的需求、单位的资源、能做的服务，各列一张单子。"),
    Term("需求", "居民和社区提出来、要大家一起办的事。"),
    Term("资源", "单位拿得出来的场地、人手、技术、设备。"),
    Term("服务", "单位能上门做、或者定期做的事。"),
    Term("点单", "居民说出要办的事。"),
    Term("派单", "社区把一件事交给合适的单位去办，也叫下单。"),
    Term("接单", "单位答应来办。"),
    Term("认领", "单位看到清单上的事，主动领去办。"),
    Term("办理单", "一件事一张单，写着派给谁、办到哪一步。"),
    Term("回执码", "提了事以后拿到的十二位号码，凭它查办到哪一步。"),
    Term("按时办结", "在写明的期限以前办好了。"),
    Term("实事好事", "为居民办成的一件件看得见的事。"),
    Term("栋长", "一栋楼里推选出来的人，替邻居传话，张罗公共的事。"),
    Term("公示期", "公示贴出来、可以提意见的那些天。"),
    Term("原文未载明", "本站依据的报道或文件里没有写，所以这里也不写，不猜。"),
    Term("没有单独列出", "选的人太少，写出数来会看出是谁选的，所以不写。"),
    Term("少量", "只有几份，写出数来会看出是谁答的，所以不写。"),
)  # fmt: skip


def told_terms(mechanisms: Iterable[Mechanism]) -> dict[str, Told]:
    """Return word → how it is explained: by the town's record of it, else in plain language."""
    records = {_bare(one.name): one for one in mechanisms}
    told = {}
    for term in TERMS:
        found = [records[n] for n in (term.word, *map(_bare, term.also)) if n in records]
        record = found[0] if found else None
        told[term.word] = Told(term.word, record.summary if record else term.meaning, record)
    return told


def _bare(name: str) -> str:
    """Return a name without quotation marks and the word 社区 before it."""
    return name.translate(QUOTES).removeprefix("社区")
