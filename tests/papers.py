"""A town whose sheets are hard to print, and every sheet of it printed by the system's browser."""

from __future__ import annotations

import csv
import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pypdfium2
import zxingcpp
from playwright.sync_api import Browser

from noticeboard.commands.demo import demo
from noticeboard.demo import Size
from noticeboard.project import Project
from tests.browser import visit
from tests.conftest import DAY

URL = "https://example.cn/gongshi/"
# The longest that `check` takes: fifty letters.
LONG_TITLE = "关于老旧小区加装电梯、更换雨污水管、补种行道树、划定消防通道等四件事的方案和费用征求大家意见的公示稿"
LONG_UNIT = "示例县示例镇城市管理和综合执法局驻示例镇第二行政执法大队第三中队"
SENTENCE = (
    "各户按面积分摊，一层不出钱，往上每层多一点；有难处的，可以到居委会说明，经大家商量以后减免。"
)


def rows(count: int) -> str:
    lines = [
        f"| {n} | 示例路{n}号门前更换路灯和灯杆，接好地下的线 | {n}00元 | 示例镇中心小学 |"
        for n in range(1, count + 1)
    ]
    return "\n".join(["| 序号 | 做什么 | 费用 | 谁来做 |", "|---|---|---:|---|", *lines])


def long_text(sections: int) -> str:
    parts = []
    for n in range(1, sections + 1):
        parts.append(f"## 第{n}部分 怎么做")
        parts += [SENTENCE * 5] * 4
        parts.append("\n".join(f"{m}. {SENTENCE}" for m in range(1, 5)))
    parts.insert(6, rows(40))
    return "\n\n".join(parts)


NOTICES: dict[str, dict[str, Any]] = {
    "long-title": {"title": LONG_TITLE, "body": SENTENCE},
    "long-text": {"title": "关于四十盏路灯的公示", "body": long_text(7)},
    "two-lines-over": {"title": "刚好一页多一点的公示", "body": "\n\n".join([SENTENCE * 3] * 2)},
    "document": {"title": "关于加装电梯方案的公示", "doc_no": "示社〔2026〕3号", "body": long_text(2)},
    "short-document": {"title": "关于调整值班时间的公示", "doc_no": "示社〔2026〕4号", "body": SENTENCE},
    "wide-table": {
        "title": "关于八项支出的公示",
        "body": "| " + " | ".join(f"第{n}项" for n in range(1, 9)) + " |\n" + "|---" * 8 + "|\n"
        + "\n".join("| " + " | ".join(f"{n}{m}.50元" for n in range(1, 9)) + " |" for m in range(10, 22)),
    },
    "marks": {
        "title": "写法都用到的公示",
        "body": "前面 **要紧的话** 和 [网页](https://example.cn/very/long/address/that/must/be/broken/somewhere/else)。\n\n"
        "> 引文一段。\n\n* 一\n* 二\n    * 二之一\n\n---\n\n### 小标题\n\n" + SENTENCE,
    },
}  # fmt: skip


# From the day on which it is published.
PERIOD = {"period_start": "2026-11-24", "period_end": "2026-12-03", "declared_days": 7}


def notice_file(project: Project, key: str, change: dict[str, Any]) -> None:
    """Write a notice like the demo's open one, with other words."""
    text = (project.notices / "open-lamp.md").read_text(encoding="utf-8")
    head = text.split("---\n")[1]
    head = re.sub(r"^(attachments|project):.*\n", "", head, flags=re.MULTILINE)
    for name, value in (PERIOD | change).items():
        if name == "body":
            continue
        head = re.sub(rf"^{name}:.*\n", "", head, flags=re.MULTILINE)
        head += f"{name}: {json.dumps(value, ensure_ascii=False)}\n"
    page = f"---\n{head}---\n\n{change['body']}\n"
    (project.notices / f"{key}.md").write_text(page, encoding="utf-8")


def add(path: Path, **cells: str) -> None:
    """Add a row to a table."""
    with path.open(encoding="utf-8", newline="") as file:
        names = next(csv.reader(file))
    with path.open("a", encoding="utf-8", newline="") as file:
        csv.DictWriter(file, names, lineterminator="\n").writerow(cells)


def with_address(project: Project, url: str = URL) -> Project:
    with (project.data / "site.yaml").open("a", encoding="utf-8") as file:
        file.write(f'site_url: "{url}"\n')
    return project


BASIS = {"provenance": "illustrative", "source": "register", "locator": "第1页"}


def hard_town(folder: Path, open_notices: int = 0) -> Project:
    """Return the invented town with what is hard: long titles, long texts, bodies without anything."""
    size = Size(communities=3, units=16, projects=16, deeds=40, needs=40)
    project = with_address(demo(folder / "town", size, 1, DAY))
    for key, change in NOTICES.items():
        notice_file(project, key, change)
    for n in range(open_notices):
        notice_file(
            project, f"many-{n}", {"title": f"第{n + 1}件：关于示例路口的公示", "body": SENTENCE}
        )
    for key, name in (("u-long", LONG_UNIT), ("u-bare", "示例粮站")):
        add(
            project.data / "organisations.csv",
            id=key,
            name=name,
            kind="public_institution",
            **BASIS,
        )
        add(project.data / "units.csv", id=key, standing="agreement", **BASIS)
    add(
        project.data / "places.csv",
        code="990101101099",
        name="空社区",
        level="community",
        parent="990101101",
        **BASIS,
    )
    with (project.data / "communities.yaml").open("a", encoding="utf-8") as file:
        file.write(
            '- id: "c-bare"\n  name: "空社区"\n  admin_code: "990101101099"\n'
            '  provenance: "illustrative"\n  source: "register"\n  locator: "第1页"\n'
        )
    return project


@dataclass(frozen=True)
class Seen:
    """A sheet as the browser printed it, and what its page says."""

    stated: int
    pdf: bytes
    text: str
    boxes: list[dict[str, Any]]
    faults: list[str]
    codes: list[str]


def sheets_in(site: Path) -> list[str]:
    found = site.glob("print/**/index.html")
    return sorted(
        p.parent.relative_to(site).as_posix() + "/" for p in found if p.parent.name != "print"
    )


def print_all(browser: Browser, site: Path, some: str = "") -> dict[str, Seen]:
    """Return every sheet of a site, printed."""
    printed = {}
    with visit(browser, 1280) as seen:
        for address in sheets_in(site):
            if not re.search(some, address):
                continue
            page = seen.open((site / address / "index.html").as_uri())
            page.emulate_media(media="print")
            stated = page.evaluate("document.querySelector('.sheet-press b').textContent")
            told = page.evaluate(LOOK)
            printed[address] = Seen(
                stated=int(re.findall(r"(\d+) 页", stated)[0]),
                pdf=page.pdf(prefer_css_page_size=True),
                text=told["text"],
                boxes=told["boxes"],
                faults=told["faults"],
                codes=told["codes"],
            )
            page.emulate_media(media="screen")
        assert seen.outside == []
        assert seen.complaints == []
    return printed


# What is looked at on the page itself, in the widths and sizes of paper. Words of a sheet may not
# lie upon each other, leave the paper, be cut by their box, or come near the place of the seal.
LOOK = """() => {
  const faults = [], boxes = [], say = (e, what) => faults.push(what + ': ' + (e.className || e.tagName) + ' ' + e.textContent.trim().slice(0, 30));
  const papers = [...document.querySelectorAll('.paper')];
  for (const p of papers) {
    const r = p.getBoundingClientRect(), mm = r.width / (p.closest('.sheets-a3') ? 297 : 210);
    const low = r.top + (p.closest('.sheets-a3') ? 420 : 297) * mm;
    const words = [...p.querySelectorAll('*')].filter(e => [...e.childNodes].some(n => n.nodeType === 3 && n.textContent.trim()));
    let before = null;
    for (const e of p.children) {
      const b = e.getBoundingClientRect();
      if (getComputedStyle(e).position === 'absolute') continue;
      if (before !== null && b.top < before - .6) say(e, 'lies upon what is above it');
      before = b.bottom;
    }
    for (const e of p.querySelectorAll('*')) {
      if (e.closest('svg') && e.tagName !== 'svg') continue;
      const b = e.getBoundingClientRect();
      if (b.left < r.left || b.right > r.right + .6 || b.top < r.top || b.bottom > low + .6) say(e, 'leaves the paper');
      if (e.clientWidth && e.scrollWidth > e.clientWidth + 1) say(e, 'wider than its box');
      if (e.clientHeight && e.scrollHeight > e.clientHeight + 3 && getComputedStyle(e).overflow === 'hidden') say(e, 'higher than its box');
    }
    const seal = p.querySelector('.seal'), place = seal && seal.getBoundingClientRect();
    for (const e of words) {
      const s = getComputedStyle(e), b = e.getBoundingClientRect();
      if (s.color !== 'rgb(0, 0, 0)') say(e, s.color);
      if (s.visibility !== 'visible' || s.opacity !== '1') say(e, 'cannot be seen');
      if (seal && !e.closest('.signed-place') && b.left < place.right && b.right > place.left && b.top < place.bottom - .6 && b.bottom > place.top + .6) say(e, 'in the place of the seal');
    }
    if (seal) {
      const s = getComputedStyle(seal);
      if (seal.innerHTML || s.borderStyle !== 'none' || s.backgroundImage !== 'none' || place.width < 41.9 * mm) say(seal, 'something in the place of the seal');
    }
    const size = e => e ? parseFloat(getComputedStyle(e).fontSize) * 72 / 96 : null;
    boxes.push({
      text: size(p.querySelector('.text p, .text li, .text td')), title: size(p.querySelector('h1')), small: Math.min(...words.map(size)),
      table: size(p.querySelector('.text td')),
      rows: p.querySelectorAll('tbody tr').length, heads: [...p.querySelectorAll('thead')].length,
      foot: p.querySelector('.paper-foot').textContent,
      last: (p.querySelector('.text > :last-child') || p).tagName, some: (p.querySelector('.text') || p).textContent.trim().length,
      left: p.querySelector('.text') ? (p.querySelector('.text').getBoundingClientRect().left - r.left) / mm : null,
      right: p.querySelector('.text') ? (r.right - p.querySelector('.text').getBoundingClientRect().right) / mm : null,
      seal: !!seal, free: seal ? p.querySelector('.signed-place').textContent.replace(/\\s/g, '') : '',
    });
  }
  const addresses = [...document.querySelectorAll('.panel-address')].map(e => e.textContent);
  return {text: document.querySelector('.sheets').innerText, faults, boxes, codes: addresses};
}"""


def codes_of(pdf: bytes) -> list[tuple[str, float]]:
    """Return what the QR codes of a PDF lead to, and how wide their modules are together, in mm."""
    found = []
    for page in pypdfium2.PdfDocument(pdf):
        image = page.render(scale=2.5).to_pil().convert("L")
        for code in zxingcpp.read_barcodes(image):
            at = code.position
            wide = (
                (at.top_right.x - at.top_left.x) ** 2 + (at.top_right.y - at.top_left.y) ** 2
            ) ** 0.5
            found.append((code.text, wide / 2.5 * 25.4 / 72))
    return found
