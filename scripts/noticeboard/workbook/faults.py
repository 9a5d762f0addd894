"""What is wrong in a workbook that came back, and what is only worth saying: by sheet and cell."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from openpyxl.utils import get_column_letter

from noticeboard.errors import NoticeboardError


@dataclass(frozen=True, order=True)
class Spot:
    """A cell of a workbook: its sheet, its row and column from 1; 0 where a whole row or sheet is meant."""

    sheet: str
    row: int = 0
    column: int = 0

    def __str__(self) -> str:
        """Return 项目!D5."""
        if not self.row:
            return self.sheet
        letter = get_column_letter(self.column) if self.column else ""
        return f"{self.sheet}!{letter}{self.row}" if letter else f"{self.sheet}第 {self.row} 行"


@dataclass(frozen=True, order=True)
class Fault:
    """One thing to mend in the workbook: where, what, how."""

    spot: Spot
    message: str
    hint: str

    def told(self) -> str:
        """Return it as people read it."""
        return f"{self.spot} {self.message}\n    怎么改：{self.hint}"


class WorkbookFaults(NoticeboardError):
    """The workbook cannot be taken as it is; nothing was written. ``good`` tells what was fine in it."""

    def __init__(self, faults: Iterable[Fault], good: Iterable[str] = ()) -> None:
        """Keep the faults in their order, each place once for each thing that is wrong."""
        self.faults = tuple(dict.fromkeys(sorted(faults)))
        self.good = tuple(good)
        super().__init__("\n".join(self.told()))

    def told(self) -> list[str]:
        """Return what to print."""
        lines = [fault.told() for fault in self.faults]
        lines.append(f"共 {len(self.faults)} 处要改，什么也没有写进去。改好这份表格，再交一次。")
        if self.good:
            lines += ["别的都读懂了，改好以后会这样改：", *self.good]
        return lines


class UnreadableCell(Exception):
    """A cell that cannot be understood: what is wrong with it, and what to write."""

    def __init__(self, message: str, hint: str) -> None:
        """Keep both."""
        super().__init__(message)
        self.message, self.hint = message, hint
