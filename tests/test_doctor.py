"""The doctor: each part broken by itself is told with the next step; nothing secret is ever printed."""

from __future__ import annotations

import datetime as dt
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import time
from collections import namedtuple
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from noticeboard.collector.database import ADDRESS
from noticeboard.commands import doctor_machine, fetch_sources
from noticeboard.commands.build import Options, build, stamp_of
from noticeboard.commands.doctor import PARTS, doctor
from noticeboard.commands.doctor_found import Finding, Visit, harmless
from noticeboard.commands.doctor_git import host_of
from noticeboard.project import Project
from tests.conftest import DAY, ROOT, copy_project
from tests.google import BOOK, Google, Tab, refused, served
from tests.test_faults import replace_once
from tests.test_google_sheet import Clock, patient

pytestmark = pytest.mark.slow
LOOKS = dict(PARTS)
NEEDS = "data/surveys/needs.yaml"
SECRET = "Zx9Kq7Wm3Vb5Nt1Ls8"  # in the middle of every secret that is planted


def git(folder: Path, *words: str) -> str:
    command = ("git", "-c", "user.name=T", "-c", "user.email=t@example.cn", *words)
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture
def town(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    """A town as it should be: committed, pushed to a remote on this machine."""
    project = copy_project(tmp_path / "town")
    (project.root / ".gitignore").write_text("/.noticeboard/\n/build/\n/site/\n")
    (project.root / "requirements.lock").write_bytes((ROOT / "requirements.lock").read_bytes())
    git(tmp_path, "init", "-q", "--bare", "-b", "main", "remote.git")
    git(project.root, "init", "-q", "-b", "main")
    git(project.root, "add", "-A")
    git(project.root, "commit", "-q", "-m", "x")
    git(project.root, "remote", "add", "origin", str(tmp_path / "remote.git"))
    git(project.root, "push", "-q", "-u", "origin", "main")
    monkeypatch.delenv(ADDRESS, raising=False)
    return project


def found(project: Project, part: str, day: dt.date = DAY, online: bool = False) -> list[Finding]:
    return list(LOOKS[part](Visit(project, day, online)))


def worst(project: Project, part: str, online: bool = False) -> tuple[str, str]:
    """Return the worst state of a part, and everything that is told of it in that state."""
    findings = found(project, part, online=online)
    state = next(s for s in ("error", "warning", "ok") if any(f.state == s for f in findings))
    return state, "\n".join(one.told() for one in findings if one.state == state)


def opened(project: Project, sources: str, opens: str = "2026-05-01") -> None:
    """Open the survey of needs, with these sources."""
    path = project.surveys / "needs.yaml"
    text = path.read_text(encoding="utf-8")
    text = text.replace("opens:\n", f"controller: 示例居委会\nopens: {opens}\n", 1)
    path.write_text(text.replace("sources: []", f"sources:\n  - {sources}"), encoding="utf-8")


def fetched(project: Project, source: str, day: str) -> None:
    """Put a private file there as a fetch on this day left it."""
    path = project.private / "answers" / "needs" / f"{source}.csv"
    path.parent.mkdir(mode=0o700, parents=True)
    path.write_text("id\n")
    path.chmod(0o600)
    moment = dt.datetime.fromisoformat(f"{day}T12:00:00+08:00").timestamp()
    os.utime(path, (moment, moment))


Act = Callable[[Project], object]


def write(name: str, text: str) -> Act:
    def act(project: Project) -> None:
        path = project.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    return act


def private(name: str, text: str, mode: int = 0o600) -> Act:
    def act(project: Project) -> None:
        project.private.mkdir(mode=0o700, exist_ok=True)
        write(f".noticeboard/{name}", text)(project)
        (project.private / name).chmod(mode)

    return act


def edit(name: str, old: str, new: str) -> Act:
    return lambda project: replace_once(project.root / name, old, new)


def a_folder_instead(project: Project) -> None:
    (project.data / "site.yaml").unlink()
    (project.data / "site.yaml").mkdir()


def both(*acts: Act) -> Act:
    def act(project: Project) -> None:
        for one in acts:
            one(project)

    return act


def in_git(*words: str) -> Act:
    return lambda project: git(project.root, *words)


def opening(sources: str, opens: str = "2026-05-01") -> Act:
    return lambda project: opened(project, sources, opens)


def was_fetched(source: str, day: str) -> Act:
    return lambda project: fetched(project, source, day)


WJX = "{id: wjx, kind: wjx}"
SHEET = f"{{id: form, kind: google_sheet, spreadsheet: {BOOK}, gid: 7}}"
WEB = "{id: web, kind: collector}"

# What is broken; in which part it is told; how bad; a word of what is found, a word of the next step.
BROKEN: dict[str, tuple[Act, str, str, str, str]] = {
    "a locked version that is not installed": (lambda p: replace_once(p.lock, "\npyyaml==", "\npyyaml==0.0.1 # "), "软件包", "warning", "pyyaml", "make site"),
    "a package that is missing": (write("requirements.lock", "not-there-at-all==1.0\n"), "软件包", "error", "not-there-at-all", "make site"),
    "a lock with nothing in it": (write("requirements.lock", ""), "软件包", "error", "一个软件包也没有", "git checkout"),
    "engine settings that are no YAML": (write("mkdocs.yml", "a: [\n"), "网站引擎", "error", "mkdocs.yml 读不了", "git checkout"),
    "engine settings that are a list": (write("mkdocs.yml", "- a\n"), "网站引擎", "error", "mkdocs.yml 里不是", "git checkout"),
    "no repository": (lambda p: shutil.rmtree(p.root / ".git"), "git", "warning", "不是 git 的克隆", "git init"),
    "uncommitted": (write("data/new.txt", "x"), "git", "warning", "有 1 个文件改了", "git commit"),
    "a merge half made": (write(".git/MERGE_HEAD", "x"), "git", "error", "合并做了一半", "git merge --abort"),
    "not pushed": (in_git("commit", "-q", "--allow-empty", "-m", "x"), "git", "warning", "多出 1 次提交", "git push"),
    "no remote": (in_git("remote", "remove", "origin"), "git", "warning", "只在这台电脑上", "git remote add"),
    "no upstream": (in_git("checkout", "-q", "-b", "own"), "git", "warning", "没有对着远端", "git push -u"),
    "data with a mistake": (lambda p: replace_once(p.data / "pairings.csv", "xian-zhengfawei,chengxi", "xian-zhengfawei,chengxii"), "资料", "error", "1 个错误，在 data/pairings.csv", "noticeboard check"),
    "no descriptor": (lambda p: (p.data / "datapackage.yaml").unlink(), "资料", "error", "data/datapackage.yaml", "noticeboard check"),
    "settings that are no YAML": (write("data/site.yaml", "name: [\n"), "网站设置", "error", "读不了", "git checkout"),
    "settings that are a folder": (a_folder_instead, "网站设置", "error", "读不了", "git checkout"),
    "no operator": (lambda p: None, "网站设置", "warning", "operator", "site-settings.md"),
    "waiting with a mistake": (write("data/units.csv", "x"), "等着办的", "warning", "数不出来", "noticeboard check"),
    "a survey that is no YAML": (write(NEEDS, "id: [\n"), "问卷", "error", "1 个文件读不了", "noticeboard check"),
    "an open survey without sources": (lambda p: replace_once(p.surveys / "needs.yaml", "opens:\n", "opens: 2026-05-01\n"), "问卷", "warning", "没有写答案从哪里来", "docs/surveys.md"),
    "nobody answers for it": (both(opening(WJX), edit(NEEDS, "controller: 示例居委会\n", "")), "问卷", "warning", "没有写明谁收", "operator"),
    "never fetched, no export": (opening(WJX), "问卷", "warning", "还没有读取过", ".noticeboard/imports/needs/wjx/"),
    "never fetched, an export lies there": (both(opening(WJX), private("imports/needs/wjx/a.csv", "x")), "问卷", "warning", "还没有读取过", "noticeboard fetch needs"),
    "a quarter that ended": (both(opening(SHEET), was_fetched("form", "2026-09-30")), "问卷", "warning", "2026 年第 3 季度到 2026-09-30 结束", "noticeboard fetch needs"),
    "a quarter that ended, an old export": (both(opening(WJX), was_fetched("wjx", "2026-08-30"), private("imports/needs/wjx/a.csv", "x"), lambda p: os.utime(p.private / "imports/needs/wjx/a.csv", (1, 1))), "问卷", "warning", "以后还没有读取过", "先重新导出"),
    "no key": (opening(SHEET), "谷歌密钥", "error", "没有，有问卷的来源是谷歌表格", "docs/google-forms.md"),
    "a key that is no JSON": (private("google-key.json", "{"), "谷歌密钥", "error", "不是密钥文件", "docs/google-forms.md"),
    "a key that is a list": (private("google-key.json", "[1]"), "谷歌密钥", "error", "不是密钥文件", "docs/google-forms.md"),
    "a key of another kind": (private("google-key.json", '{"type": "authorized_user"}'), "谷歌密钥", "error", "不是服务账号", "docs/google-forms.md"),
    "a key that is a folder": (private("google-key.json/x", ""), "谷歌密钥", "error", "不是密钥文件", "docs/google-forms.md"),
    "private files that others read": (private("key", "k" * 32, 0o644), "私密文件夹", "warning", ".noticeboard/key", "chmod -R go="),
    "a private folder that others open": (both(private("key", "k" * 32), lambda p: p.private.chmod(0o755)), "私密文件夹", "warning", "1 个别的账号也能读", "chmod -R go="),
    "a key that is cut": (private("key", "k"), "私密文件夹", "error", ".noticeboard/key 坏了", "备份"),
    "private files in git": (both(private("key", "k" * 32), in_git("add", "-f", ".noticeboard")), "私密文件夹", "error", "1 个文件进了 git", "git rm -r --cached"),
    "not ignored by git": (write(".gitignore", "/build/\n"), "私密文件夹", "error", ".gitignore 里没有它", "/.noticeboard/"),
    "a database that is none": (both(opening(WEB), private("collector.sqlite", "no database at all" * 99)), "收件程序", "error", "打不开", "docs/collector.md"),
    "a collector that forms do not reach": (opening(WEB), "收件程序", "warning", "collector 空着", "docs/collector.md"),
    "no site": (lambda p: None, "网站", "warning", "还没有生成", "noticeboard build"),
    "no publishing": (lambda p: None, "发布", "warning", "没有 deploy/", "docs/publishing.md"),
    "a workflow that is no YAML": (write(".github/workflows/a.yml", "on: [\n"), "发布", "error", ".github/workflows/a.yml 读不了", "git checkout"),
    "a script that does not run": (write("deploy/publish.sh", "#!/bin/bash\n"), "发布", "warning", "publish.sh 不能运行", "chmod +x"),
    "a change half made": (both(write(".site.staging/journal.json", "{}"), write("x", "")), "没做完的", "warning", ".site.staging 写到一半", "接着写完"),
    "a build that was killed": (write("build/.docs.staging/a.md", "x"), "没做完的", "warning", "build/.docs.staging 还没有开始写", "再运行一次"),
    "a file half written": (write("data/.orders.csv.tmp", "x"), "没做完的", "warning", "data/.orders.csv.tmp", "删去"),
    "a lock of git": (write(".git/index.lock", ""), "没做完的", "error", "index.lock", "删去"),
}  # fmt: skip


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_part_is_told_with_the_next_step(town: Project, name: str) -> None:
    act, part, state, said, step = BROKEN[name]
    act(town)
    told_state, told = worst(town, part)
    assert told_state == state, told
    assert said in told
    assert step in told.partition("下一步：")[2]


SOUND = ("Python", "软件包", "网站引擎", "硬盘", "时钟", "git", "没做完的", "资料", "等着办的", "问卷",
         "谷歌密钥", "私密文件夹", "收件程序")  # fmt: skip


def test_a_sound_town_has_nothing_to_do(town: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    for part in SOUND:
        if part != "软件包":  # of this computer's packages nothing is known here
            assert worst(town, part)[0] == "ok", worst(town, part)
    locked = {name: pin for name, pin, _ in doctor_machine.PINNED.findall(town.lock.read_text())}
    monkeypatch.setattr(doctor_machine, "_installed", lambda name: locked.get(name.lower(), ""))
    assert worst(town, "软件包")[0] == "ok"
    town.lock.unlink()
    assert worst(town, "软件包")[0] == "ok"


def test_a_quarter_fetched_after_its_end_is_fine(town: Project) -> None:
    opened(town, WJX)
    fetched(town, "wjx", "2026-10-02")
    state, told = worst(town, "问卷")
    assert state == "ok"
    assert "上一次读取 2026-10-02（53 天以前）" in told


def test_the_computer_itself(town: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    room = namedtuple("room", "total used free")
    free = 100 * 1024 * 1024
    monkeypatch.setattr(shutil, "disk_usage", lambda _: room(1, 1, free))
    assert worst(town, "硬盘")[0] == "error"
    free = 900 * 1024 * 1024
    assert worst(town, "硬盘")[0] == "warning"
    monkeypatch.setattr(doctor_machine, "browser", lambda: "")
    monkeypatch.setattr(shutil, "which", lambda _: None)
    state, told = worst(town, "打印")
    assert state == "warning"
    assert "Chromium" in told
    assert "fonts-noto-cjk" in told
    monkeypatch.setattr(sys, "version_info", (3, 9, 1))
    assert worst(town, "Python")[0] == "error"
    monkeypatch.setattr(doctor_machine, "_installed", lambda name: "" if name == "mkdocs" else "1")
    assert "没有装 mkdocs" in worst(town, "网站引擎")[1]
    monkeypatch.setattr(doctor_machine, "_installed", lambda _: "2.0")
    assert "第 2 版" in worst(town, "网站引擎")[1]


def test_a_clock_that_is_wrong(town: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(time, "time", lambda: 1_700_000_000.0)
    assert worst(town, "时钟")[0] == "error"
    monkeypatch.undo()
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1790000000")
    assert "SOURCE_DATE_EPOCH" in worst(town, "时钟")[1]


def test_git_itself_missing(town: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    assert "没有装 git" in worst(town, "git")[1]
    assert worst(town, "私密文件夹")[0] == "ok"


def test_the_remote_is_asked_only_when_told_to(town: Project, tmp_path: Path) -> None:
    other = tmp_path / "other"
    git(tmp_path, "clone", "-q", str(tmp_path / "remote.git"), "other")
    git(other, "commit", "-q", "--allow-empty", "-m", "theirs")
    git(other, "push", "-q")
    assert worst(town, "git")[0] == "ok"
    state, told = worst(town, "git", online=True)
    assert state == "warning"
    assert "远端有这里没有的提交" in told
    git(town.root, "pull", "-q")
    assert "远端的提交这里都有" in "".join(one.told() for one in found(town, "git", online=True))
    (tmp_path / "remote.git").rename(tmp_path / "gone.git")
    assert worst(town, "git", online=True)[0] == "error"


@pytest.mark.parametrize(
    ("address", "host"),
    [
        ("https://user:geheim@example.cn/a/b.git", "example.cn"),
        ("git@gitee.example.cn:a/b.git", "gitee.example.cn"),
        ("ssh://git@example.cn:22/a.git", "example.cn"),
        ("/home/me/remote.git", "本机的文件夹"),
        ("C:\\work\\remote.git", "本机的文件夹"),
        ("https://[geheim", "看不懂的地址"),
    ],
)
def test_of_a_remote_only_its_host_is_told(address: str, host: str) -> None:
    assert host_of(address) == host


def test_a_site_is_old_when_what_it_is_made_of_changed(town: Project) -> None:
    build(town, Options(today=DAY))
    assert worst(town, "网站") == ("ok", "✓ 网站：今天生成的，和资料一样")
    later = found(town, "网站", DAY + dt.timedelta(1))
    assert [one.state for one in later] == ["warning"]
    notes = town.content / "about" / "index.md"
    notes.write_text(notes.read_text(encoding="utf-8") + "\n多一句。\n", encoding="utf-8")
    assert "那以后资料、网页或模板改过" in worst(town, "网站")[1]
    town.stamp.write_text("{", encoding="utf-8")
    assert "看不出是什么时候生成的" in worst(town, "网站")[1]
    (town.site / "index.html").unlink()
    assert worst(town, "网站")[0] == "error"


def test_what_a_build_elsewhere_makes_is_not_taken_for_the_site(
    town: Project, tmp_path: Path
) -> None:
    build(town, Options(today=DAY, out=tmp_path / "elsewhere"))
    assert not town.stamp.exists()
    assert json.loads(stamp_of(town, DAY))["day"] == DAY.isoformat()


def test_answers_that_were_collected_and_not_fetched(town: Project) -> None:
    opened(town, WEB)
    replace_once(town.data / "site.yaml", "site_url:\n", "site_url:\ncollector: /collect/\n")
    private("x", "")(town)
    file = sqlite3.connect(town.private / "collector.sqlite")
    file.execute("create table submissions (id, survey, received)")
    file.execute("insert into submissions values ('1', 'needs', '2026-11-20T01:00:00.000+00:00')")
    file.commit()
    file.close()
    state, told = worst(town, "收件程序")
    assert (state, "needs 有新收到的答案还没有读取" in told) == ("warning", True)
    fetched(town, "web", "2026-11-21")
    assert "存着 1 份" in worst(town, "收件程序")[1]
    assert worst(town, "收件程序")[0] == "ok"


@pytest.fixture
def google() -> Iterator[Google]:
    little = Google()
    little.tabs = [Tab(7, "回复", [["问"], [SECRET]])]
    with served(little):
        yield little
    assert little.violations == []


def test_google_is_asked_as_gspread_would_and_for_no_cell(
    town: Project, google: Google, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened(town, SHEET)
    private("google-key.json", json.dumps(google.key()))(town)
    monkeypatch.setattr(fetch_sources, "GOOGLE", patient(google, Clock()))
    state, told = worst(town, "谷歌密钥", online=True)
    assert state == "ok"
    assert "服务账号在 noticeboard-test.iam.gserviceaccount.com" in told
    assert "表格打得开" in told
    assert google.kinds() == ["token", "book"]
    google.script["book"] = [refused(403, "PERMISSION_DENIED")] * 2
    assert worst(town, "谷歌密钥", online=True)[0] == "error"
    shown = "".join(one.told() for one in doctor(town, DAY, online=True))
    assert "reader@" not in shown
    assert BOOK not in shown


def planted(town: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    """Put a secret, or a person's telephone, into everything that the doctor looks at."""
    token = f"ghp_{SECRET}abcdefghijklmnop"
    git(
        town.root,
        "remote",
        "set-url",
        "origin",
        f"https://{SECRET}:{token}@127.0.0.1:1/{token}.git?t={SECRET}",
    )
    git(town.root, "commit", "-q", "--allow-empty", "-m", f"{SECRET} 13800138000")
    git(town.root, "config", "user.name", SECRET)
    key = {"type": "service_account", "private_key": f"-----BEGIN PRIVATE KEY-----{SECRET}", "private_key_id": SECRET,
           "client_email": f"{SECRET.lower()}@town.iam.gserviceaccount.com", "token_uri": f"https://127.0.0.1/{SECRET}"}  # fmt: skip
    private("google-key.json", json.dumps(key))(town)
    private("key", SECRET, 0o644)(town)
    private("collector.sqlite", SECRET * 99)(town)
    private("answers/needs/13800138000.csv", f"id\n{SECRET}\n", 0o644)(town)
    private(f".{token}.tmp", SECRET)(town)
    monkeypatch.setenv(
        ADDRESS, f"postgresql://{SECRET}:{SECRET}@127.0.0.1:1/{SECRET}?password={SECRET}"
    )
    monkeypatch.setenv("GOOGLE_KEY", SECRET)
    monkeypatch.setenv("SURVEYS", SECRET)
    opened(
        town,
        f"{{id: form, kind: google_sheet, spreadsheet: {token}, gid: 7, prefill: 'https://x.example/{SECRET}'}}",
    )
    (town.surveys / "13800138000.yaml").write_text(
        f"id: {SECRET}\nopens: 2026-05-01\nsources: [{{id: '13800138000', kind: {SECRET}}}]\n"
    )
    (town.surveys / "b.yaml").write_text(f"id: [{SECRET}\n")
    write(
        "data/site.yaml",
        f"name: 13800138000\noperator: {SECRET}\nsite_url: https://u:{SECRET}@x.example\n",
    )(town)
    write("mkdocs.yml", f"site_name: {SECRET}\nextra: [\n")(town)
    write("requirements.lock", f"{token}==1.0\npyyaml==1.{token}\n")(town)
    write(
        ".github/workflows/13800138000.yml", f"env: {{A: {SECRET}, B: '${{{{ secrets.KEY }}}}'}}\n"
    )(town)
    write(f".github/workflows/{token}.yml", f"a: [{SECRET}\n")(town)
    write("content/notices/13800138000.md", f"---\nid: {SECRET}\n---\n")(town)
    write("content/about/index.md", f"电话 13800138000 {{{{ {SECRET} }}}}\n")(town)
    replace_once(town.data / "pairings.csv", "xian-zhengfawei,chengxi", f"{SECRET},13800138000")
    write("data/.13800138000.csv.tmp", SECRET)(town)
    write(f"build/.{token}.staging/journal.json", SECRET)(town)
    write(f"deploy/{token}.sh", SECRET)(town)
    write("build/built.json", SECRET)(town)
    write("site/.noticeboard-files", SECRET)(town)


def test_no_secret_is_printed_wherever_it_is_planted(
    town: Project, google: Google, monkeypatch: pytest.MonkeyPatch
) -> None:
    planted(town, monkeypatch)
    monkeypatch.setattr(fetch_sources, "GOOGLE", patient(google, Clock()))
    for online in (False, True):
        findings = list(doctor(town, DAY, online))
        shown = "\n".join(one.told() for one in findings) + json.dumps(
            [f.as_dict() for f in findings]
        )
        for secret in (SECRET, SECRET.lower(), "13800138000", "138001"):
            assert secret not in shown, shown
        told = {name for name in LOOKS if any(one.part.startswith(name) for one in findings)}
        assert told >= {
            "Python",
            "软件包",
            "网站引擎",
            "git",
            "资料",
            "问卷",
            "谷歌密钥",
            "收件程序",
            "网站",
            "发布",
        }
        assert "看不成" not in shown
        assert any(one.state == "error" for one in findings)


def test_one_broken_part_hides_no_other(town: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_: object) -> None:
        raise PermissionError(13, "Permission denied", f"/home/{SECRET}")

    monkeypatch.setattr(shutil, "disk_usage", refuse)
    findings = list(doctor(town, DAY))
    (disk,) = (one for one in findings if one.part == "硬盘")
    assert (disk.state, disk.found) == ("error", "看不成（Permission denied）")
    assert findings[-1].part == "LibreOffice"


def test_what_is_no_word_does_not_pass() -> None:
    assert harmless("https://u:p@x.example/a?b=c 完") == "https://***@x.example/a?*** 完"
    assert harmless("请把表格分享给 reader@example.com") == "请把表格分享给 〔已隐去〕"
    assert "AKIA" not in harmless("AKIA1234567890abcdefghijklmnopqrstuv")
    kept = "noticeboard fetch needs；照 docs/google-forms.md 第三步做一把，放到 .noticeboard/google-key.json"
    assert harmless(kept) == kept


def run(*words: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "noticeboard", "doctor", *words]
    return subprocess.run(command, capture_output=True, text=True, check=False, cwd=cwd)


def test_as_it_is_typed(town: Project) -> None:
    before = git(town.root, "status", "--porcelain")
    done = run("--json", cwd=town.data)
    told = json.loads(done.stdout)
    assert (done.returncode, told["ok"]) == (0, True)
    assert {"state", "part", "found", "next"} == set(told["findings"][0])
    assert git(town.root, "status", "--porcelain") == before
    (town.root / "mkdocs.yml").unlink()
    done = run(cwd=town.root)
    assert done.returncode == 1
    assert "✗ 网站引擎：mkdocs.yml 读不了" in done.stdout
    assert "下一步：" in done.stdout
    assert done.stderr == ""


def test_what_a_killed_run_left_is_told_and_left(town: Project) -> None:
    write(".data.staging/journal.json", '{"changed": [], "stale": []}')(town)
    done = run(cwd=town.root)
    assert ".data.staging 写到一半" in done.stdout
    assert (town.root / ".data.staging" / "journal.json").is_file()


def test_nowhere_is_no_project(tmp_path: Path) -> None:
    done = run(cwd=tmp_path)
    assert done.returncode == 2
    assert "没有找到" in done.stderr
