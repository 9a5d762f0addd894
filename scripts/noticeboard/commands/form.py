"""``noticeboard form``: the form of a survey, from its definition."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from noticeboard import receipts
from noticeboard.assemble import Surveyed, assemble
from noticeboard.check import check
from noticeboard.errors import DataProblems, UsageError
from noticeboard.forms import form_communities
from noticeboard.load import load
from noticeboard.model import Town
from noticeboard.model.surveys import Survey
from noticeboard.project import Project
from noticeboard.survey.definition import surveyed
from noticeboard.survey.google_limits import google_notes
from noticeboard.survey.google_script import google_script
from noticeboard.survey.paper_form import paper_page
from noticeboard.survey.transcription import transcription
from noticeboard.templates import record_templates
from noticeboard.words import joined, nearest
from noticeboard.writer import write_file


@dataclass(frozen=True)
class Form:
    """A form as text, and what whoever uses it must be told, in Chinese."""

    text: str
    notes: tuple[str, ...]


KINDS = ("google", "paper", "xlsx")
ENDINGS = {"google": "问卷.gs", "paper": "问卷.html", "xlsx": "登记表.xlsx"}
MOST_COPIES = 500


@dataclass(frozen=True)
class Sheets:
    """How many sheets of paper, for which community; all where it is empty."""

    community: str = ""
    copies: int = 1


def form_of(
    project: Project, name: str, to: str, out: Path | None = None, sheets: Sheets | None = None
) -> Form:
    """Return (and write) the form of one of the project's surveys.

    Raises ``DataProblems`` where the data are not sound, ``UsageError`` where there is no such survey.
    """
    refuse_kind(to, name)
    dataset = load(project)
    errors = [problem for problem in check(dataset) if problem.severity == "error"]
    if errors:
        raise DataProblems(errors)
    asked = Surveyed(*surveyed(dataset))
    surveys = asked.surveys
    if name not in surveys:
        hint = nearest(name, surveys) or f"有这些：{joined(surveys) or '没有问卷'}"
        raise UsageError(f"没有问卷「{name}」。{hint}")
    if not surveys[name].controller:
        raise UsageError(
            f"问卷「{name}」没有写明谁收、谁保管答案：在 data/site.yaml 填 operator，"
            "或者在问卷里填 controller，再做表单"
        )
    town = assemble(dataset, asked)
    if to == "google":
        communities = {key: one.name for key, one in town.communities.items()}
        return form(surveys[name], communities, to, out)
    if to == "paper":
        return paper(project, town, surveys[name], sheets or Sheets(), out)
    return workbook(surveys[name], out)


def refuse_kind(to: str, name: str) -> None:
    """Raise ``UsageError`` for a kind of form that there is not."""
    if to == "html":
        raise UsageError(
            f"网上的表单不用另外做：问卷的 sources 里有 kind: collector，noticeboard build 就会做好"
            f" surveys/{name}/form/ 这几页"
        )
    if to not in KINDS:
        raise UsageError(f"不会做“{to}”这种表单；能做的：--to {'、--to '.join(KINDS)}")


def paper(project: Project, town: Town, survey: Survey, sheets: Sheets, out: Path | None) -> Form:
    """Return the sheets to print, each with a code of its own where the survey gives receipts."""
    offered = [key for key in form_communities(survey) if key in town.communities]
    if sheets.community and sheets.community not in offered:
        hint = nearest(sheets.community, offered) or f"有这些：{joined(offered) or '没有'}"
        raise UsageError(f"这份问卷没有社区「{sheets.community}」。{hint}")
    if not 1 <= sheets.copies <= MOST_COPIES:
        raise UsageError(f"--copies 写 1 到 {MOST_COPIES}")
    count = sheets.copies if survey.triage else 0
    codes = [receipts.new_code() for _ in range(count)]
    folders = tuple(folder / "staff" for folder in project.template_folders)
    styles = next(folder / "paper.css" for folder in folders if (folder / "paper.css").is_file())
    style, made = styles.read_text(encoding="utf-8"), record_templates(folders, {})
    text = paper_page(made, style, town, survey, sheets.community, codes, sheets.copies)
    notes = ["用浏览器打开，打印成 A4，缩放 100%，不印页眉页脚。一份一张，超过一张的把题目减几道。"]
    if codes:
        notes.append("每一张的回执码都不同：不要复印，要几张就用 --copies 印几张。")
    if codes and not town.settings.site_url:
        notes.append("data/site.yaml 的 site_url 空着，所以没有印二维码。")
    _write(out, text.encode(), ENDINGS["paper"])
    return Form(text, tuple(notes))


def workbook(survey: Survey, out: Path | None) -> Form:
    """Write the workbook for typing paper answers in."""
    if out is None:
        raise UsageError(f"登记表是表格文件，写明放在哪里：--out {ENDINGS['xlsx']}")
    if out.suffix != ".xlsx":
        raise UsageError(f"写不到 {out}：文件名要以 .xlsx 结尾，例如 --out {ENDINGS['xlsx']}")
    _write(out, transcription(survey), ENDINGS["xlsx"])
    notes = () if any(one.kind == "paper" for one in survey.sources) else (
        "问卷的 sources 里还没有 paper：加上 {id: paper, kind: paper}，抄好的表才读得到。",
    )  # fmt: skip
    return Form("", notes)


def _write(out: Path | None, content: bytes, example: str) -> None:
    """Write the form, if it is to be written. Raises ``UsageError`` where that cannot be."""
    if out is None:
        return
    if out.is_dir() or not out.parent.is_dir():
        raise UsageError(f"写不到 {out}：写一个已有的文件夹里的文件名，例如 --out {example}")
    write_file(out, content)


def form(survey: Survey, communities: Mapping[str, str], to: str, out: Path | None = None) -> Form:
    """Return the Google Form of a survey and, with ``out``, write it there.

    ``communities`` are names by id. Raises ``UsageError`` for a kind of form that there is not, or
    where there is no folder to write it to.
    """
    if to != "google":
        raise UsageError(f"不会做“{to}”这种表单；这里只有 --to google")
    made = Form(google_script(survey, communities), google_notes(survey, communities))
    _write(out, made.text.encode(), ENDINGS["google"])
    return made
