"""The line to Google: whom it may reach, for how long, how much comes back, what an answer means.

Everything that gspread and google-auth send goes through ``Line.send``. Whatever is not a sound
answer becomes ``Refused`` there, with the error that staff will read: further up the status is lost
(gspread has code -1 for an HTML page and an empty ``PermissionError`` for 403).
Behaviour of Google: https://developers.google.com/workspace/sheets/api/troubleshoot-api-errors
"""

from __future__ import annotations

import io
import json
import random
import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import Any, NoReturn
from urllib.parse import urlsplit

import requests
import urllib3
from requests.adapters import BaseAdapter

from noticeboard.survey.snapshot import (
    SourceAuthError,
    SourceError,
    SourceFormatError,
    SourceNotFoundError,
    SourceRateLimitedError,
    SourceUnavailableError,
)

TOKEN_URI = "https://oauth2.googleapis.com/token"
TOKEN_HOST = "oauth2.googleapis.com"
HOSTS = ("sheets.googleapis.com", TOKEN_HOST)
PIECE = 64 * 1024
# A token or an error is never longer.
FEW = 1024 * 1024

LATER = "稍后再试；已发布的结果不受影响"
PORTAL = f"多半是本机的网络要先登录，或有防火墙拦截：请用浏览器试开一次 Google 表格，{LATER}"


@dataclass(frozen=True, slots=True)
class Transport:
    """How Google is reached, and how patiently. Tests put in their own.

    ``session`` makes the ``requests.Session`` whose adapters, proxies and certificates are used;
    ``timeout`` is for connecting and for each read, ``deadline`` for all together, in seconds;
    ``tries`` is the most for one request, ``most`` the most bytes of one answer, unpacked.
    """

    session: Callable[[], requests.Session] = requests.Session
    clock: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep
    random: Callable[[], float] = random.random
    timeout: tuple[float, float] = (10.0, 60.0)
    deadline: float = 120.0
    tries: int = 5
    most: int = 32 * 1024 * 1024


class Refused(Exception):
    """Google did not give what was asked for. ``after``: the seconds it asks to wait, if it says."""

    def __init__(self, error: SourceError, after: float = 0.0) -> None:
        super().__init__(str(error))
        self.error = error
        self.after = after


class Line(BaseAdapter):
    """The only adapter of our sessions: to Google's two hosts by HTTPS, nowhere else.

    ``until`` is on the transport's clock; ``email`` is the service account's.
    """

    def __init__(
        self, transport: Transport, session: requests.Session, until: float, email: str
    ) -> None:
        super().__init__()
        self.transport = transport
        self.session = session
        self.until = until
        self.email = email

    def __deepcopy__(self, memo: object) -> NoReturn:
        """Refuse: google-auth copies a session for a thread of its own, which asks other hosts.

        It then does without the thread (``google.auth._regional_access_boundary_utils``).
        """
        raise TypeError("the line to Google is not copied")

    def send(
        self, request: requests.PreparedRequest, *_: Any, timeout: Any = None, **__: Any
    ) -> requests.Response:
        """Send a request; return its answer, read in full, if it is 200 (or 401, without its text).

        google-auth gets a new token at the first 401.
        """
        url = request.url or ""
        host = urlsplit(url).hostname or ""
        if not url.startswith("https://") or host not in HOSTS:
            raise Refused(SourceUnavailableError(f"拒绝连接 Google 以外的地址。{LATER}"))
        settings: dict[str, Any] = {
            **self.session.merge_environment_settings(url, {}, True, None, None)
        }
        try:
            response = self.session.get_adapter(url).send(
                request, timeout=self._clipped(timeout), **settings
            )
            raw = response.raw
            try:
                response.raw = io.BytesIO(self._read(response, host))
            finally:
                # A line that was read to its end stays open for the next request.
                raw.close()
            response.encoding = "utf-8"
            return response
        except (requests.RequestException, urllib3.exceptions.HTTPError) as error:
            raise Refused(broken(error, host)) from None

    def close(self) -> None:
        """Close the session below."""
        self.session.close()

    def _clipped(self, timeout: Any) -> tuple[float, float]:
        left = max(0.01, self.until - self.transport.clock())
        connect, read = timeout if isinstance(timeout, tuple) else self.transport.timeout
        return min(connect, left), min(read, left)

    def _read(self, response: requests.Response, host: str) -> bytes:
        if response.status_code == 401 and host != TOKEN_HOST:
            return b""
        if 300 <= response.status_code < 400:
            words = f"{host} 的答复要转到别的地址，没有跟过去。{PORTAL}"
            raise Refused(SourceUnavailableError(words))
        body = self._body(response, host)
        if response.status_code != 200:
            raise refusal(host, response.status_code, response.headers, body, self.email)
        told = parsed(body)
        if not isinstance(told, dict) or (host == TOKEN_HOST and not is_token(told)):
            words = f"{host} 答复的是网页或别的东西，不是数据。{PORTAL}"
            raise Refused(SourceUnavailableError(words))
        return body

    def _body(self, response: requests.Response, host: str) -> bytes:
        """Return the body, unpacked piece by piece, so that a small one cannot become huge."""
        packed = response.headers.get("Content-Encoding", "identity").lower()
        if packed not in ("gzip", "identity"):
            raise Refused(SourceUnavailableError(f"答复的压缩方式读不懂。{PORTAL}"))
        cells = response.status_code == 200 and host != TOKEN_HOST
        most = self.transport.most if cells else min(self.transport.most, FEW)
        body = bytearray()
        while piece := response.raw.read1(PIECE, decode_content=True):
            body += piece
            if len(body) > most:
                raise Refused(
                    too_large(most)
                    if cells
                    else SourceUnavailableError(f"{host} 的答复太长。{PORTAL}")
                )
            if self.transport.clock() >= self.until:
                raise Refused(too_slow(self.transport.deadline))
        return bytes(body)


def too_large(most: int) -> SourceFormatError:
    """Return the error for a spreadsheet of more bytes than are read."""
    return SourceFormatError(
        f"表格太大（超过 {most // (1024 * 1024)} MB）。请把往期答卷移到另一份表格，或删去多余的标签页"
    )


def too_slow(seconds: float) -> SourceUnavailableError:
    """Return the error for an answer that does not end in time."""
    return SourceUnavailableError(f"{seconds:g} 秒内没有读完，已放弃。请检查网络，{LATER}")


def broken(error: Exception, host: str) -> SourceUnavailableError:
    """Return the error for a line that broke, did not come about, or fell silent."""
    if isinstance(error, requests.exceptions.SSLError):
        return SourceUnavailableError(f"{host} 的证书不可信。{PORTAL}")
    if isinstance(error, (requests.Timeout, urllib3.exceptions.TimeoutError)):
        return SourceUnavailableError(f"{host} 很久没有回音。请检查网络或代理，{LATER}")
    return SourceUnavailableError(f"和 {host} 的连接不通或中断。请检查网络或代理，{LATER}")


def parsed(body: bytes) -> Any:
    """Return what the JSON says, or ``None``: the depth and the size of a number are anybody's."""
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        return None


def is_token(told: dict[str, Any]) -> bool:
    """Tell whether it is a token as RFC 6749 §5.1 has it, fit for a header."""
    token, seconds = told.get("access_token"), told.get("expires_in")
    fit = isinstance(token, str) and re.fullmatch(r"[!-~]{1,16384}", token) is not None
    return fit and type(seconds) is int and 0 < seconds <= 7 * 24 * 3600


def refusal(host: str, status: int, headers: Mapping[str, str], body: bytes, email: str) -> Refused:
    """Return what an answer other than 200 means. Of its text only known words are looked at."""
    if status == 429:
        words = f"Google 说请求太频繁（429）。请过几分钟再试，并错开其他读取这份表格的程序；{LATER}"
        return Refused(SourceRateLimitedError(words), pause(headers))
    told = parsed(body)
    if status == 408 or status >= 500:
        words = f"{host} 暂时不能用（{status}）。{LATER}"
        return Refused(SourceUnavailableError(words), pause(headers))
    if status < 400 or body.lstrip()[:1] == b"<":
        words = f"{host} 答复的是网页或别的东西（{status}），不是数据。{PORTAL}"
        return Refused(SourceUnavailableError(words))
    detail = told if isinstance(told, dict) else {}
    if host == TOKEN_HOST:
        return Refused(_token_refused(status, detail, email))
    return Refused(_sheet_refused(status, detail, email))


def _token_refused(status: int, told: dict[str, Any], email: str) -> SourceError:
    if told.get("error") in ("server_error", "temporarily_unavailable", "internal_failure"):
        return SourceUnavailableError(f"{TOKEN_HOST} 暂时不能用（{status}）。{LATER}")
    if "iat and exp" in str(told.get("error_description")):
        return SourceAuthError("Google 不接受登录请求，因为本机的时钟不准。请校准时间后再试")
    return SourceAuthError(
        f"Google 不认服务账号 {email} 的密钥（{status}）：密钥或账号可能已删除、停用。"
        "请在 Google Cloud 控制台核对，必要时新建密钥，换下旧的密钥文件"
    )


def _sheet_refused(status: int, told: dict[str, Any], email: str) -> SourceError:
    error = told.get("error")
    error = error if isinstance(error, dict) else {}
    state = error.get("status")
    details = error.get("details")
    reasons = {
        str(one.get("reason"))
        for one in (details if isinstance(details, list) else [])
        if isinstance(one, dict)
    }
    if status == 403:
        return _forbidden(reasons, email)
    if status == 404:
        return SourceNotFoundError(
            "没有这份表格（404）。请核对问卷定义里的 spreadsheet：它是表格网址中 /d/ 和 /edit 之间的一段；"
            "表格如已删除，请从回收站恢复"
        )
    if status == 400 and state == "FAILED_PRECONDITION":
        return SourceFormatError(
            "这是一份 Office 文件（如 .xlsx），不是 Google 表格。请用 Google 表格打开，"
            "选“文件 → 另存为 Google 表格”，再把问卷定义里的 spreadsheet 换成新表格的编号"
        )
    if status == 400:
        return SourceFormatError(
            "Google 读不到这个标签页（400）：标签页可能刚刚改名或删除。请再试一次；"
            "仍然这样，请核对问卷定义里的 spreadsheet 和 gid"
        )
    return SourceUnavailableError(f"Google 没有给出数据（{status}）。{LATER}")


def _forbidden(reasons: set[str], email: str) -> SourceError:
    if reasons & {"SERVICE_DISABLED", "ACCESS_NOT_CONFIGURED"}:
        return SourceAuthError(
            "密钥所属的项目没有启用 Google Sheets API（403）。请在 Google Cloud 控制台的"
            "“API 和服务”里启用它，几分钟后再试"
        )
    if reasons & {"RATE_LIMIT_EXCEEDED", "USER_RATE_LIMIT_EXCEEDED"}:
        return SourceRateLimitedError(f"Google 说请求太频繁（403）。请过几分钟再试；{LATER}")
    return SourceAuthError(
        f"服务账号没有权限读这份表格（403）。请在表格的“共享”里加上 {email}，"
        "权限选“查看者”，并确认单位没有禁止对外共享"
    )


def pause(headers: Mapping[str, str]) -> float:
    """Return the seconds that ``Retry-After`` asks for (RFC 9110 §10.2.3), 0 if it says none.

    A date is compared with the answer's own date: our clock may be wrong.
    """
    told = headers.get("Retry-After", "").strip()
    if re.fullmatch(r"[0-9]{1,6}", told):
        return float(told)
    try:
        then, now = parsedate_to_datetime(told), parsedate_to_datetime(headers.get("Date", ""))
        return max(0.0, (then - now).total_seconds())
    except (ValueError, TypeError, IndexError, OverflowError):
        return 0.0
