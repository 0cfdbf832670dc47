"""Looks up names as the book's blogdom does: one getaddrinfo for each on the threads of asyncio's default executor, all
at once, each result printed when it comes. For comparison with flags.

probe_getaddrinfo.py LIST
LIST has a name on each line; prints "NAME<TAB>True" or "NAME<TAB>False", where False is also every failure.
"""

import asyncio
import pathlib
import socket
import sys


async def probe(name: str) -> tuple[str, bool]:
    loop = asyncio.get_running_loop()
    try:
        await loop.getaddrinfo(name, None)
    except socket.gaierror:
        return name, False
    return name, True


async def probe_all(names: list[str]) -> None:
    for coro in asyncio.as_completed([probe(name) for name in names]):
        name, found = await coro
        print(f'{name}\t{found}')


if __name__ == '__main__':
    asyncio.run(probe_all(pathlib.Path(sys.argv[1]).read_text().split()))
