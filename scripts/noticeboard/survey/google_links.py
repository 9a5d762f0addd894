"""Addresses of a Google Form in which something is filled in: the community, the receipt code."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from noticeboard.model.surveys import Survey
from noticeboard.survey.google_limits import choices_of, community_question, item_of
from noticeboard.survey.google_text import js

# By this title the column is found again (``headers.RECEIPT_TITLES``).
RECEIPT_TITLE = "回执码"
RECEIPT_HELP = "从公示栏打开的，已经填好，不要改。没有的空着，一样会办。"
RECEIPT_PATTERN = "^([0-9A-Za-z]{4}-?){2}[0-9A-Za-z]{4}$"


def fillable(survey: Survey) -> list[str]:
    """Return what addresses of the form are made of: the answers that can be filled in before."""
    community = ["community"] if community_question(survey) else []
    return community + (["receipt"] if survey.triage else [])


def receipt_question() -> Iterator[str]:
    """Yield the question for the receipt code, which the site's link fills in."""
    yield ""
    yield "  const receipt = form.addTextItem();"
    yield f"  receipt.setTitle({js(RECEIPT_TITLE)});"
    yield f"  receipt.setHelpText({js(RECEIPT_HELP)});"
    yield "  receipt.setRequired(false);"


def receipt_check() -> Iterator[str]:
    """Yield the function that lets the form take nothing but a code."""
    check = f"FormApp.createTextValidation().requireTextMatchesPattern({js(RECEIPT_PATTERN)})"
    words = js("回执码是 12 位，像 7KQ4-9M2X-TBC5；没有就空着")
    yield "/** @param {GoogleAppsScript.Forms.TextItem} receipt */"
    yield "function checkReceipt_(receipt) {"
    yield f"  receipt.setValidation({check}.setHelpText({words}).build());"
    yield "}"


def links(survey: Survey, communities: Mapping[str, str]) -> Iterator[str]:
    """Yield the function that logs an address for each community, in the order of the options.

    Where there are receipts, also the address for ``prefill`` in the survey: with ``RECEIPT`` and
    ``COMMUNITY`` in it. A choice can be filled in only with one of its options, so that word is
    put in afterwards.
    """
    question = community_question(survey)
    if not fillable(survey):
        return
    yield "/**"
    yield " * @param {GoogleAppsScript.Forms.Form} form"
    if question:
        kind = item_of(question)
        yield f" * @param {{GoogleAppsScript.Forms.{kind}Item}} question"
    if survey.triage:
        yield " * @param {GoogleAppsScript.Forms.TextItem} receipt"
    yield " */"
    names = [*(["question"] if question else []), *(["receipt"] if survey.triage else [])]
    yield f"function logLinks_(form, {', '.join(names)}) {{"
    if question:
        yield "  /** @type {string[][]} */"
        yield "  const links = ["
        for code, label in choices_of(question).items():
            if code in communities:
                yield f"    [{js(communities[code])}, {js(label)}],"
        yield "  ];"
        yield "  for (const [name, answer] of links) {"
        yield "    const chosen = form.createResponse().withItemResponse(question.createResponse(answer));"
        yield '    Logger.log(name + "的网址：" + chosen.toPrefilledUrl());'
        if survey.triage:
            yield from _prefill_in_loop()
        yield "  }"
    elif survey.triage:
        yield '  const filled = form.createResponse().withItemResponse(receipt.createResponse("RECEIPT"));'
        yield '  Logger.log("prefill: " + filled.toPrefilledUrl());'
    yield "}"


def _prefill_in_loop() -> Iterator[str]:
    yield '    const filled = chosen.withItemResponse(receipt.createResponse("RECEIPT")).toPrefilledUrl();'
    yield "    const asWritten = encodeURIComponent(answer);"
    yield '    const found = [asWritten, asWritten.split("%20").join("+")].find((one) => filled.indexOf("=" + one) >= 0);'
    yield "    if (name !== links[0][0]) {"
    yield "      continue;"
    yield "    }"
    yield "    if (found) {"
    yield '      Logger.log("prefill: " + filled.split("=" + found).join("=COMMUNITY"));'
    yield "    } else {"
    yield '      Logger.log("prefill:（把社区的名字换成 COMMUNITY）" + filled);'
    yield "    }"
