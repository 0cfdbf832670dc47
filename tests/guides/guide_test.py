#!/usr/bin/env python3
"""Runs each command of a guide, and compares what it prints with what the guide says: guide_test.py GUIDE PROGRAM FOLDER.

The commands are the lines after "$ " in its console blocks, run by sh in an empty folder; PROGRAM and the programs in FOLDER are found
there, and URL is that of a flag server. "..." stands for any text. A guide that uses the lab is skipped where it is forbidden."""
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

GUIDE, PROGRAM, FOLDER = (Path(word).resolve() for word in sys.argv[1:4])


def steps(text):
    """Pairs of a command and what is printed."""
    for block in re.findall(r"^```console\n(.*?)^```$", text, re.MULTILINE | re.DOTALL):
        for step in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            command, _, printed = step.partition("\n")
            yield command, printed


def plain(text):
    return "\n".join(line.rstrip() for line in text.strip().splitlines())


def fits(printed, expected):
    return re.fullmatch(re.escape(plain(expected)).replace(r"\.\.\.", ".*"), plain(printed), re.DOTALL)


def run(command, folder, url):
    settings = {"PATH": f"{PROGRAM.parent}:{FOLDER}:{os.environ['PATH']}", "HOME": folder, "XDG_CACHE_HOME": f"{folder}/.cache",
                "no_proxy": "*", "LC_ALL": "C.UTF-8", "URL": url}
    return subprocess.run(["sh", "-c", command], cwd=folder, env=settings, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, text=True, check=False).stdout


def main():
    all_steps = list(steps(GUIDE.read_text(encoding="utf-8")))
    assert all_steps, f"{GUIDE} has no command"
    if any(re.match("flags (lab|compare|bench)", command) for command, _ in all_steps):
        if subprocess.run(["unshare", "--map-root-user", "--net", "true"], check=False).returncode != 0:
            print("SKIPPED: this machine forbids network namespaces")
            sys.exit(77)
    with tempfile.TemporaryDirectory() as folder, subprocess.Popen([PROGRAM, "serve"], stdout=subprocess.PIPE, text=True) as server:
        try:
            url = server.stdout.readline().strip()
            for command, expected in all_steps:
                printed = run(command, folder, url)
                assert fits(printed, expected), f"$ {command}\n{printed}\nis not what {GUIDE.name} says:\n{expected}"
        finally:
            server.terminate()


main()
