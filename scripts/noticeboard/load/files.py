"""Open input files under guard: what kind of file, how large, in which encoding."""

from __future__ import annotations

import os
import re
import stat
from dataclasses import replace
from pathlib import Path

from noticeboard.errors import Place, Problem
from noticeboard.load.unseen import unseen_in
from noticeboard.project import Project

MAX_BYTES = 64 * 1024 * 1024
MAX_LINES = 200_000
BOM = b"\xef\xbb\xbf"
UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")
OTHER_KINDS = {
    b"PK\x03\x04": "Excel、WPS 或压缩文件（xlsx、zip）",
    b"\xd0\xcf\x11\xe0": "老式的 Excel 或 Word 文件（xls、doc）",
    b"\x1f\x8b": "压缩文件（gz）",
    b"Rar!": "压缩文件（rar）",
    b"7z\xbc\xaf": "压缩文件（7z）",
    b"%PDF": "PDF 文件",
    b"\x89PNG": "图片（png）",
    b"\xff\xd8\xff": "图片（jpg）",
}


class UnreadableError(Exception):
    """A file, or a spot in it, that cannot be read."""

    def __init__(self, place: Place, rule: str, message: str, hint: str) -> None:
        """Keep what a ``Problem`` needs."""
        super().__init__(message)
        self.place, self.rule, self.message, self.hint = place, rule, message, hint

    def problem(self, resource: str = "") -> Problem:
        """Return it as an error of ``resource``."""
        return Problem(self.place, self.rule, "error", self.message, self.hint, resource)


def read_bytes(project: Project, path: Path) -> bytes:
    """Return the bytes of a regular file of the project, without a BOM, with Unix line ends.

    Raises ``UnreadableError`` for a missing file, a link, a pipe or device (reading those could
    leave the project or wait for ever), a file over 64 MiB or over 200,000 lines, what is no
    text at all, and NUL bytes.
    """
    place = Place(project.name_of(path))
    return text_bytes(place, _content(project, path, place))


def text_bytes(place: Place, content: bytes) -> bytes:
    """Return what a text file holds, without a BOM, with Unix line ends.

    Raises ``UnreadableError`` as ``read_bytes`` does, for all that the bytes alone tell.
    """
    content = content.removeprefix(BOM)
    if content.startswith(UTF16_MARKS):
        message = "这个文件是 UTF-16 编码（表格软件的“Unicode 文本”就是这样），这里不能用"
        hint = "用 WPS 打开，另存为“CSV UTF-8（逗号分隔）”"
        raise UnreadableError(place, "encoding", message, hint)
    for mark, kind in OTHER_KINDS.items():
        if content.startswith(mark):
            message = f"这其实是一个{kind}，只是名字像文本文件"
            hint = "用原来的软件打开，另存为“CSV UTF-8（逗号分隔）”或 UTF-8 文本"
            raise UnreadableError(place, "file-kind", message, hint)
    content = unix_lines(content)
    lines = content.count(b"\n")
    if lines > MAX_LINES:
        message = f"文件有 {lines} 行，超过了 {MAX_LINES} 行"
        hint = "删去下面的空行；如果真有这么多，拆成几个文件；或者检查是不是放错了文件"
        raise UnreadableError(replace(place, line=MAX_LINES + 1), "file-size", message, hint)
    first = first_line_of_gbk(content)
    if first:
        message = "整个文件是 GBK 编码（在 WPS 或 Excel 里直接存成 CSV 就是这样），不是 UTF-8"
        hint = "用 WPS 打开，另存为“CSV UTF-8（逗号分隔）”；记事本里另存时编码选 UTF-8"
        raise UnreadableError(Place(place.file, first), "encoding", message, hint)
    if b"\0" in content:
        line = content[: content.index(b"\0")].count(b"\n") + 1
        hint = "在 WPS 里重新另存为“CSV UTF-8”；UTF-16 编码的文件也会这样"
        raise UnreadableError(Place(place.file, line), "nul-byte", "文件里有空字符（NUL）", hint)
    return content


def unix_lines(content: bytes) -> bytes:
    """Return the content with Unix line ends; files of old Macs have carriage returns alone."""
    return content.replace(b"\r\n", b"\n").replace(b"\r", b"\n")


def _content(project: Project, path: Path, place: Place) -> bytes:
    """Return what the file holds; what it is, is asked of the open file, not of its name."""
    try:
        if any(p.is_symlink() for p in (path, *path.parents) if project.root in p.parents):
            hint = "把真正的文件放到这里"
            raise UnreadableError(place, "file-kind", "这是一个链接，不是文件", hint)
        with os.fdopen(_open_without_waiting(path), "rb") as file:
            status = os.fstat(file.fileno())
            if not stat.S_ISREG(status.st_mode):
                hint = "换成普通的 CSV、YAML 或 Markdown 文件"
                raise UnreadableError(place, "file-kind", "这不是普通文件", hint)
            if status.st_size > MAX_BYTES:
                message = f"文件有 {status.st_size // 1024 // 1024} MB，超过了 64 MB"
                hint = "拆成几个文件，或者检查是不是放错了文件"
                raise UnreadableError(place, "file-size", message, hint)
            return file.read(MAX_BYTES)
    except PermissionError:
        hint = "在文件的属性里打开“读取”的权限，或者请管这台电脑的人打开"
        raise UnreadableError(place, "file-kind", "没有读这个文件的权限", hint) from None
    except FileNotFoundError:
        hint = "放回这个文件；如果改了文件名，把名字改回来"
        raise UnreadableError(place, "file-missing", "找不到这个文件", hint) from None
    except OSError:  # a folder, a socket, a broken disk
        hint = "换成普通的 CSV、YAML 或 Markdown 文件"
        raise UnreadableError(place, "file-kind", "这不是能读的文件", hint) from None


def _open_without_waiting(path: Path) -> int:
    """Open for reading; a pipe must not make us wait, a link must not lead us away."""
    names = ("O_NONBLOCK", "O_NOFOLLOW", "O_CLOEXEC", "O_BINARY")  # not all on every system
    return os.open(path, os.O_RDONLY | sum(getattr(os, name, 0) for name in names))


def first_line_of_gbk(content: bytes) -> int:
    """Return the first line with Chinese if the whole file is GBK, else 0.

    One GBK line among UTF-8 ones is told at that line; here no line may be UTF-8.
    """
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        pass
    else:
        return 0
    written = [
        (number, line) for number, line in enumerate(content.split(b"\n"), 1) if not line.isascii()
    ]
    for _, line in written:
        try:
            text = line.decode("utf-8")
        except UnicodeDecodeError:
            continue
        if garbled_at(text) is None:
            return 0
    try:
        content.decode("gb18030")
    except UnicodeDecodeError:
        return 0
    return written[0][0] if len(written) > 1 else 0


# Letters that Chinese text hardly uses. Some pairs of GBK bytes are valid UTF-8 and become
# these (目前 → Ŀǰ); letters of pinyin, a few Greek ones and common signs are let through.
PINYIN = "àáèéêìíòóùúüāēěīńňōūǎǐǒǔǖǘǚǜḿ"
SIGNS = "·×÷°±²³§©®£¥«»\u00a0\u00ad\u034f\u061cαβγδεθλμπρστφωΔΣΩ"
GARBLED = re.compile(f"(?![{PINYIN}{PINYIN.upper()}{SIGNS}])[\u0080-\u07ff]")


def garbled_at(text: str) -> int | None:
    """Return where GBK bytes were read as UTF-8 without an error, or ``None``."""
    found = GARBLED.search(text)
    return found.start() if found else None


def decode(content: bytes, file: str) -> str:
    """Return UTF-8 text with Unix line ends, in which every character can be seen.

    ``UnreadableError`` names the first byte or character that may not stand there.
    """
    try:
        text, broken = content.decode("utf-8"), False
    except UnicodeDecodeError as error:
        text, broken = content[: error.start].decode("utf-8"), True
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    garbled, unseen = garbled_at(text), unseen_in(text)
    if unseen and (garbled is None or unseen[0] < garbled):
        raise _unseen(file, text, unseen[0])
    if garbled is None and not broken:
        return text
    before = text if garbled is None else text[:garbled]
    line = before.count("\n") + 1
    raise bad_encoding(Place(file, line, len(before) - before.rfind("\n")))


def _unseen(file: str, text: str, at: int) -> UnreadableError:
    """Return the error for a character that nobody sees, counted within its line."""
    line = text[text.rfind("\n", 0, at) + 1 :].partition("\n")[0]
    start, message, hint = unseen_in(line) or (0, "", "")
    place = Place(file, text.count("\n", 0, at) + 1, start + 1)
    return UnreadableError(place, "unseen-character", f"这一行{message}", hint)


def bad_encoding(place: Place) -> UnreadableError:
    """Return the error for bytes that are not UTF-8."""
    message = "从这里开始的字不是 UTF-8 编码，读出来会是乱码（多半是从 GBK 文件粘贴过来的）"
    hint = "在这里重新输入这几个字，再把文件另存为“CSV UTF-8”或 UTF-8 文本"
    return UnreadableError(place, "encoding", message, hint)
