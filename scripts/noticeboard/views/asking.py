"""What is asked of residents now, and where their answers go: for help and for the privacy page."""

from __future__ import annotations

from typing import Any

from noticeboard.figures import Figures
from noticeboard.model import Survey, Town

# What people call the tools from which answers can come; csv is any other tool's export.
ABROAD, HERE = "google_sheet", "collector"
ELSEWHERE = {"wjx": "问卷星", "tencent": "腾讯问卷", "csv": "别的问卷网站"}


def asking_views(town: Town, figures: Figures) -> dict[str, Any]:
    """Return the surveys that are open, and which of them are answered here, abroad, elsewhere."""
    asked = [
        one
        for one in town.surveys.values()
        if one.controller and figures.survey_states[one.id] == "open"
    ]
    bounds = {survey.smallest for survey in town.surveys.values()}
    return {
        "open_surveys": asked,
        "asked_here": [one for one in asked if HERE in _kinds(one) and town.settings.collector],
        "asked_abroad": [one for one in asked if ABROAD in _kinds(one)],
        "asked_elsewhere": [(one, told) for one in asked if (told := _elsewhere(one))],
        "few_is_below": max(bounds, default=0),
        "few_differs": len(bounds) > 1,
    }


def _kinds(survey: Survey) -> set[str]:
    return {source.kind for source in survey.sources}


def _elsewhere(survey: Survey) -> str:
    """Return the other tools by which a survey is answered, in words."""
    return "、".join(name for kind, name in ELSEWHERE.items() if kind in _kinds(survey))
