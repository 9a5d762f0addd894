"""A sentence for every word that residents read: those of the program, beside a town's own labels."""

from __future__ import annotations

from noticeboard.migrate.tree import column, columns, tables, words
from noticeboard.orders import STATES

Known = dict[tuple[str, str], str]


def _known(text: str) -> Known:
    found: Known = {(state.key, state.word): state.sentence for state in STATES.values()}
    for block in tables(text):
        for one in columns(text, block):
            for value, label, meaning, _ in words(one):
                if meaning:
                    found.setdefault((value, label), meaning)
    return found


def with_meanings(text: str, shipped: str) -> tuple[str, list[str]]:
    """Return the descriptor with the program's sentences, and the words that have none yet."""
    known, offered = _known(text), _known(shipped)
    lines, left = text.split("\n"), []
    put: list[tuple[int, int, str]] = []
    for block in tables(text):
        for one in columns(text, block):
            theirs = column(shipped, block.name, one.name)
            same = (
                {v: offered.get((v, said), "") for v, said, _, _ in words(theirs)} if theirs else {}
            )
            for value, label, meaning, node in words(one):
                if meaning or (value, label) in known:
                    continue
                sentence = offered.get((value, label)) or same.get(value, "")
                if not sentence:
                    left.append(f"{block.name} 表 {one.name} 列的「{label}」（{value}）")
                    continue
                known[value, label] = sentence
                if node.flow_style:
                    put.append(
                        (node.end_mark.line, node.end_mark.column - 1, f", meaning: {sentence}")
                    )
                else:
                    last = node.value[-1][1].end_mark
                    pad = " " * node.start_mark.column
                    put.append((last.line, last.column, f"\n{pad}meaning: {sentence}"))
    for line, at, words_put in sorted(put, reverse=True):
        lines[line] = lines[line][:at].rstrip() + words_put + lines[line][at:]
    return "\n".join(lines), left
