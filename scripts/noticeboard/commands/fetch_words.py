"""What ``fetch`` tells: every answer accounted for, in words; never what was answered."""

from __future__ import annotations

from noticeboard.commands.fetch import Fetched
from noticeboard.survey.answers import REASONS
from noticeboard.survey.store import Changes


def told(done: Fetched) -> str:
    """Return what came of a survey, a line a source."""
    lines = [f"问卷 {done.survey}"]
    lines += [f"  {line}" for one in done.changes for line in _source(one)]
    lines += [f"  来源 {name}：没有读成。{why}" for name, why in done.failures]
    lines.append(f"  {_outcome(done)}")
    if done.note:
        lines.append(f"  注意：{done.note}")
    if done.entered:
        lines.append(
            "  新的点单登记了回执：用 git 提交 data/receipts.csv。答复：noticeboard inbox list"
        )
    return "\n".join(lines)


def _source(one: Changes) -> list[str]:
    lines = [
        f"来源 {one.source}：读到 {one.read} 份 = 采用 {one.accepted} + 没有采用 {one.quarantined} + 搁下 {one.held}"
    ]
    if one.why_held:
        lines.append(
            f"  搁下了：{one.why_held}。是真的删了，就加上 --confirm {one.source} 再读一次；不是，就去来源里查一查"
        )
        return lines
    lines.append(
        f"  新的 {one.new}，改过的 {one.revised}，撤走的 {one.withdrawn}，没有变的 {one.unchanged}"
    )
    lines += [
        f"  没有采用：{REASONS[reason]} {count} 份{_where(one.rows.get(reason, ()), count)}"
        for reason, count in sorted(one.reasons.items())
    ]
    lines += [f"  注意：{note}" for note in one.notes]
    if one.ignored:
        titles = "、".join(f"「{title}」" for title in one.ignored[:8])
        more = f"等 {len(one.ignored)} 列" if len(one.ignored) > 8 else ""
        lines.append(f"  没有读的列：{titles}{more}（问卷里没有这些题目）")
    return lines


def _where(rows: tuple[int, ...], count: int) -> str:
    """Return where the answers stand in the source, where it has lines that people can look at."""
    if not any(rows):
        return ""
    told = "、".join(str(row) for row in rows)
    return f"（第 {told} 行{'……' if count > len(rows) else ''}）"


def _outcome(done: Fetched) -> str:
    if not done.complete:
        since = f"，还是 {done.stale_since} 的" if done.stale_since else ""
        return f"公布的数没有动{since}：等全部来源都读成了再更新"
    if done.published:
        return f"公布的数已更新：data/tallies/{done.survey}.yaml。用 git 提交，再运行 noticeboard build"
    return "公布的数没有变：新的答案还太少，或者没有新的答案"
