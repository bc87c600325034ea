"""Structured logs: one JSON object a line on standard error, without personal data.

What is kept out, and how:

- values under a name in ``PRIVATE``, whatever code passes them;
- addresses of pages (they hold tokens and search words): Django's own lines about a request keep only their reason;
- local variables in tracebacks: they hold forms, mails and users;
- the texts of errors: most quote what they stumble over; type and place are enough to find the line.
"""

from __future__ import annotations

import logging
import sys
from typing import Any

import structlog
from structlog.tracebacks import ExceptionDictTransformer
from structlog.typing import EventDict

# Whatever a caller passes under these names never reaches a log line.
PRIVATE = frozenset(
    {"email", "name", "user", "password", "code", "token", "cookie", "body", "to", "subject", "address", "path", "url",
     "query"}
)  # fmt: skip
# Errors whose text tells about code or machine, never about what somebody typed.
PLAIN_ERRORS = frozenset(
    {"AttributeError", "TypeError", "NameError", "ImportError", "ModuleNotFoundError", "ImproperlyConfigured",
     "TemplateDoesNotExist", "TemplateSyntaxError", "OperationalError", "OSError", "TimeoutError"}
)  # fmt: skip


def drop_private(_logger: Any, _method: str, event: EventDict) -> EventDict:
    """A structlog processor: replace what stands under a private name."""
    return {key: ("…" if key in PRIVATE else value) for key, value in event.items()}


def quiet_errors(_logger: Any, _method: str, event: EventDict) -> EventDict:
    """A structlog processor, after the traceback was made: take out error texts, but for those of ``PLAIN_ERRORS``."""
    for error in event.get("exception") or []:
        if isinstance(error, dict) and error.get("exc_type") not in PLAIN_ERRORS:
            error["exc_value"] = "…"
    return event


class WithoutAddress(logging.Filter):
    """Django's lines about a request quote its address or what was sent: keep the status, our request line has the
    route.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        """Always true: lines are rewritten, never dropped."""
        if hasattr(record, "request"):
            record.msg, record.args = f"Django answered {getattr(record, 'status_code', '?')}", ()
        return True


def configure(options: dict[str, Any]) -> None:
    """Send every log line, Django's too, to standard error as JSON at the level of ``options``."""
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        drop_private,
    ]
    structlog.configure(
        processors=[structlog.stdlib.filter_by_level, *shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        wrapper_class=structlog.stdlib.BoundLogger,
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.addFilter(WithoutAddress())
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.ExceptionRenderer(ExceptionDictTransformer(show_locals=False)),
                quiet_errors,
                structlog.processors.JSONRenderer(ensure_ascii=False),
            ],
        )
    )
    for name in ("django", "django.server"):  # Django's defaults print and mail by themselves, addresses included
        logging.getLogger(name).handlers = []
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(options.get("level", "INFO"))
    # Scanners try every host name; the request line with status 400 is enough.
    logging.getLogger("django.security.DisallowedHost").setLevel("CRITICAL")
    logging.getLogger("django.request").setLevel("ERROR")  # refused requests are normal life; the request line tells
