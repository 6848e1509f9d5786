"""What the demo uploads: the keys and attributes that copiers are known to spoil."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class DemoObject:
    key: str
    body: bytes
    metadata: Mapping[str, str] = field(default_factory=dict)
    tags: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)


def demo_objects() -> list[DemoObject]:
    note = b"The key of this object is what matters.\n"
    keys = [
        "keys/with space.txt",
        "keys/a+b=c&d.txt",
        "keys/ünïcödé-日本語.txt",
        "keys/🚀.txt",
        "keys/a//b",
        "keys/%41.txt",
        "keys/what?#really.txt",
        "keys/folder/",
    ]
    return [
        DemoObject(
            "reports/2026/11/orders.csv",
            _orders(rows=2_000),
            metadata={"origin": "erp", "batch-id": "2026-11-02/7", "note": "a + b, c=d"},
            tags={"team": "sales ops", "cost+centre": "4711", "path": "a/b:c@d"},
            headers={
                "ContentType": "text/csv; charset=utf-8",
                "CacheControl": "max-age=60, no-transform",
                "ContentDisposition": 'attachment; filename="orders.csv"',
                "ContentLanguage": "en",
            },
        ),
        DemoObject("markers/_SUCCESS", b"", headers={"ContentType": "application/x-empty"}),
        DemoObject(
            "binary/8-MiB.bin",
            random.Random(8).randbytes(8 << 20),
            metadata={"sha": "none"},
            headers={"ContentType": "application/octet-stream", "ContentEncoding": "identity"},
        ),
        *(DemoObject(key, note, tags={"kind": "key"}, headers={"ContentType": "text/plain"}) for key in keys),
    ]


def _orders(rows: int) -> bytes:
    lines = ["order,customer,amount,comment"]
    lines += [f'{number},C{number % 97:03},{number * 1.37:.2f},"naïve, ""quoted"""' for number in range(1, rows + 1)]
    return ("\r\n".join(lines) + "\r\n").encode()
