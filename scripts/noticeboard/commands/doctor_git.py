"""The doctor's look at git, and at what killed runs left behind."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

from noticeboard.commands.doctor_found import Finding, Visit, error, ok, warning, when
from noticeboard.commands.history import git_says
from noticeboard.writer import JOURNAL

SECONDS_ONLINE = 15
# In the folder of git: what is begun and not finished.
BEGUN = {
    "MERGE_HEAD": "合并",
    "rebase-merge": "变基",
    "rebase-apply": "变基",
    "CHERRY_PICK_HEAD": "拣选",
}
PART = "git"


def git(visit: Visit) -> Iterator[Finding]:
    """Tell how far the folder, the last commit and the remote are apart."""
    root = visit.project.root
    version = git_says(root, "--version")
    if version is None:
        yield warning(
            PART, "没有装 git，改了什么查不到，也退不回去", "装 git；只用登记表的同事可以不装"
        )
        return
    if git_says(root, "rev-parse", "--git-dir") is None:
        yield warning(
            PART,
            "这个文件夹不是 git 的克隆（或者 git 不肯打开它）",
            "在项目文件夹里运行 git status，照它说的做；新的镇先运行 git init",
        )
        return
    yield from _state(visit)
    yield from _remote(visit)


def _state(visit: Visit) -> Iterator[Finding]:
    root = visit.project.root
    last = (
        (git_says(root, "log", "-1", "--format=%ct %h", "--") or b"")
        .decode("ascii", "replace")
        .split()
    )
    if not last:
        yield warning(PART, "还没有一次提交", "git add data content && git commit")
        return
    told = f"最近一次提交 {last[1]}，{when(int(last[0]), visit.day)}"
    changed = (git_says(root, "status", "--porcelain", "-z", "--no-renames") or b"").split(b"\0")
    number = len([one for one in changed if one])
    begun = [word for name, word in BEGUN.items() if _inside(root, name)]
    if begun:
        yield error(
            PART,
            f"{told}；{begun[0]}做了一半",
            "git status 看停在哪里；不会做就 git merge --abort（或 git rebase --abort）退回去",
        )
    elif number:
        yield warning(
            PART,
            f"{told}；有 {number} 个文件改了还没有提交",
            "noticeboard check 没有问题，再 git add 和 git commit",
        )
    else:
        yield ok(PART, f"{told}；都提交了")


def _inside(root: Path, name: str) -> bool:
    told = git_says(root, "rev-parse", "--git-path", name)
    return bool(told) and (root / os.fsdecode((told or b"").strip())).exists()


def _remote(visit: Visit) -> Iterator[Finding]:
    root, part = visit.project.root, "git 远端"
    branch = _word(root, "symbolic-ref", "--short", "-q", "HEAD")
    name = _word(root, "config", f"branch.{branch}.remote") or _word(root, "remote").split("\n")[0]
    if not name:
        yield warning(
            part,
            "没有，资料只在这台电脑上",
            "git remote add origin 仓库地址，再 git push -u origin main",
        )
        return
    host = host_of(_word(root, "config", f"remote.{name}.url"))
    counted = _word(root, "rev-list", "--left-right", "--count", "HEAD...@{upstream}").split()
    if len(counted) != 2:
        yield warning(part, f"{host}；这个分支没有对着远端的哪一个", f"git push -u {name} HEAD")
    else:
        ahead, behind = (int(number) for number in counted)
        told = f"{host}；照上一次取来的看，多出 {ahead} 次提交，落后 {behind} 次"
        step = "git pull --rebase" if behind else "git push"
        yield (
            warning(part, told, step)
            if ahead or behind
            else ok(part, f"{host}；照上一次取来的看，一样")
        )
    if visit.online:
        yield _asked(root, name, branch, part)


def _word(root: Path, *words: str) -> str:
    return (git_says(root, *words) or b"").decode("utf-8", "replace").strip()


def host_of(address: str) -> str:
    """Return the host of a remote; nothing of who logs in, by what, to which repository."""
    if "://" in address:
        try:
            return urlsplit(address).hostname or "本机的文件夹"
        except ValueError:
            return "看不懂的地址"
    short = re.match(r"(?:[^@/\s]*@)?([A-Za-z0-9.-]+):", address)
    return short[1] if short and len(short[1]) > 1 else "本机的文件夹"


def _asked(root: Path, name: str, branch: str, part: str) -> Finding:
    """Ask the remote which commit its branch is at. Nothing is fetched, nobody is asked for a password."""
    how = "网络通不通、钥匙还能不能用：自己运行一次 git fetch 看它说什么"
    command = ("git", "-C", str(root), "ls-remote", "--heads", name, branch or "HEAD")
    quiet = {
        "GIT_TERMINAL_PROMPT": "0",
        "GIT_ASKPASS": "",
        "SSH_ASKPASS_REQUIRE": "never",
        "LC_ALL": "C",
    }
    try:
        done = subprocess.run(
            command, capture_output=True, check=False, timeout=SECONDS_ONLINE,
            stdin=subprocess.DEVNULL, start_new_session=True, env=os.environ | quiet,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        return error(part, f"{SECONDS_ONLINE} 秒没有连上", how)
    if done.returncode:
        return error(part, "连不上", how)
    there = done.stdout.split()[0].decode("ascii", "replace") if done.stdout else ""
    if not there:
        return warning(part, "连上了，远端没有这个分支", f"git push -u {name} HEAD")
    if git_says(root, "merge-base", "--is-ancestor", there, "HEAD") is None:
        return warning(part, "连上了，远端有这里没有的提交", "git pull --rebase")
    return ok(part, "连上了，远端的提交这里都有")


def leftovers(visit: Visit) -> Iterator[Finding]:
    """Tell what runs that were killed left: changes half made, files half written, locks."""
    part, project, clean = "没做完的", visit.project, True
    for folder in project.stagings():
        clean = False
        name = project.name_of(folder)
        if (folder / JOURNAL).is_file():
            how = "运行 noticeboard check（或者再 build 一次），会接着写完；正在生成的不用管"
            yield warning(part, f"{name} 写到一半", how)
        else:
            how = "再运行一次刚才的命令，会清掉；正在生成的不用管"
            yield warning(part, f"{name} 还没有开始写就停了，原来的没有动", how)
    half = [path for path in project.half_written() if path.is_file()]
    if half:
        clean = False
        names = "、".join(project.name_of(path) for path in half[:3])
        yield warning(
            part,
            f"有 {len(half)} 个文件写到一半：{names}",
            "没有命令在运行的话，删去它们，原来的文件没有动",
        )
    lock = _word(project.root, "rev-parse", "--git-path", "index.lock")
    if lock and (project.root / lock).exists():
        clean = False
        yield error(
            part,
            "git 的锁 index.lock 还在，不能提交",
            "没有别的 git 在运行的话，删去 .git/index.lock",
        )
    if clean:
        yield ok(part, "没有")
