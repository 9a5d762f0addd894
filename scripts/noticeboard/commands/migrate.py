"""``noticeboard migrate``: older data brought up to date; first shown, then all files or none."""

from __future__ import annotations

from dataclasses import dataclass

from noticeboard.commands.clock import git
from noticeboard.errors import DataProblems, Problem, UsageError
from noticeboard.load.csv_table import read_csv_table
from noticeboard.load.descriptor import described, other_version
from noticeboard.load.files import BOM, UnreadableError, read_bytes, unix_lines
from noticeboard.load.yaml_table import read_yaml_table
from noticeboard.load.yaml_tree import Map, plain_value, read_tree, tree_places
from noticeboard.migrate import Plan, planned
from noticeboard.migrate.steps import DESCRIPTOR
from noticeboard.project import Project, shipped_file
from noticeboard.schema import DATA_VERSION
from noticeboard.writer import alone, recover, write_files

NAME = f"data/{DESCRIPTOR}"


@dataclass(frozen=True)
class Migration:
    """What ``migrate`` would do: from which version (0: none named), the plan, whether git can undo it."""

    project: Project
    version: int
    before: dict[str, bytes]
    plan: Plan
    undoable: str

    @property
    def is_due(self) -> bool:
        """Tell whether anything is to be written."""
        return bool(self.plan.files)

    def write(self) -> tuple[str, ...]:
        """Write all files, or none; return their names.

        Raises ``UsageError`` where a file was changed since it was read.
        """
        with alone(self.project.private / "writing"):
            recover(self.project.data)
            for name, body in self.before.items():
                if name in self.plan.files and _read(self.project, name) != body:
                    raise UsageError(f"data/{name} 刚刚被别人改过，没有写入。再来一次")
            for name in set(self.plan.files) - set(self.before):
                if (self.project.data / name).exists():
                    raise UsageError(f"data/{name} 刚刚有了，没有写入。再来一次")
            write_files(self.project.data, self.plan.files)
        return tuple(f"data/{name}" for name in sorted(self.plan.files))


def migrate(project: Project) -> Migration:
    """Return what would bring the data up to date; nothing is written.

    Raises ``DataProblems`` for data newer than the program, and where the result would not be sound.
    """
    recover(project.data)
    content = _read(project, DESCRIPTOR)
    version = _version(content)
    before = {DESCRIPTOR: content, **_tables(project, content)}
    if version == DATA_VERSION:
        return Migration(project, version, before, Plan({}, (), ()), "")
    shipped = shipped_file(NAME).read_text(encoding="utf-8")
    try:
        plan = planned(before, version, shipped)
    except UnicodeDecodeError:
        raise UsageError("有的表不是 UTF-8 编码，先在 WPS 里另存为“CSV UTF-8”，再来一次") from None
    _sound(before, plan)
    return Migration(project, version, before, plan, _undoable(project))


def _read(project: Project, name: str) -> bytes:
    """Return a file as it is, marks and line ends too, once it was found fit to be read."""
    try:
        read_bytes(project, project.data / name)
        return (project.data / name).read_bytes()
    except UnreadableError as error:
        raise DataProblems([error.problem()]) from None


def _plain(body: bytes) -> bytes:
    return unix_lines(body.removeprefix(BOM))


def _version(content: bytes) -> int:
    """Return the version that the descriptor names, 0 for none."""
    try:
        tree = read_tree(NAME, _plain(content))
    except UnreadableError as error:
        raise DataProblems([error.problem()]) from None
    described_as, places = plain_value(tree), tree_places(tree)
    if not isinstance(tree, Map) or not isinstance(described_as.get("resources"), list):
        raise UsageError(f"{NAME} 看不出有哪些表，没有改动。从 git 恢复它")
    newer = [p for p in other_version(described_as, places) if _number(described_as) > DATA_VERSION]
    if newer:
        raise DataProblems(newer)
    return _number(described_as)


def _number(described_as: dict[str, object]) -> int:
    version = described_as.get("schemaVersion", 0)
    if type(version) is not int:
        raise UsageError(f"{NAME} 的 schemaVersion 应当是整数，从 git 恢复它")
    return version


def _tables(project: Project, content: bytes) -> dict[str, bytes]:
    """Return the files of the tables that the descriptor names, as far as they are there."""
    resources = plain_value(read_tree(NAME, _plain(content)))["resources"]
    paths = [str(one.get("path", "")) for one in resources if isinstance(one, dict)]
    plain = [path for path in paths if "/" not in path and "*" not in path]
    there = [path for path in plain if (project.data / path).is_file()]
    return {path: _read(project, path) for path in there}


def _sound(before: dict[str, bytes], plan: Plan) -> None:
    """Raise ``DataProblems`` where the descriptor or a table could not be read afterwards.

    Words without a sentence are told in the plan; they stop nothing here.
    """
    after = before | plan.files
    problems: list[Problem] = []
    resources = described(NAME, _plain(after[DESCRIPTOR]), words=not plan.left)[1]
    for resource in resources:
        if resource.path not in plan.files:
            continue
        reader = read_csv_table if resource.path.endswith(".csv") else read_yaml_table
        try:
            reader(resource, resource.where, _plain(after[resource.path]))
        except UnreadableError as error:
            problems.append(error.problem(resource.name))
    if problems:
        raise DataProblems(problems)


def _undoable(project: Project) -> str:
    """Return why git could not undo it; empty where it can."""
    changes = git(project, "status", "--porcelain", "--", "data")
    if changes is None:
        return "这里没有用 git，改了退不回去：先把整个文件夹拷一份"
    return "data/ 里有还没有提交的改动：先 git commit，改坏了才退得回去" if changes else ""
