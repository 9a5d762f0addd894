"""The doctor's look at the data, what waits for somebody, the site and how it is published."""

from __future__ import annotations

import datetime as dt
import json
import os
import re
import shutil
from collections.abc import Iterator

from noticeboard.collector.database import ADDRESS, database_at
from noticeboard.collector.store import StoreError, numbers_in
from noticeboard.collector.submissions import KIND
from noticeboard.commands.build import stamp_of
from noticeboard.commands.doctor_answers import settings_told, surveys_told
from noticeboard.commands.doctor_found import Finding, Visit, error, ok, warning
from noticeboard.commands.ledger import with_history
from noticeboard.commands.requests import answers_file
from noticeboard.commands.todo import urgent_orders
from noticeboard.commands.waiting import all_cases
from noticeboard.errors import UsageError
from noticeboard.load import load
from noticeboard.load.files import UnreadableError, read_bytes
from noticeboard.load.yaml_tree import Map, read_tree
from noticeboard.writer import MANIFEST

# Where nothing is promised to residents, so many days are long.
LONG_WAIT = 7
SECRETS = re.compile(r"\b(secrets|vars)\.([A-Z][A-Z0-9_]{1,60})\b")
GIVEN = ("GOOGLE_KEY", "SURVEYS", ADDRESS)


def data(visit: Visit) -> Iterator[Finding]:
    """Tell how many problems ``check`` finds, and in which files; not what stands in them."""
    problems = visit.problems
    errors = [one for one in problems if one.severity == "error"]
    files = sorted({one.place.file for one in errors})
    if errors:
        names = f"{'、'.join(files[:3])}{' 等' if len(files) > 3 else ''}"
        yield error("资料", f"{len(errors)} 个错误，在 {names}", "noticeboard check")
    elif problems:
        yield warning("资料", f"没有错误，有 {len(problems)} 条提醒", "noticeboard check")
    else:
        yield ok("资料", "检查没有发现问题")


def settings(visit: Visit) -> Iterator[Finding]:
    """Tell which settings are missing without which something does not work."""
    part = "网站设置"
    told = settings_told(visit.project)
    if not told:
        yield error(
            part,
            "data/site.yaml 读不了，或者是空的",
            "noticeboard check；或者从 git 恢复：git checkout -- data/site.yaml",
        )
        return
    empty = [
        f"{name}（{why}）"
        for name, why in (
            ("operator", "没有主办单位，问卷不能开放"),
            ("site_url", "没有网址，没有二维码"),
        )
        if not told.get(name)
    ]
    if empty:
        yield warning(
            part,
            f"空着：{'、'.join(empty)}",
            "在 data/site.yaml 里填；意思见 docs/site-settings.md",
        )
    else:
        yield ok(part, "主办单位、网址都填了")


def waiting(visit: Visit) -> Iterator[Finding]:
    """Tell how many requests and orders wait, and for how long."""
    part = "等着办的"
    if any(one.severity == "error" for one in visit.problems):
        yield warning(part, "资料有错误，数不出来", "先 noticeboard check，改好再看")
        return
    dataset = with_history(visit.project, load(visit.project), visit.day)
    promised = dataset.settings.get("days_to_answer") or LONG_WAIT
    waits = [(visit.day - case.request.received).days for case in all_cases(visit.project, dataset)]
    if waits and max(waits) > promised:
        yield warning(
            part,
            f"{len(waits)} 条点单等着答复，最久的等了 {max(waits)} 天",
            "noticeboard inbox list",
        )
    else:
        yield ok(part, f"{len(waits)} 条点单等着答复")
    urgent = urgent_orders(dataset, visit.day)
    if urgent.late:
        yield warning(part, f"{len(urgent.late)} 张办理单超过期限", "noticeboard todo")
    else:
        yield ok(part, f"没有办理单超过期限；{len(urgent.waiting)} 张等人办")


def collector(visit: Visit) -> Iterator[Finding]:
    """Tell whether the store of the town's own forms opens, and what of it was not fetched yet."""
    part = "收件程序"
    told, _ = surveys_told(visit.project)
    collected = [(one, name) for one in told for name, kind, _ in one.sources if kind == KIND]
    address = os.environ.get(ADDRESS, "")
    own = visit.project.private / "collector.sqlite"
    if not collected and not address and not own.exists():
        yield ok(part, "没有用到")
        return
    try:
        database = database_at(visit.project.private)
        if database.file is None and not visit.online:
            yield ok(
                part,
                f"数据库在 {ADDRESS} 写的地方，没有去连",
                "noticeboard doctor --online 会试着连",
            )
            return
        numbers = numbers_in(database)
        room = database.file is None or not database.file.exists() or database.has_room()
    except UsageError:
        how = f"照 docs/collector.md 改 {ADDRESS}；用 PostgreSQL 的还要装 noticeboard[postgres]"
        yield error(part, f"{ADDRESS} 用不了", how)
        return
    except StoreError as fault:
        yield error(
            part,
            str(fault),
            "看程序有没有在运行、文件是不是坏了；从备份里恢复，见 docs/collector.md",
        )
        return
    if not room:
        yield error(part, "硬盘满了，不再收", "腾出地方")
    yield ok(part, f"数据库打得开，存着 {sum(number for number, _ in numbers.values())} 份")
    for one, name in collected:
        number, last = numbers.get(one.id, (0, ""))
        path = answers_file(visit.project, one.id, name)
        read = dt.datetime.fromtimestamp(path.stat().st_mtime, dt.UTC) if path.is_file() else None
        if number and (read is None or _moment(last) > read):
            yield warning(part, f"{one.id} 有新收到的答案还没有读取", f"noticeboard fetch {one.id}")
    if not settings_told(visit.project).get("collector") and collected:
        yield warning(
            part,
            "data/site.yaml 的 collector 空着，网上的表单交不了",
            "填收答案的地址，见 docs/collector.md",
        )


def _moment(text: str) -> dt.datetime:
    moment = dt.datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)


def site(visit: Visit) -> Iterator[Finding]:
    """Tell whether there is a site, and whether it is what the data say now."""
    part, project, again = "网站", visit.project, "noticeboard build"
    if not (project.site / MANIFEST).is_file():
        yield warning(part, "还没有生成", again)
        return
    if not (project.site / "index.html").is_file():
        yield error(part, "site/ 里没有 index.html，被人删过", again)
        return
    try:
        told = json.loads(project.stamp.read_text(encoding="utf-8"))
        built, day = told["made_of"], dt.date.fromisoformat(told["day"])
    except (OSError, ValueError, KeyError, TypeError):
        yield warning(part, "看不出是什么时候生成的", again)
        return
    if built != json.loads(stamp_of(project, visit.day))["made_of"]:
        yield warning(part, f"{day} 生成的，那以后资料、网页或模板改过", again)
    elif day != visit.day:
        yield warning(
            part, f"{day} 生成的，资料没有变；公示期满、到期撤下的按日子变", f"{again}（每天一次）"
        )
    else:
        yield ok(part, "今天生成的，和资料一样")


def publishing(visit: Visit) -> Iterator[Finding]:
    """Tell what is set up for publishing; of secrets whether they are set, by name, never what."""
    project, part = visit.project, "发布"
    scripts = sorted(project.recipes.glob("*.sh")) if project.recipes.is_dir() else []
    closed = [path.name for path in scripts if os.name == "posix" and not os.access(path, os.X_OK)]
    if closed:
        yield warning(part, f"deploy/ 里 {'、'.join(closed)} 不能运行", "chmod +x deploy/*.sh")
    lacking = [name for name in ("rsync", "ssh") if not shutil.which(name)]
    if scripts and lacking:
        yield warning(
            part,
            f"用 deploy/publish.sh 发布还缺 {'、'.join(lacking)}",
            "sudo apt-get install rsync openssh-client（不从这台电脑发布的不用）",
        )
    elif scripts and not closed:
        yield ok(part, f"deploy/ 里有 {len(scripts)} 个脚本，rsync、ssh 都在")
    asked: dict[str, str] = {}
    flows = sorted(project.workflows.glob("*.y*ml")) if project.workflows.is_dir() else []
    for path in flows:
        try:
            content = read_bytes(project, path)
            if not isinstance(read_tree(path.name, content), Map):
                raise ValueError
        except (UnreadableError, ValueError):
            yield error(
                part,
                f"{project.name_of(path)} 读不了，平台不会运行它",
                f"从 git 恢复：git checkout -- {project.name_of(path)}",
            )
            continue
        asked |= {name: kind for kind, name in SECRETS.findall(content.decode())}
    if flows:
        names = "、".join(
            f"{name}（{'密钥' if kind == 'secrets' else '变量'}）"
            for name, kind in sorted(asked.items())
        )
        yield ok(
            part,
            f".github/workflows 里有 {len(flows)} 个，用到 {names or '不用密钥'}；设没设在平台上看，这里看不到",
        )
    if not scripts and not flows:
        yield warning(
            part, "没有 deploy/，也没有 .github/workflows", "照 docs/publishing.md 选一种办法"
        )
    given = "，".join(f"{name} {'设了' if os.environ.get(name) else '没有设'}" for name in GIVEN)
    yield ok("环境变量", given)
