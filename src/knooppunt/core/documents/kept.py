"""Files that everybody may ask for, kept a while: each takes a process of its own to make."""

from __future__ import annotations

import hashlib
import json
import threading
from collections import OrderedDict
from collections.abc import Callable
from typing import Any


class Kept:
    """The ``most`` files that were asked for last, in the memory of this process."""

    def __init__(self, most: int) -> None:
        self.most = most
        self._files: OrderedDict[str, bytes] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, data: Any, make: Callable[[], bytes]) -> bytes:
        """The file made of exactly ``data`` (anything JSON can hold): made once, whatever the address it is asked at.

        Whatever ``make`` raises comes out, and nothing is kept then.
        """
        key = hashlib.sha256(json.dumps(data).encode()).hexdigest()
        with self._lock:
            if key in self._files:
                self._files.move_to_end(key)
                return self._files[key]
        made = make()
        with self._lock:
            self._files[key] = made
            while len(self._files) > self.most:
                self._files.popitem(last=False)
        return made
