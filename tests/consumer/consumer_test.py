#!/usr/bin/env python3
"""Builds the README's program against an installed library and lets it download a flag.

consumer_test.py cmake|pkg-config README PREFIX COMPILER BUILD_FOLDER"""
import os
import re
import shutil
import socket
import subprocess
import sys
from pathlib import Path

PROJECT = """cmake_minimum_required(VERSION 3.25)
project(consumer LANGUAGES CXX)
find_package(flags 0.2 CONFIG REQUIRED)
add_executable(consumer main.cpp)
target_link_libraries(consumer PRIVATE flags::fetch)
"""


def program_in(readme):
    blocks = re.findall(r"```cpp\n(.*?)```", readme.read_text(encoding="utf-8"), re.DOTALL)
    whole = [block for block in blocks if "int main(" in block]
    assert len(whole) == 1, "the README has one whole program"
    return whole[0]


def build(way, prefix, compiler, folder):
    if way == "cmake":
        (folder / "CMakeLists.txt").write_text(PROJECT, encoding="utf-8")
        subprocess.run(["cmake", "-G", "Ninja", "-S", folder, "-B", folder / "build", f"-DCMAKE_PREFIX_PATH={prefix}",
                        f"-DCMAKE_CXX_COMPILER={compiler}"], check=True)
        subprocess.run(["cmake", "--build", folder / "build"], check=True)
        return folder / "build/consumer"
    (package,) = prefix.rglob("flags.pc")
    places = os.pathsep.join(filter(None, [str(package.parent), os.environ.get("PKG_CONFIG_PATH")]))
    words = subprocess.run(["pkg-config", "--cflags", "--libs", "flags"], env={**os.environ, "PKG_CONFIG_PATH": places},
                           check=True, capture_output=True, text=True).stdout.split()
    subprocess.run([compiler, folder / "main.cpp", "-o", folder / "consumer", *words], check=True)
    return folder / "consumer"


def run(consumer, url):
    return subprocess.run([consumer, url], cwd=consumer.parent, capture_output=True, text=True)


def main():
    way, readme, prefix, compiler, folder = sys.argv[1], *map(Path, sys.argv[2:])
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    (folder / "main.cpp").write_text(program_in(readme), encoding="utf-8")
    consumer = build(way, prefix, compiler, folder)
    with subprocess.Popen([prefix / "bin/flags", "serve"], stdout=subprocess.PIPE, text=True) as server:
        try:
            base = server.stdout.readline().strip()
            said = run(consumer, f"{base}/cn/cn.png")
            missing = run(consumer, f"{base}/cn/nothing.png")
        finally:
            server.terminate()
    flag = Path("/usr/share/iso-flags-png-320x240/cn.png").read_bytes()
    assert (consumer.parent / "flags_out/CN.png").read_bytes() == flag, "the flag is the server's"
    assert (said.returncode, said.stdout) == (0, f"200, {len(flag)} bytes\n"), said
    assert (missing.returncode, missing.stderr) == (1, f"{base}/cn/nothing.png: status 404\n"), missing
    with socket.socket() as nobody:  # bound and not listening, so that a connection is refused
        nobody.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{nobody.getsockname()[1]}/cn.png"
        refused = run(consumer, url)
    assert refused.returncode == 1 and refused.stderr.startswith(f"{url}: no connection"), refused


if __name__ == "__main__":
    main()
