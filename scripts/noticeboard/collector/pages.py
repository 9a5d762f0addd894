"""What people see after they sent a form: that it was taken, or why not. Everything is escaped."""

from __future__ import annotations

from dataclasses import dataclass, field
from urllib.parse import urljoin

from jinja2 import Environment

from noticeboard import receipts
from noticeboard.collector.refusals import Refused
from noticeboard.collector.submissions import Content
from noticeboard.model.surveys import Survey

DEFAULT_PREFIX = "/collect/"


@dataclass(frozen=True, slots=True)
class Town:
    """What the collector knows of the town; ``prefix`` is the path under which it stands.

    ``days_to_answer`` are working days, 0 where none are promised; ``invented`` is what every page
    of an invented town says.
    """

    surveys: dict[str, Survey] = field(default_factory=dict)
    name: str = ""
    site_url: str = ""
    prefix: str = DEFAULT_PREFIX
    days_to_answer: int = 0
    invented: str = ""

    @property
    def home(self) -> str:
        """Return the address of the site's first page."""
        return self.site_url or "/"


class Pages:
    """The pages, filled from templates that escape whatever they print."""

    def __init__(self, environment: Environment, style: bytes) -> None:
        """Take the templates, and the one style sheet of all pages."""
        self.environment, self.style = environment, style

    def kept(self, town: Town, survey: Survey, content: Content, code: str) -> str:
        """Return the page that says it is kept, with the code where there is one."""
        return self.environment.get_template("kept.html").render(
            town=town,
            survey=survey,
            lines=content.lines,
            code=receipts.shown(code) if code else "",
            receipt=urljoin(town.home, "receipt/"),
        )

    def refused(self, town: Town, refused: Refused) -> str:
        """Return the page that says why it was not taken, and what to do."""
        return self.environment.get_template("refused.html").render(town=town, refused=refused)

    def running(self, town: Town) -> str:
        """Return the page for who looks whether the collector runs."""
        return self.environment.get_template("running.html").render(town=town)
