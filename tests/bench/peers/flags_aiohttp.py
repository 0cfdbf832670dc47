"""Downloads files as a careful user of asyncio and aiohttp would: one session, all requests at once, files written by
threads of the default executor. For comparison with flags.

flags_aiohttp.py [--cacert FILE] LIST FOLDER
LIST has a line "URL NAME" for each file; it is saved as FOLDER/NAME. Exits with 1 when one fails.
"""

import argparse
import asyncio
import pathlib
import ssl

import aiohttp


async def save(session: aiohttp.ClientSession, url: str, target: pathlib.Path) -> None:
    async with session.get(url) as response:
        body = await response.read()
    await asyncio.to_thread(target.write_bytes, body)


async def save_all(downloads: list[tuple[str, pathlib.Path]], cacert: str | None) -> None:
    context = ssl.create_default_context(cafile=cacert) if cacert else None
    connector = aiohttp.TCPConnector(ssl=context)
    async with aiohttp.ClientSession(connector=connector, raise_for_status=True) as session:
        await asyncio.gather(*(save(session, url, target) for url, target in downloads))


def main() -> None:
    parser = argparse.ArgumentParser(description='Download files with asyncio and aiohttp.')
    parser.add_argument('--cacert', help='file with the authorities to trust')
    parser.add_argument('list', type=pathlib.Path)
    parser.add_argument('folder', type=pathlib.Path)
    options = parser.parse_args()
    lines = (line.split() for line in options.list.read_text().splitlines())
    asyncio.run(save_all([(url, options.folder / name) for url, name in lines], options.cacert))


if __name__ == '__main__':
    main()
