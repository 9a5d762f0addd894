"""A project with everybody who pays for it: the amounts add up to what it costs."""

from __future__ import annotations

from noticeboard.errors import UsageError
from noticeboard.making.answers import amount, chosen, labelled, one_of, through
from noticeboard.making.asking import Asking, Choice, Question, RefusedError, ask
from noticeboard.making.desk import Desk
from noticeboard.making.form import ask_item, ask_row, row
from noticeboard.making.items import items_of

# So far nothing has been paid: neither cost nor outcome may be told.
NOT_PAID = ("proposed", "planned")
EXTRA = ("community", "lead", "scope", "time", "cost")
PARTS = (
    "出资写成 单位=金额=种类，例如 --funder 东街居委会=20万元=单位自筹；不知道是谁出的，单位空着"
)


def project(desk: Desk) -> Asking[str]:
    """Ask for a project, then for who pays, one after another."""
    funders = [text for text in desk.given.pop("funder", "").split("\n") if text]
    items = {item.name: item for item in items_of(desk.resource("projects"))}
    named = yield from ask_item(desk, "projects", items["name"])
    stage = desk.resource("projects").fields["stage"]
    choices = labelled(stage)
    question = Question("stage", stage.title, "现在到了哪一步", choices)
    value = yield from ask(question, chosen(choices), desk.answer("stage"))
    desk.said["stage"] = value
    unpaid = {"cost_cny": "", "outcome": ""} if value in NOT_PAID else {}
    key = yield from row(desk, "projects", {**named, "stage": value, **unpaid}, EXTRA)
    if unpaid:
        if funders:
            raise UsageError(f"还是“{stage.labels[value]}”的项目不填花费，也就没有出资")
        return key
    for text in funders:
        _given(desk, key, text)
    if not funders and not desk.short:
        yield from _funders(desk, key)
    if funders and _paid(desk, key) != _cost(desk, key):
        if not _cost(desk, key):
            _set_cost(desk, key)
        else:
            raise UsageError(f"{_sum(desk, key)}。改 --set cost=…，或者补上别的出资")
    return key


def _funders(desk: Desk, key: str) -> Asking[None]:
    """Ask who paid until somebody says that these were all, and the sum is the cost."""
    while True:
        number = len(_parts(desk, key)) + 1
        if number == 1 or _paid(desk, key) != _cost(desk, key):
            more = yield from _one_more(desk, key, number)
            if more:
                continue
        if not _parts(desk, key) or _paid(desk, key) == _cost(desk, key):
            return
        if not _cost(desk, key):
            _set_cost(desk, key)
            return
        todo = yield from ask(
            Question("", "金额对不上，怎么办", "", WAYS, told=(_sum(desk, key),)), chosen(WAYS)
        )
        if todo == "cost":
            _set_cost(desk, key)
            return
        if todo == "again":
            desk.changes = [c for c in desk.changes if c not in _parts(desk, key)]


WAYS = (
    Choice("more", "再添一笔"),
    Choice("cost", "这几笔没有错，花费改成它们的和"),
    Choice("again", "这几笔有错，重新填"),
)


def _one_more(desk: Desk, key: str, number: int) -> Asking[bool]:
    """Ask for one contribution; False where there is none."""
    kinds = labelled(desk.resource("funding").fields["source_kind"])
    told = () if number == 1 else (_sum(desk, key),)
    about = "财政、自筹、捐赠……没有写明就选“原文未载明”；" + (
        "出资先不填就直接回车" if number == 1 else "没有别的了就直接回车"
    )
    title = f"第 {number} 笔钱：哪一种"
    kind = yield from ask(Question("", title, about, kinds, needed=False, told=told), chosen(kinds))
    if not kind:
        return False
    who = Question("", f"第 {number} 笔钱：谁出的（没有写明就直接回车）", needed=False)
    funder = yield from ask_row(desk, "organisations", who)
    left = _cost(desk, key) - _paid(desk, key)
    asked = Question(
        "",
        f"第 {number} 笔钱：多少",
        "例如 200000 或者 20万元",
        default=str(left) if left > 0 else "",
    )
    said = yield from ask(asked, through(amount))
    _keep(desk, key, kind, funder, said)
    shown = desk.names.by_id["organisations"].get(funder, "")
    earlier = desk.said.get("funder", "")
    desk.said["funder"] = "\n".join(filter(None, (earlier, f"{shown}={said}={kind}")))
    return True


def _given(desk: Desk, key: str, text: str) -> None:
    """Keep a contribution that came with the command."""
    parts = [part.strip() for part in text.replace("＝", "=").split("=")]
    if len(parts) != 3:
        raise UsageError(f"「{text}」看不懂。{PARTS}")
    who, much, kind = parts
    fields = desk.resource("funding").fields
    organisations = tuple(
        Choice(k, n) for k, n in desk.names.by_id.get("organisations", {}).items()
    )
    try:
        funder = one_of(who, (), organisations) if who else ""
        _keep(
            desk,
            key,
            one_of(kind, (), labelled(fields["source_kind"])),
            funder,
            through(amount)(much, ()),
        )
    except RefusedError as why:
        raise UsageError(f"--funder {text}：{why}") from None


def _keep(desk: Desk, key: str, kind: str, funder: str, said: str) -> None:
    number = len(_parts(desk, key)) + 1
    while f"{key}-{number}" in desk.taken("funding"):
        number += 1
    money = {f"amount_{name}": text for name, text in amount(said).items()}
    cells = {"project": key, "source_kind": kind, "funder": funder, **money}
    desk.add("funding", f"{key}-{number}", cells)


def _parts(desk: Desk, key: str) -> list[object]:
    return [c for c in desk.changes if c.table == "funding" and c.cells.get("project") == key]


def _paid(desk: Desk, key: str) -> int:
    return sum(int(c.cells["amount_cny"]) for c in desk.changes
               if c.table == "funding" and c.cells.get("project") == key)  # fmt: skip


def _cost(desk: Desk, key: str) -> int:
    own = next(c for c in desk.changes if c.table == "projects" and c.key == key)
    return int(own.cells.get("cost_cny") or 0)


def _set_cost(desk: Desk, key: str) -> None:
    paid = _paid(desk, key)
    desk.change("projects", key, {"cost_cny": str(paid), "cost_as_stated": f"{paid}元"})
    desk.said["cost"] = str(paid)


def _sum(desk: Desk, key: str) -> str:
    paid, cost = _paid(desk, key), _cost(desk, key)
    told = f"{len(_parts(desk, key))} 笔加起来是 {paid} 元"
    if not cost:
        return f"{told}；花费还没有填"
    apart = cost - paid
    if not apart:
        return f"{told}，和花费一样"
    return f"{told}，花费是 {cost} 元，{'还差' if apart > 0 else '多出'} {abs(apart)} 元"
