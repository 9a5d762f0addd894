"""Publishing: workflows that a linter accepts and that run, a plain server that never shows half a site."""

from __future__ import annotations

import contextlib
import functools
import gzip
import http.client
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.browser import TOOLS
from tests.conftest import ROOT, copy_project

WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
DEPLOY = ROOT / "deploy"


def linted(folder: Path) -> tuple[int, str]:
    """Return how the linter ended and what it says of the workflows in a folder."""
    linter = TOOLS / "@tktco" / "node-actionlint" / "bin" / "node-actionlint.js"
    done = subprocess.run(
        ["node", str(linter), "*.yml"],
        cwd=folder,
        env=os.environ | {"FORCE_COLOR": "0"},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout


def read(path: Path) -> dict[str, Any]:
    """Return a workflow; PyYAML reads the key ``on`` as true."""
    found: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return found


@pytest.mark.browser
def test_the_linter_accepts_the_workflows() -> None:
    assert len(WORKFLOWS) == 3
    code, told = linted(WORKFLOWS[0].parent)
    assert "3 workflow file(s)" in told
    assert code == 0, told


@pytest.mark.browser
def test_the_linter_sees_a_planted_fault(tmp_path: Path) -> None:
    text = WORKFLOWS[0].read_text(encoding="utf-8").replace("fetch-depth: 0", "fetch-dept: 0")
    bad = tmp_path / "bad.yml"
    bad.write_text(text.replace("runs-on", "run-on"), encoding="utf-8")
    code, told = linted(tmp_path)
    assert code == 1
    assert "run-on" in told


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_a_workflow_may_do_little_and_not_for_ever(path: Path) -> None:
    workflow = read(path)
    assert workflow["permissions"] == {"contents": "read"}
    assert "concurrency" in workflow
    for job in workflow["jobs"].values():
        assert job["timeout-minutes"] <= 20
        for step in job["steps"]:
            if "uses" in step:
                assert re.fullmatch(r"actions/[a-z-]+@v\d+", step["uses"]), step["uses"]


def test_secrets_never_reach_a_pull_request() -> None:
    for path in WORKFLOWS:
        text, workflow = path.read_text(encoding="utf-8"), read(path)
        triggers = set(workflow[True])  # type: ignore[index]
        assert "pull_request_target" not in triggers
        if "pull_request" in triggers:
            assert "secrets." not in text
            assert "write" not in json.dumps(workflow["jobs"])
            assert triggers == {"pull_request"}
        if "secrets." in text:
            assert triggers == {"schedule", "workflow_dispatch"}
            assert all("environment" in job for job in workflow["jobs"].values())


def test_who_may_write_writes_one_thing() -> None:
    jobs = read(ROOT / ".github" / "workflows" / "publish.yml")["jobs"]
    assert {name: job.get("permissions") for name, job in jobs.items()} == {
        "build": None,
        "register": {"contents": "write"},
        "deploy": {"pages": "write", "id-token": "write"},
    }
    assert jobs["deploy"]["needs"] == ["build", "register"], "no site without its ledger in git"


def test_every_platform_runs_the_same_words() -> None:
    """What GitHub runs on a pull request, GitLab runs on a merge request."""
    text = (DEPLOY / "gitlab-ci.yml").read_text(encoding="utf-8")
    there = yaml.safe_load(text)["check"]["script"]
    here = [
        line.strip() for step in steps("check.yml", "check") for line in step["run"].split("\n")
    ]
    assert [line.replace(" --format github", "") for line in here if line] == there


@pytest.fixture
def town(tmp_path: Path) -> Path:
    """A clone of a town with a remote, and the installed program where the scripts look for it."""
    project = copy_project(tmp_path / "town")
    root = project.root
    shutil.copytree(DEPLOY, root / "deploy")
    (root / ".gitignore").write_text("/.venv/\n/site/\n/build/\n/.noticeboard/\n/preview/\n")
    program = root / ".venv" / "bin" / "noticeboard"
    program.parent.mkdir(parents=True)
    path = os.pathsep.join(filter(None, (str(ROOT / "scripts"), os.environ.get("PYTHONPATH"))))
    program.write_text(
        f"#!/usr/bin/env bash\nPYTHONPATH='{path}' exec '{sys.executable}' -c"
        ' "from noticeboard.cli import main; main()" "$@"\n'
    )
    program.chmod(0o755)
    git(root, "init", "-q", "-b", "main")
    git(root, "add", "-A")
    git(root, "commit", "-q", "-m", "Begin")
    git(tmp_path, "clone", "-q", "--bare", str(root), "origin.git")
    git(root, "remote", "add", "origin", str(tmp_path / "origin.git"))
    git(root, "fetch", "-q")
    git(root, "branch", "-q", "--set-upstream-to=origin/main")
    return root


def git(folder: Path, *words: str) -> str:
    command = ["git", "-c", "user.name=T", "-c", "user.email=t@example.cn", *words]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def run(folder: Path, command: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run what a step of a workflow runs, as its runner does."""
    return subprocess.run(
        ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", command],
        cwd=folder,
        env=os.environ | {"GIT_AUTHOR_NAME": "T", "GIT_AUTHOR_EMAIL": "t@example.cn",
                          "GIT_COMMITTER_NAME": "T", "GIT_COMMITTER_EMAIL": "t@example.cn"} | environment,
        capture_output=True,
        text=True,
        check=False,
    )  # fmt: skip


NOTICE = """---
title: "关于修路灯的公告"
kind: "announcement"
category: "service"
community: "chengxi"
issuer: "某办公室"
signed_by: "某办公室"
signed_on: "2026-11-24"
approved_by: "某主任"
approved_on: "2026-11-24"
provenance: "local"
---

修两盏路灯。
"""


def steps(name: str, job: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = read(ROOT / ".github" / "workflows" / name)["jobs"][job]["steps"]
    return [step for step in found if "run" in step and ".ci/venv" not in step["run"]]


@pytest.mark.slow
def test_the_steps_of_a_pull_request_run(town: Path) -> None:
    for step in steps("check.yml", "check"):
        done = run(town, step["run"])
        assert done.returncode == 0, done.stdout + done.stderr
    assert (town / "preview" / "index.html").is_file()
    assert git(town, "status", "--porcelain") == ""


@pytest.mark.slow
def test_a_pull_request_with_a_mistake_is_told_where(town: Path) -> None:
    places = town / "data" / "pairings.csv"
    places.write_text(places.read_text(encoding="utf-8").replace("chengxi", "chengxii"))
    check = steps("check.yml", "check")[0]
    done = run(town, check["run"])
    assert done.returncode == 1
    assert re.search(r"^::error file=data/pairings\.csv,line=\d+", done.stdout, re.M)


@pytest.mark.slow
def test_the_register_job_commits_a_new_publication_and_nothing_else(
    town: Path, tmp_path: Path
) -> None:
    register = steps("publish.yml", "register")[0]["run"]
    assert "没有新的公示" in run(town, register).stdout
    ledger = town / "data" / "notice_ledger.csv"
    ledger.write_text(ledger.read_text(encoding="utf-8") + "x,2026-11-24,a,b\n", encoding="utf-8")
    (town / "data" / "site.yaml").write_text("# changed\n", encoding="utf-8")
    done = run(town, register)
    assert done.returncode == 0, done.stderr
    told = git(tmp_path / "origin.git", "show", "--stat", "--format=%s", "main")
    assert "登记新发布的公示" in told
    assert "1 file changed" in told
    assert "notice_ledger.csv" in told


@pytest.mark.slow
def test_fetched_counts_become_a_proposal(town: Path, tmp_path: Path) -> None:
    """The platform's own program is stood in for by one that writes down what it is asked."""
    (tmp_path / "bin").mkdir()
    asked = tmp_path / "asked"
    program = tmp_path / "bin" / "gh"
    program.write_text(
        f'#!/usr/bin/env bash\necho "$@" >>"{asked}"\n[ "$2" = list ] && echo 0\nexit 0\n'
    )
    program.chmod(0o755)
    path = f"{program.parent}{os.pathsep}{os.environ['PATH']}"
    step = next(s for s in steps("fetch.yml", "fetch") if "propose" in s["run"])["run"]
    assert "没有变化" in run(town, step, PATH=path).stdout
    (town / "data" / "tallies").mkdir(exist_ok=True)
    (town / "data" / "tallies" / "new.yaml").write_text("survey: needs\n", encoding="utf-8")
    (town / ".noticeboard").mkdir(exist_ok=True)
    (town / ".noticeboard" / "answers").write_text("private", encoding="utf-8")
    done = run(town, step, PATH=path)
    assert done.returncode == 0, done.stderr
    names = git(tmp_path / "origin.git", "show", "--stat", "--format=", "fetched-answers")
    assert "data/tallies/new.yaml" in names
    assert ".noticeboard" not in git(tmp_path / "origin.git", "ls-tree", "-r", "fetched-answers")
    assert "pr create --head fetched-answers" in asked.read_text(encoding="utf-8")


@pytest.mark.slow
def test_the_key_is_gone_after_the_fetch_whatever_happens(town: Path) -> None:
    step = next(s for s in steps("fetch.yml", "fetch") if "fetch.sh" in s["run"])["run"]
    done = run(town, step, GOOGLE_KEY='{"private_key": "secret"}', SURVEYS="needs")
    assert done.returncode != 0, "the town has no source"
    assert "secret" not in done.stdout + done.stderr
    assert not (town / ".noticeboard" / "google-key.json").exists()
    assert "SURVEYS" in run(town, step, SURVEYS="").stderr


# A plain server: rsync and nginx.


def published(town: Path, target: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return run(town, f"deploy/publish.sh {' '.join(words)} {target}")


def free_port() -> int:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        port: int = held.getsockname()[1]
        return port


@contextlib.contextmanager
def nginx(folder: Path, root: Path) -> Iterator[int]:
    """The recipe's server in a real nginx on loopback; only where it listens and what it serves differ."""
    port = free_port()
    recipe = (DEPLOY / "nginx.conf").read_text(encoding="utf-8")
    own = recipe.replace(
        "listen 80;\n    server_name", f"listen 127.0.0.1:{port};\n    server_name", 1
    )
    own = own.replace("root /srv/noticeboard/current;", f"root {root};", 1)
    assert f"127.0.0.1:{port}" in own
    assert f"root {root};" in own
    folder.mkdir()
    (folder / "nginx.conf").write_text(
        f"pid {folder}/pid; error_log {folder}/error.log; daemon off; worker_processes 2;"
        f"{'user root;' if os.geteuid() == 0 else ''}\nevents {{}}\nhttp {{ include /etc/nginx/mime.types;"
        f" client_body_temp_path {folder}/b; proxy_temp_path {folder}/p; fastcgi_temp_path {folder}/f;"
        f" uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;\n{own}\n}}\n",
        encoding="utf-8",
    )
    server = subprocess.Popen(
        ["nginx", "-c", str(folder / "nginx.conf"), "-e", str(folder / "error.log")]
    )
    try:
        for _ in range(100):
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
                break
            time.sleep(0.05)
        yield port
    finally:
        server.terminate()
        server.wait(10)


def ask(
    port: int, path: str, method: str = "GET", **headers: str
) -> tuple[int, dict[str, str], bytes]:
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    line.request(method, path, headers={k.replace("_", "-"): v for k, v in headers.items()})
    answer = line.getresponse()
    body = answer.read()
    line.close()
    return answer.status, {k.lower(): v for k, v in answer.getheaders()}, body


@pytest.mark.full
def test_the_recipe_serves_the_site_with_its_headers(town: Path, tmp_path: Path) -> None:
    done = published(town, tmp_path / "srv")
    assert done.returncode == 0, done.stdout + done.stderr
    with nginx(tmp_path / "nginx", tmp_path / "srv" / "current") as port:
        get = functools.partial(ask, port)
        status, headers, body = get("/")
        assert (status, headers["content-type"]) == (200, "text/html; charset=utf-8")
        assert "共建公示栏".encode() in body
        assert headers["cache-control"] == "no-cache"
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["content-security-policy"] == "frame-ancestors 'none'"
        assert headers["referrer-policy"] == "no-referrer"
        assert "server" in headers
        assert "/" not in headers["server"], "which version of nginx is nobody's business"
        assert "set-cookie" not in headers
        again = get("/", If_None_Match=headers["etag"])
        assert (again[0], again[2]) == (304, b"")

        status, headers, packed = get("/", Accept_Encoding="gzip")
        assert headers["content-encoding"] == "gzip"
        assert gzip.decompress(packed) == body

        status, headers, body = get("/gibt/es/nicht/")
        assert status == 404
        assert "没有找到这一页".encode() in body
        assert headers["x-content-type-options"] == "nosniff"

        for hidden in ("/.noticeboard-files", "/.git/config", "/data/.x"):
            assert get(hidden)[0] == 404, hidden
        assert get("/", "POST")[0] == 405
        assert get("/units/../../../etc/passwd")[0] in (400, 404)

        assert get("/communities")[0] == 301
        assert get("/communities")[1]["location"] == "/communities/"
        assert get("/data/projects.csv")[1]["content-type"] == "text/csv; charset=utf-8"
        assert get("/data/projects.csv")[1]["x-content-type-options"] == "nosniff"
        assert get("/assets/nb/base.css")[1]["cache-control"] == "no-cache"
        assert "immutable" in get("/assets/nb/base.css?v=abc")[1]["cache-control"]
        assert "immutable" not in get("/?v=abc")[1]["cache-control"]


@pytest.mark.full
def test_a_switch_under_load_loses_no_request_and_mixes_nothing(town: Path, tmp_path: Path) -> None:
    target = tmp_path / "srv"
    settings = town / "data" / "site.yaml"
    before = settings.read_text(encoding="utf-8")
    assert published(town, target).returncode == 0
    seen: list[tuple[int, bytes]] = []
    stop = threading.Event()
    with nginx(tmp_path / "nginx", target / "current") as port:

        def load() -> None:
            while not stop.is_set() and len(seen) < 200_000:
                status, _, body = ask(port, "/units/")
                seen.append((status, body))

        threads = [threading.Thread(target=load) for _ in range(4)]
        for thread in threads:
            thread.start()
        wanted = set()
        for number in (1, 2, 3):
            settings.write_text(
                before.replace("tagline: ", f"tagline: 第{number}次 "), encoding="utf-8"
            )
            assert published(town, target).returncode == 0
            wanted.add(f"第{number}次")
        time.sleep(0.3)
        stop.set()
        for thread in threads:
            thread.join()
        last = ask(port, "/units/")[2].decode()
    assert {status for status, _ in seen} == {200}
    bodies = {body for _, body in seen}
    assert all(body.rstrip().endswith(b"</html>") for body in bodies)
    assert 2 <= len(bodies) <= 4
    assert "第3次" in last

    assert published(town, target, "--back").returncode == 0
    page = (target / "current" / "units" / "index.html").read_text(encoding="utf-8")
    assert "第2次" in page


@pytest.mark.slow
@pytest.mark.full
def test_what_is_not_sound_is_not_published(town: Path, tmp_path: Path) -> None:
    target = tmp_path / "srv"
    assert published(town, target).returncode == 0
    now = (target / "current").resolve()
    places = town / "data" / "pairings.csv"
    places.write_text(places.read_text(encoding="utf-8").replace("chengxi", "chengxii"))
    assert published(town, target).returncode != 0
    assert (target / "current").resolve() == now
    assert [one.name for one in (target / "releases").iterdir()] == [now.name]


@pytest.mark.full
def test_old_releases_go_and_unchanged_files_are_kept_once(town: Path, tmp_path: Path) -> None:
    target = tmp_path / "srv"
    for _ in range(7):
        assert published(town, target).returncode == 0
    kept = sorted((target / "releases").iterdir())
    assert len(kept) == 5
    assert (target / "current").resolve() == kept[-1]
    assert (kept[-1] / "index.html").stat().st_ino == (kept[-2] / "index.html").stat().st_ino


@pytest.mark.parametrize("wrong", ["", "srv", "'/srv/x y'", "/srv /srv", "h:srv"])
def test_a_wrong_target_is_told(town: Path, wrong: str) -> None:
    done = run(town, f"deploy/publish.sh {wrong}")
    assert done.returncode == 1
    assert re.search(r"用法|写全|只用英文", done.stderr)


@pytest.mark.full
def test_the_server_fetches_by_itself_and_only_what_is_new(town: Path, tmp_path: Path) -> None:
    (town / ".ci").mkdir()
    (town / ".ci" / "venv").write_text("#!/usr/bin/env bash\necho renewed\n")
    (town / ".ci" / "venv").chmod(0o755)
    git(town, "add", "-A")
    git(town, "commit", "-q", "-m", "The set-up")
    git(town, "push", "-q")
    target = tmp_path / "srv"
    command = f"deploy/pull.sh {target}"
    first = run(town, command)
    assert first.returncode == 0, first.stdout + first.stderr
    assert (target / "current" / "index.html").is_file()
    second = run(town, command)
    assert (second.returncode, second.stdout) == (0, ""), "nothing new: nothing is done"

    other = tmp_path / "other"
    git(tmp_path, "clone", "-q", str(tmp_path / "origin.git"), "other")
    (other / "content" / "notices" / "deng.md").write_text(NOTICE, encoding="utf-8")
    git(other, "add", "-A")
    git(other, "commit", "-q", "-m", "A notice")
    git(other, "push", "-q")
    third = run(town, command)
    assert third.returncode == 0, third.stdout + third.stderr
    assert (target / "current" / "notices" / "deng" / "index.html").is_file()
    assert "deng" in git(tmp_path / "origin.git", "show", "main:data/notice_ledger.csv"), (
        "the day of publication came back into git"
    )
