"""The invented town's places, bodies, people, projects and money."""

from __future__ import annotations

import datetime as dt
import json
import random
from dataclasses import dataclass
from typing import Any

from noticeboard.demo.answered import add_receipts
from noticeboard.demo.loop import add_deeds, add_loop
from noticeboard.demo.meetings import add_appraisals, add_meetings, add_schedule
from noticeboard.demo.notices import notice_files
from noticeboard.demo.pictures import add_pictures
from noticeboard.demo.rows import SOURCE, Draft, on_day
from noticeboard.demo.vocabulary import (
    BODIES,
    COMMUNITIES,
    COMPOUNDS,
    LONG_NAME,
    MECHANISMS,
    PROJECTS,
    RESOURCES,
    SERVICES,
)

TOWN, COUNTY, CODE = "示例镇", "示例县", "990101101"
# What is made, and what is nobody else's.
IGNORED = (b".noticeboard/\nbuild/\nsite/\n/*.xlsx\n/*-a3.html\n/*-a4.html\n/*-a3.pdf\n/*-a4.pdf\n"
           b"/*.txt\n")  # fmt: skip
CHANNELS = ("team", "resource", "civility", "charity", "security")
ROLES = ("policy_lecturer", "community_adviser", "project_follower", "opinion_collector")
STAGES = ("completed", "accepted", "under_way", "planned", "completed", "approved", "publicised",
          "proposed", "cancelled")  # fmt: skip
FUNDS = ("fiscal", "unit_self_raised", "party_fee", "donation", "public_revenue")


@dataclass(frozen=True)
class Size:
    """How many of each."""

    communities: int = 4
    units: int = 46
    projects: int = 24
    deeds: int = 327
    needs: int = 53
    responses: int = 640


def demo_files(
    size: Size, seed: int, today: dt.date, descriptor: dict[str, Any], raw: bytes, engine: bytes
) -> dict[str, bytes]:
    """Return the files of the invented town, by their path in its folder.

    ``descriptor`` and ``raw`` are the data package's description, parsed and as it stands;
    ``engine`` is the engine's settings file.
    """
    columns = {
        r["name"]: [f["name"] for f in r["schema"]["fields"]] for r in descriptor["resources"]
    }
    draft = Draft(today, random.Random(seed), columns)
    add_places(draft, size.communities)
    add_units(draft, size.units)
    add_projects(draft, size.projects)
    add_loop(draft, size.needs)
    add_receipts(draft)
    add_deeds(draft, size.deeds)
    add_meetings(draft)
    add_appraisals(draft)
    add_schedule(draft)
    pictures = add_pictures(draft)
    paths = {r["name"]: r["path"] for r in descriptor["resources"]}
    files = {
        f"data/{path}": draft.csv(name) for name, path in paths.items() if path.endswith(".csv")
    }
    files |= {f"data/{name}.yaml": rows for name, rows in yaml_tables(draft).items()}
    files |= notice_files(draft) | prose() | pictures
    files["data/datapackage.yaml"], files["mkdocs.yml"] = raw, engine
    files[".gitignore"] = IGNORED
    return files


def add_places(draft: Draft, count: int) -> None:
    """Add the divisions, the compounds and what residents go to."""
    draft.add("places", code="990101", name=COUNTY, level="county")
    draft.add("places", code=CODE, name=TOWN, level="town", parent="990101")
    for n in range(count):
        name = COMMUNITIES[n % len(COMMUNITIES)] + ("" if n < len(COMMUNITIES) else str(n))
        code = f"{CODE}{n + 1:03}"
        draft.add("places", code=code, name=f"{name}社区", level="community", parent=CODE)
        key = draft.add("communities", id=f"c{n + 1}", name=f"{name}社区", admin_code=code,
                        party_org="committee", office_address=f"{name}路{n + 1}号",
                        office_phone=f"0990-{2200000 + n}")  # fmt: skip
        for m in range(2):
            where = COMPOUNDS[(2 * n + m) % len(COMPOUNDS)]
            compound = draft.add("compounds", id=f"{key}-x{m + 1}", name=f"{name}{where}", community=key,
                                 before="路面坑洼，停车混乱" if m else None)  # fmt: skip
            for b in range(1, 5):
                draft.add("building_heads", id=f"{compound}-b{b}", compound=compound, building=f"{b}栋",
                          pool="resident" if b % 2 else "party_member",
                          status="ended" if b == 4 and m else "active",
                          **on_day("elected", draft.ago(400)))  # fmt: skip
        for m, (kind, what) in enumerate(
            (
                ("party_service_home", "党群之家"),
                ("self_service_terminal", "自助机"),
                ("service_point", "服务点"),
            )
        ):
            draft.add("facilities", id=f"{key}-f{m + 1}", name=f"{name}{what}", kind=kind, community=key,
                      location="居委会一楼", hours="周一至周五 8:30—12:00，14:30—17:30",
                      services=("办证咨询", "领表填表"), phone=f"0990-{2200000 + n}",
                      **on_day("opened", draft.ago(500 + 30 * m)))  # fmt: skip


def add_units(draft: Draft, count: int) -> None:
    """Add the units with their agreements, part-time members and what they offer."""
    communities = draft.ids("communities")
    for n in range(count):
        what, kind = BODIES[n % len(BODIES)]
        turn = n // len(BODIES)
        unit = draft.add("organisations", id=f"u{n + 1:03}", kind=kind, aliases=(what,) if not turn else (),
                         name=f"{COUNTY if turn % 2 else TOWN}{what}" + (f"第{turn // 2 + 1}分部" if turn > 1 else ""))  # fmt: skip
        draft.add("units", id=unit, standing="agreement")
        community = communities[n % len(communities)]
        start = draft.ago(700 - n % 60)
        lapsed = n % 23 == 22
        draft.add("agreements", id=f"{unit}-a1", community=community, unit=unit,
                  status=("expired" if n % 2 else "terminated") if lapsed else "renewed" if n % 9 == 5 else "signed",
                  valid_from=start, valid_to=draft.ago(100) if lapsed else start + dt.timedelta(days=1095),
                  channels=tuple(draft.chance.sample(CHANNELS, 1 + n % 3)),
                  scope=("开放场地", "出人出力") if n % 2 else ("结对帮扶",), **on_day("signed", start))  # fmt: skip
        person = draft.add("people", id=f"p{n + 1:03}", name=draft.person(n), organisation=unit,
                           post=f"{what}的同事", name_policy="surname_title", publish_basis="consent")  # fmt: skip
        draft.add("memberships", id=f"m{n + 1:03}", person=person, community=community, unit=unit, post="兼职委员",
                  roles=tuple(draft.chance.sample(ROLES, 1 + n % 2)),
                  status="ended" if lapsed else "publicised" if n % 19 == 7 else "appointed",
                  end_on=draft.ago(100) if lapsed else draft.ago(-400), appointed_by=f"{TOWN}党委",
                  **on_day("start", start + dt.timedelta(days=20)))  # fmt: skip
        if n % 2 == 0:
            kind_, title, categories, measure = RESOURCES[n // 2 % len(RESOURCES)]
            draft.add("resources", id=f"{unit}-r1", title=title, unit=unit, kind=kind_, categories=categories,
                      communities=(community,) if n % 4 else (), quantity=1 + n % 5, unit_of_measure=measure,
                      availability="周末白天", conditions="先到居委会登记")  # fmt: skip
        else:
            title, categories, content, audience, schedule = SERVICES[n // 2 % len(SERVICES)]
            draft.add("services", id=f"{unit}-s1", title=title, unit=unit, categories=categories,
                      communities=(community,) if n % 3 else (), content=content, audience=audience,
                      schedule=schedule, capacity="每次20人", how_to_book="到居委会登记", cost="免费")  # fmt: skip


def add_projects(draft: Draft, count: int) -> None:
    """Add the projects and their money; the sums agree."""
    communities, units, compounds = (
        draft.ids(t) for t in ("communities", "organisations", "compounds")
    )
    for n in range(count):
        stem, scope, before, outcome = PROJECTS[n % len(PROJECTS)]
        community = communities[n % len(communities)]
        compound = compounds[(2 * n + n // 4) % len(compounds)]
        community = compound.split("-")[0] if n % 3 else community
        stage = STAGES[n % len(STAGES)]
        done = stage in ("completed", "accepted")
        parts = [(1 + draft.chance.randrange(400)) * 100 for _ in range(1 + n % 3)]
        priced = done and n % 11 != 4
        name = LONG_NAME if n == 1 else f"{stem}（{n + 1}号）"
        project = draft.add("projects", id=f"j{n + 1:05}", name=name, community=community, stage=stage,
                            compound=compound if n % 3 else None, lead=units[n % len(units)],
                            partners=(units[(n + 5) % len(units)],) if n % 2 else (), before=before,
                            scope=scope, outcome=outcome if done else None,
                            cost_cny=sum(parts) if priced else None,
                            owners_vote="三分之二以上的业主参加，都同意" if "电梯" in stem and stage not in ("proposed", "planned") else None,
                            **(on_day("time", draft.ago(30 + 61 * n % 1000)) if done else {}))  # fmt: skip
        for m, amount in enumerate(parts if priced else ()):
            funder = units[(n + m) % len(units)] if m else None
            draft.add("funding", id=f"{project}-{m + 1}", project=project, amount_cny=amount, funder=funder,
                      source_kind=FUNDS[(n + m) % len(FUNDS)])  # fmt: skip


def yaml_tables(draft: Draft) -> dict[str, bytes]:
    """Return the tables that are YAML, and the settings."""
    figures = [
        figure("units", "签了协议的单位", "家", "count", "units"),
        figure("deeds", "办成的实事", "件", "count", "deeds"),
        figure("needs", "居民提的需求", "项", "count", "needs"),
        figure("communities", "社区", "个", "count", "communities"),
        figure("spent", "项目花的钱", "元", "sum",
               "funding.amount_cny"),
    ]  # fmt: skip
    mechanisms = [
        {"id": key, "name": name, "status": status, "summary": summary, "steps": list(steps), "as_stated": summary}
        for key, name, status, summary, steps in MECHANISMS
    ]  # fmt: skip
    sources = [
        {
            "id": SOURCE,
            "title": f"{TOWN}示例登记簿",
            "kind": "register",
            "note": "编出来的，只作演示",
        }
    ]
    settings = {
        "name": f"{TOWN}社区共建公示栏", "tagline": "示例数据，只作演示",
        "description": "一个编出来的镇，用来看网站长什么样。", "place": CODE, "purpose": "demo",
        "hotline": "12345", "days_to_answer": 5, "headline": [f["id"] for f in figures], "how_it_works": "diandan",
        "collector": "/collect/",
    }  # fmt: skip
    made: dict[str, list[dict[str, Any]]] = {
        "communities": draft.rows["communities"], "figures": figures, "mechanisms": mechanisms, "excerpts": []
    }  # fmt: skip
    based = {"provenance": "illustrative", "source": SOURCE, "locator": "第1页"}
    tables = {name: records([row | based for row in rows]) for name, rows in made.items()}
    return tables | {"sources": records(sources), "site": records_of_settings(settings)}


def figure(key: str, label: str, unit: str, derivation: str, query: str) -> dict[str, Any]:
    """Return a figure that is counted from the rows."""
    return {"id": key, "label": label, "unit": unit, "place": CODE, "derivation": derivation, "query": query}  # fmt: skip


def records(rows: list[dict[str, Any]]) -> bytes:
    """Return rows as YAML; texts are quoted as JSON, which YAML reads alike."""
    lines = []
    for row in rows:
        filled = {key: value for key, value in row.items() if value not in (None, (), [])}
        for n, (key, value) in enumerate(filled.items()):
            lines.append(
                f"{'- ' if n == 0 else '  '}{key}: {json.dumps(value, ensure_ascii=False)}"
            )
    return ("\n".join(lines) + "\n").encode()


def records_of_settings(settings: dict[str, Any]) -> bytes:
    """Return the settings as YAML."""
    lines = [f"{key}: {json.dumps(value, ensure_ascii=False)}" for key, value in settings.items()]
    return ("\n".join(lines) + "\n").encode()


def prose() -> dict[str, bytes]:
    """Return the pages that people would write: home and what this site is."""
    home = f"""---
title: 社区和单位办了什么
description: {TOWN}的社区和单位一起办了什么，一条一条写清楚。这是示例。
---

# 社区和单位办了什么

{TOWN}的社区和单位一起办了什么、花了多少、谁负责。人、事、数字都是编的。
"""
    about = f"""---
title: 这个网站是怎么回事
description: 这是一个示例网站，人、事、数字都是编的。
---

# 这个网站是怎么回事

{TOWN}是编出来的，用来看公示栏长什么样。数从名单里数出来，[名单都能下载]({{{{ link("data/") }}}})。
"""
    return {"content/index.md": home.encode(), "content/about/index.md": about.encode()}
