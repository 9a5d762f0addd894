"""Why something that was sent is not taken: a status, a word for programs, a sentence for people."""

from __future__ import annotations

from http import HTTPStatus


class Refused(Exception):
    """What was sent is not taken; ``question`` is the id of the question it is about, if one.

    ``wait`` is after how many seconds it is worth trying again.
    """

    def __init__(
        self, status: int, error: str, message: str, question: str = "", wait: int = 0
    ) -> None:
        """Keep what is told; ``message`` is a Chinese sentence, with nothing in it that was typed."""
        super().__init__(error)
        self.status, self.error, self.message = int(status), error, message
        self.question, self.wait = question, wait


def malformed(why: str = "") -> Refused:
    """Return that what was sent is no form of ours."""
    told = f"（{why}）" if why else ""
    message = f"送来的内容看不懂{told}。请重新打开问卷再填一次。"
    return Refused(HTTPStatus.BAD_REQUEST, "malformed", message)


def invalid(message: str, question: str = "") -> Refused:
    """Return that an answer does not fit its question."""
    return Refused(HTTPStatus.UNPROCESSABLE_ENTITY, "invalid", message, question)


def elsewhere() -> Refused:
    """Return that another site sent it."""
    message = "这不是从公示栏的问卷页面送来的，没有收。请从公示栏打开问卷再填。"
    return Refused(HTTPStatus.FORBIDDEN, "origin", message)


def unknown() -> Refused:
    """Return that there is no such survey, or no such community."""
    return Refused(HTTPStatus.NOT_FOUND, "unknown", "没有这份问卷，或者没有这个社区。")


def shut(state: str) -> Refused:
    """Return that the survey is not open now."""
    message = "这份问卷已经截止，不再收了。" if state == "closed" else "这份问卷还没有开始收。"
    return Refused(HTTPStatus.GONE, "not-open", message)


def too_long() -> Refused:
    """Return that too much was sent."""
    message = "写得太长了，没有收。请返回上一页，把话写短一些再交。"
    return Refused(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "too-long", message)


def other_type() -> Refused:
    """Return that it is neither a form nor JSON."""
    message = "这里只收问卷，不收别的格式。请从公示栏打开问卷再填。"
    return Refused(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "type", message)


def too_slow() -> Refused:
    """Return that the rest did not come in time."""
    message = "等了很久没有收全，多半是信号不好。请返回上一页再交一次。"
    return Refused(HTTPStatus.REQUEST_TIMEOUT, "slow", message, wait=5)


def too_many(wait: int) -> Refused:
    """Return that it comes too fast."""
    message = "现在交的人太多了。填的内容不会丢：请等一会儿，返回上一页再交一次。"
    return Refused(HTTPStatus.TOO_MANY_REQUESTS, "too-many", message, wait=wait)


def cannot_store() -> Refused:
    """Return that it could not be kept."""
    message = "现在存不下来，还没有收到。请不要关掉填好的那一页，过几分钟返回去再交一次。"
    return Refused(HTTPStatus.SERVICE_UNAVAILABLE, "unavailable", message, wait=60)


def conflicting() -> Refused:
    """Return that something else came under the same id."""
    message = "这一份已经交过，内容和上次不一样，没有改动上次的。要再交一份，请重新打开问卷。"
    return Refused(HTTPStatus.CONFLICT, "conflict", message)


def code_taken() -> Refused:
    """Return that the code was given to somebody else's answer."""
    message = "这个回执码已经有人用了，没有收。请重新打开问卷再填一次。"
    return Refused(HTTPStatus.CONFLICT, "code-taken", message)
