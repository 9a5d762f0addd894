"""What the cells offer to choose from: a hidden sheet of lists, each with a name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from noticeboard.names import Names
from noticeboard.workbook.layout import DELETE_WORD, LISTS, Column


@dataclass
class Lists:
    """The hidden sheet, filled while the others are written; a list that is there is used again."""

    book: Workbook
    names: Names
    _known: dict[tuple[str, ...], str] = field(default_factory=dict)

    def rule(self, column: Column) -> DataValidation | None:
        """Return what a column's cells offer and refuse; ``None`` for free ones."""
        if column.kind == "date":
            rule = DataValidation(type="date", operator="greaterThan", formula1="18264")
            return told(rule, "写成 2026-11-24 的样子。原文没有写年份的，空着")
        if column.kind in ("whole", "number"):
            rule = DataValidation(
                type="whole" if column.kind == "whole" else "decimal",
                operator="between",
                formula1="-999999999999",
                formula2="999999999999",
            )
            return told(rule, "只写数字，不写单位和逗号")
        if column.kind in ("one", "several"):
            offered = self._offered(column)
            return self._chosen(column, offered) if offered else None
        return None

    def _offered(self, column: Column) -> list[str]:
        if column.target:
            return self.names.all_shown(column.target)
        return list(column.field.labels.values())

    def _chosen(self, column: Column, offered: Sequence[str]) -> DataValidation:
        rule = self.of(offered)
        if column.kind == "several":
            rule.showErrorMessage = False  # several are typed, with ； between
            return rule
        if column.target:
            rule.errorStyle = "warning"
            return told(
                rule, "名单里没有这一个。刚在另一页新添的，照新名称写，点“是”；不然点“否”再选"
            )
        return told(rule, "从列表里选一个")

    def of(self, offered: Sequence[str]) -> DataValidation:
        """Return the rule that offers these texts."""
        key = tuple(offered)
        if key not in self._known:
            self._known[key] = self._write(offered, len(self._known) + 1)
        return DataValidation(type="list", formula1=self._known[key], allow_blank=True)

    def _write(self, offered: Sequence[str], number: int) -> str:
        sheet = self.sheet
        for row, text in enumerate(offered, 1):
            cell = sheet.cell(row, number, text)
            cell.data_type = "s"
        letter = get_column_letter(number)
        name = f"nb_list_{number}"
        area = f"'{LISTS}'!${letter}$1:${letter}${len(offered)}"
        self.book.defined_names[name] = DefinedName(name, attr_text=area)
        return name

    @property
    def sheet(self) -> Worksheet:
        """Return the hidden sheet."""
        found: Worksheet = self.book[LISTS]
        return found


def told(rule: DataValidation, words: str) -> DataValidation:
    """Return the rule with what it says to whoever types something else."""
    rule.allow_blank, rule.showErrorMessage = True, True
    rule.errorTitle, rule.error = "再看一看", words
    return rule


def delete_rule() -> DataValidation:
    """Return the rule of the column in which a row is marked for deletion."""
    rule = DataValidation(type="list", formula1=f'"{DELETE_WORD}"', allow_blank=True)
    return told(rule, f"这一栏只能选“{DELETE_WORD}”，或者空着")
