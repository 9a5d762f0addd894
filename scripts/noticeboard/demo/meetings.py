"""The invented town's meetings, resolutions, appraisals and publication schedule."""

from __future__ import annotations

from noticeboard.demo.rows import Draft, on_day
from noticeboard.demo.vocabulary import MATTERS

GRADES = ("excellent", "good", "good", "qualified", "unqualified", "not_assessed")


def add_meetings(draft: Draft) -> None:
    """Add a founding meeting, four joint ones, and one each that is planned, called, cancelled."""
    units, needs = draft.ids("organisations"), draft.ids("needs")
    projects, invited = draft.ids("projects"), tuple(draft.ids("organisations")[:12])
    held = [("founding", "成立大会", 720)] + [
        ("joint", f"第{n}次联席会议", 500 - 110 * n) for n in range(1, 5)
    ]
    for n, (kind, name, days) in enumerate(held):
        meeting = draft.add("meetings", id=f"h{n + 1}", name=name, kind=kind, status="held", place="镇会议室",
                            convener=units[0] if units else None, invited=invited, present=invited[: 12 - n],
                            agenda=("上次定的事办得怎样", "这一季最急的三件事"), summary=("定下三件事", "各单位认领"),
                            **on_day("held", draft.ago(days)))  # fmt: skip
        for m, status in enumerate(("done", "open", "dropped") if units else ()):
            draft.add("resolutions", id=f"{meeting}-r{m + 1}", meeting=meeting, status=status,
                      title=("把巷口的灯都修好", "老楼加装扶手", "开一条接驳车线")[m], lead=units[(n + m) % len(units)],
                      partners=(units[(n + m + 3) % len(units)],), due_on=draft.ago(-30) if status == "open" else draft.ago(days - 60),
                      result={"done": "修好了", "dropped": "没有够多的人坐"}.get(status),
                      project=projects[n] if m == 1 and n < len(projects) else None,
                      needs=tuple(needs[n : n + 2]) if m == 0 else ())  # fmt: skip
    draft.add(
        "meetings",
        id="h8",
        name="下一次联席会议",
        kind="joint",
        status="planned",
        agenda=("停车", "养老"),
    )
    draft.add("meetings", id="h9", name="停车专题会", kind="special", status="notified", place="镇会议室",
              invited=invited, community=draft.ids("communities")[0], **on_day("held", draft.ago(-9)))  # fmt: skip
    draft.add("meetings", id="h10", name="防汛专题会", kind="special", status="cancelled",
              **on_day("held", draft.ago(80)))  # fmt: skip


def add_appraisals(draft: Draft) -> None:
    """Add last year's appraisal of every unit and of a few members."""
    period = f"{draft.today.year - 1}年"
    for n, unit in enumerate(draft.ids("units")):
        draft.add("appraisals", id=f"{unit}-g1", title=f"{period}评议", period=period, unit=unit,
                  method="社区和居民代表评议", criteria=("办结了几件", "居民说办好没有"), grade=GRADES[n % len(GRADES)],
                  comment="说到做到" if n % 6 == 0 else None)  # fmt: skip
    for n, member in enumerate(draft.ids("memberships")[:6]):
        draft.add("appraisals", id=f"{member}-g1", title=f"{period}评议", period=period, membership=member,
                  method="社区评议", criteria=("到社区几次", "跟办了几件"), grade=GRADES[n % len(GRADES)])  # fmt: skip


def add_schedule(draft: Draft) -> None:
    """Add what must be published, and the day of rest that each year begins with."""
    units = draft.ids("organisations")
    for n, (matter, group, table, days, limit) in enumerate(MATTERS):
        draft.add("publication_schedule", id=f"k{n + 1}", matter=matter, group=group, content=f"{matter}的名单和数目",
                  legal_basis=f"示例公开规定第{n + 3}条", time_limit=limit, cycle_days=days,
                  publisher=units[0] if units else None, channel=("网站", "公示栏"), audience="全社会",
                  method="active" if n != 7 else "on_request", table=table)  # fmt: skip
    for year in range(draft.today.year - 1, draft.today.year + 2):
        draft.add("holidays", date=f"{year}-01-01", kind="rest", name="元旦")
