"""The answers of a form, from the Google Sheet that it fills; the only module that uses gspread.

A read is two requests: what the spreadsheet is, and one tab in one piece. gspread 6.2.1 brings the
requests; what it also offers is not used: its ``BackOffHTTPClient`` retries for ever and not at all
on a broken line, it has no time-out unless told, and ``get_all_records`` turns "1,2" into 12.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, TypeVar

import gspread
import requests
from google.auth.exceptions import GoogleAuthError
from google.auth.transport.requests import AuthorizedSession, Request
from google.oauth2.service_account import Credentials
from gspread.exceptions import APIError
from gspread.utils import absolute_range_name

from noticeboard.model.surveys import SourceSpec
from noticeboard.survey.snapshot import (
    SourceAuthError,
    SourceError,
    SourceNotFoundError,
    SourceUnavailableError,
)
from noticeboard.survey.sources.google_answers import Cell, is_book, rows_of, shown, title_of
from noticeboard.survey.sources.google_line import (
    LATER,
    PORTAL,
    TOKEN_URI,
    Line,
    Refused,
    Transport,
    broken,
    too_slow,
)

T = TypeVar("T")

SCOPE = "https://www.googleapis.com/auth/spreadsheets.readonly"
INTERNET = Transport()
# Numbers and dates as they are kept, not as the locale shows them; all in one request, so that
# nobody's answer arrives between two halves.
AS_KEPT = {
    "majorDimension": "ROWS",
    "valueRenderOption": "UNFORMATTED_VALUE",
    "dateTimeRenderOption": "SERIAL_NUMBER",
}
NEW_KEY = "请在 Google Cloud 控制台给服务账号新建一个 JSON 密钥，整份保存，不要改动"


@dataclass(frozen=True, slots=True)
class SheetCells:
    """One tab as it stands: row 1 of the tab is ``rows[0]``.

    Rows are as long as Google sends them: it leaves out empty cells at the end of a row and empty
    rows at the end. An empty cell inside is ``""``; dates are days since 1899-12-30 in ``timezone``
    (as the spreadsheet is set). ``title`` is the tab's.
    """

    rows: tuple[tuple[Cell, ...], ...]
    timezone: str
    locale: str
    title: str


def read_sheet(
    spec: SourceSpec, key: dict[str, Any], transport: Transport = INTERNET
) -> SheetCells:
    """Return every cell of the tab ``spec.gid`` of ``spec.spreadsheet``, or raise ``SourceError``.

    ``key`` is what the JSON key file of a service account holds.
    """
    try:
        return _read(spec, key, transport)
    except Refused as refused:
        error = refused.error
    # Raised here, it carries nothing with it: the chain may hold cells, a token, a page of HTML.
    raise type(error)(f"来源“{shown(spec.id)}”：{error}")


def reach_sheet(spec: SourceSpec, key: dict[str, Any], transport: Transport = INTERNET) -> None:
    """Sign in and ask what the spreadsheet is, without one of its cells; ``SourceError`` if it fails."""
    try:
        until = transport.clock() + transport.deadline
        with opened(key, transport, until) as client:
            book = _Patience(transport, until).get(lambda: client.open_by_key(spec.spreadsheet))
            title_of(book.fetch_sheet_metadata(), spec.gid)
        return
    except Refused as refused:
        error = refused.error
    raise type(error)(f"来源“{shown(spec.id)}”：{error}")


def _read(spec: SourceSpec, key: dict[str, Any], transport: Transport) -> SheetCells:
    if not re.fullmatch(r"[A-Za-z0-9_-]+", spec.spreadsheet):
        words = (
            "表格编号写得不对。请在问卷定义的 spreadsheet 里填表格网址中 /d/ 和 /edit 之间的一段"
        )
        raise Refused(SourceNotFoundError(words))
    until = transport.clock() + transport.deadline
    patience = _Patience(transport, until)
    with opened(key, transport, until) as client:
        book = patience.get(lambda: client.open_by_key(spec.spreadsheet))
        title = title_of(book.fetch_sheet_metadata(), spec.gid)
        span = absolute_range_name(title)
        # gspread puts the ranges into the dict that it is given: it gets one of its own.
        told = patience.get(lambda: book.values_batch_get([span], {**AS_KEPT}))
        return SheetCells(rows_of(told, title), book.timezone, book.locale, title)


@contextmanager
def opened(key: dict[str, Any], transport: Transport, until: float) -> Iterator[gspread.Client]:
    """Give a gspread client whose requests, and those of its log-in, all take our line."""
    credentials = _credentials(key)
    line = Line(transport, transport.session(), until, credentials.service_account_email)
    session = AuthorizedSession(
        credentials, max_refresh_attempts=1, auth_request=Request(_bare(requests.Session(), line))
    )
    client = gspread.Client(auth=credentials, session=_bare(session, line), http_client=_Client)
    client.set_timeout(transport.timeout)
    try:
        yield client
    finally:
        session.close()


def _bare(session: requests.Session, line: Line) -> requests.Session:
    """Leave a session nothing but the line: no plain HTTP, no .netrc, which would take the header."""
    session.trust_env = False
    session.adapters.clear()
    session.mount("https://", line)
    session.headers["Accept-Encoding"] = "gzip"
    return session


def _credentials(key: dict[str, Any]) -> Credentials:
    """Return what signs for the service account, for this scope and Google's own token address.

    Only four fields of the key are used: a key file may not send a signed token anywhere else.
    """
    if not isinstance(key, dict) or key.get("type") != "service_account":
        raise Refused(SourceAuthError(f"密钥文件不是服务账号的密钥。{NEW_KEY}"))
    if key.get("token_uri") != TOKEN_URI or key.get("universe_domain") not in (
        None,
        "googleapis.com",
    ):
        words = f"密钥文件里的 token_uri 或 universe_domain 不是 Google 的，不会使用。{NEW_KEY}"
        raise Refused(SourceAuthError(words))
    email, secret = key.get("client_email"), key.get("private_key")
    fit = isinstance(email, str) and re.fullmatch(r"[\w.+-]{1,120}@[\w.-]{1,120}", email, re.ASCII)
    if not fit or not isinstance(secret, str):
        raise Refused(SourceAuthError(f"密钥文件缺 client_email 或 private_key。{NEW_KEY}"))
    fields = ("client_email", "private_key", "private_key_id", "token_uri")
    try:
        credentials: Credentials = Credentials.from_service_account_info(
            {name: key.get(name) for name in fields}, scopes=[SCOPE]
        )
        credentials.sign_bytes(b"a key of another kind fails only here")
    except (ValueError, TypeError, AttributeError):
        words = f"密钥文件里的 private_key 读不出来。{NEW_KEY}"
        raise Refused(SourceAuthError(words)) from None
    return credentials


class _Client(gspread.HTTPClient):
    """Remembers what the spreadsheet is: gspread would ask again to find a tab."""

    described: Mapping[str, Any] | None = None

    def fetch_sheet_metadata(
        self, id: str, params: gspread.http_client.ParamsType | None = None
    ) -> Mapping[str, Any]:
        """Return the spreadsheet's properties and its tabs, asked for once."""
        if self.described is None:
            told = super().fetch_sheet_metadata(id, params)
            if not is_book(told):
                words = f"Google 对表格的描述不完整。{PORTAL}"
                raise Refused(SourceUnavailableError(words))
            self.described = told
        return self.described


@dataclass(frozen=True, slots=True)
class _Patience:
    """Asks again, a few times and not for ever, where the error is one that passes."""

    transport: Transport
    until: float

    def get(self, call: Callable[[], T]) -> T:
        """Return what ``call`` gives; between tries wait a random time (full jitter), or as told."""
        clock, tries = self.transport.clock, self.transport.tries
        turn = 1
        while True:
            got = self._once(call)
            if not isinstance(got, Refused):
                return got
            wait = max(got.after, self.transport.random() * 2**turn)
            last = turn >= tries or clock() + wait >= self.until
            if last or not got.error.retry:
                raise got
            self.transport.sleep(wait)
            turn += 1

    def _once(self, call: Callable[[], T]) -> T | Refused:
        """Run ``call`` in a thread, to leave it at the deadline.

        Time-outs of sockets do not end a look-up of a name, nor headers that come a letter a minute.
        """
        got: list[T | Refused] = []
        worker = threading.Thread(target=lambda: got.append(_outcome(call)), daemon=True)
        worker.start()
        worker.join(max(0.0, self.until - self.transport.clock()))
        if worker.is_alive():
            return Refused(too_slow(self.transport.deadline))
        # Empty only after a bug, whose traceback the thread has shown.
        return got[0]


def _outcome(call: Callable[[], T]) -> T | Refused:
    """Run what gspread does; return its result, or why there is none."""
    try:
        return call()
    except Refused as refused:
        return refused
    except APIError as error:
        return Refused(_unexpected(error.response.status_code))
    except requests.RequestException as error:
        return Refused(broken(error, "Google"))
    except GoogleAuthError:
        return Refused(SourceUnavailableError(f"向 Google 登录没有成功。{LATER}"))


def _unexpected(status: int) -> SourceError:
    """Return the error for the one status other than 200 that ``Line`` lets through, twice."""
    return SourceAuthError(
        f"Google 给了令牌却又不认（{status}）。请校准本机时间后再试；"
        "仍然这样，请在 Google Cloud 控制台核对服务账号是否停用"
    )
