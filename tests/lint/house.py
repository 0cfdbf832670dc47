#!/usr/bin/env python3
"""The rules of the house that no compiler holds: house.py ROOT BUILD_TREE RULE. Prints each breach; 1 if there is one."""
import json
import re
import sys
from pathlib import Path

INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]', re.MULTILINE)
CASE = re.compile(r'^TEST_CASE\("((?:[^"\\]|\\.)*)"', re.MULTILINE)
# A lambda with captures whose trailing return type is one of coro's; where it is kept until it has ended.
CAPTURING = re.compile(r"\[[^\[\]]+\]\s*(?:\((?:[^()]|\([^()]*\))*\))?\s*(?:mutable\s*)?->\s*(?:\w+::)*(?:task|async_generator|generator)\b")
KEEPER = r"\bwith(?:_scope\(|\([^,;()]*, )\s*"
LINUX = re.compile(
    r'^\s*#\s*include\s*<(?:linux/|sys/(?:epoll|eventfd|inotify|pidfd|prctl|signalfd|syscall|sysinfo|timerfd|vfs)\.h).*'
    r'|"/proc/[^"]*"|\bmemfd_create\b|\bO_TMPFILE\b', re.MULTILINE)
LINUX_ROOMS = {"base", "process", "netlab"}
# Calls that return a reference to a part of what they are asked of, or a view of their argument: no temporary is at stake.
LVALUES = {"as_const", "at", "back", "front", "get", "span", "string_view", "top"}
# What writes to a standard stream, the places that are made for it, and those that write reports for programs or their own
# control sequences.
PRINTING = re.compile(r"(?<![\w.>])(?:std::|::|fmt::)?"
                      r"((?:f?printf|dprintf|fputs|puts|fputc|putchar|fwrite|perror|print|println)(?=\()|std::(?:cout|cerr|clog)\b"
                      r"|write(?=\(STD)|(?:stdout|stderr)(?:_color)?_sink_\w+)\(?")
SINKS = {"src/cli/message_sink.cpp", "src/cli/standard_output.cpp", "src/cli/progress.cpp"}
EXACT = {"src/cli/standard_output.hpp", "src/cli/standard_output.cpp", "src/cli/report_file.cpp", "src/cli/compare.cpp", "src/cli/probe.cpp"}
OWN_WORDS = re.compile(r'\s*"(?:[^"\\%]|\\.)*"\s*(?:,\s*stderr\s*)?\)?')
LITERAL = re.compile(r'"((?:[^"\\\n]|\\.)*)"')
OPTION = re.compile(r"--[a-z][a-z0-9-]*")
LONGEST = 300  # lines; the files of comparable libraries have medians of 52 to 95


def code(root, *folders):
    for folder in folders:
        yield from sorted(p for p in (root / folder).rglob("*") if p.suffix in (".hpp", ".cpp"))


def includes(path):
    return INCLUDE.findall(path.read_text(encoding="utf-8"))


def private_includes(root, _tree):
    """A public header includes only installed headers. In this tree the compiler finds private ones of its room, too."""
    for path in code(root, "include/flags"):
        for mark, name in includes(path):
            if mark == '"':
                yield path, f'includes "{name}": a public header includes only installed headers, by <flags/...>'


def long_files(root, _tree):
    """A file of more than 300 lines says why in its opening comment."""
    for path in code(root, "include", "src", "tests"):
        lines = path.read_text(encoding="utf-8").splitlines()
        if len(lines) > LONGEST and not any(line.startswith("// Long because ") for line in lines[:20]):
            yield path, f"has {len(lines)} lines: split it, or say '// Long because ...' at its top"


def opening_lines(root, _tree):
    """A file begins with a comment that says what it is for."""
    for path in code(root, "include", "src", "tests"):
        if not path.read_text(encoding="utf-8").startswith("// "):
            yield path, "does not begin with a comment that says what it is for"


def unbuilt_sources(root, tree):
    """CMake knows each .cpp: one that it does not know is neither built nor run. A folder's CMakeLists.txt may choose
    between files by a library's version; the one that is not built here is named there."""
    known = set()
    for command in json.loads((tree / "compile_commands.json").read_text(encoding="utf-8")):
        known.add(command["file"])
        if "/Unity/unity_" in command["file"]: # CMake's own file, which includes the sources
            known.update(re.findall(r'^#include "(.*)"', Path(command["file"]).read_text(encoding="utf-8"), re.MULTILINE))
    for path in code(root, "src", "tests"):
        choice = path.parent / "CMakeLists.txt"
        named = choice.exists() and re.search(rf"(?<![\w.-]){re.escape(path.name)}(?![\w.-])", choice.read_text(encoding="utf-8"))
        if path.suffix == ".cpp" and str(path) not in known and not named:
            yield path, "is in no CMakeLists.txt"


def untested_headers(root, _tree):
    """Some test includes each public header, itself or by way of headers that it includes."""
    reached = set()
    pending = list(code(root, "tests"))
    while pending:
        for mark, name in includes(pending.pop()):
            header = root / ("src" if mark == '"' else "include") / name
            if header not in reached and header.exists():
                reached.add(header)
                pending.append(header)
    for path in code(root, "include/flags"):
        if path not in reached:
            yield path, "no test includes it"


def linux_alone(root, _tree):
    """What is Linux's alone is in three rooms, behind names: a port replaces these."""
    for path in code(root, "include/flags", "src"):
        parts = path.relative_to(root).parts
        if parts[2 if parts[0] == "include" else 1] not in LINUX_ROOMS:
            for found in LINUX.findall(path.read_text(encoding="utf-8")):
                yield path, f"has {found}, which is Linux's alone: ask base, process or netlab by a name"


def case_names(root, _tree):
    """CTest takes a semicolon in a name for the end of it, doctest a bracket for a pattern: such a case would not be run."""
    for path in code(root, "tests"):
        for name in CASE.findall(path.read_text(encoding="utf-8")):
            if set(name) & set(";[]"):
                yield path, f"the case '{name}' has a semicolon or a bracket in its name"


def block_at(text, start):
    """The text from the first brace on to the one that closes it."""
    start = text.index("{", start)
    depth = 0
    for end in range(start, len(text)):
        depth += {"{": 1, "}": -1}.get(text[end], 0)
        if depth == 0:
            return text[start:end + 1]
    return text[start:]


def capturing_coroutines(root, _tree):
    """A coroutine lambda captures only where its body is kept until it ends: given to with_scope() or with()."""
    for path in code(root, "include", "src", "tests"):
        text = path.read_text(encoding="utf-8")
        for found in CAPTURING.finditer(text):
            if "co_" not in block_at(text, found.end()):
                continue
            named = re.search(r"(\w+) = $", text[:found.start()])
            kept = re.search(KEEPER + "$", text[:found.start()])
            if named:
                function = re.split(r"^}", text[found.end():], maxsplit=1, flags=re.MULTILINE)[0]
                given = re.search(rf"{KEEPER}{named[1]}\b", function)
                kept = given and not re.search(rf"(?<![.>\w]){named[1]}\(", function)
            if not kept:
                yield path, f"the coroutine lambda '{found[0]}' captures, and neither with_scope() nor with() keeps it"


def closed_at(text, start):
    """Where the parenthesis that opens at `start` closes; the end of the text when it does not."""
    depth = 0
    for end in range(start, len(text)):
        depth += {"(": 1, ")": -1}.get(text[end], 0)
        if depth == 0:
            return end
    return len(text)


def ranges(text):
    """What the range-based loops of a text go over."""
    for found in re.finditer(r"\bfor (?=\()", text):
        head = text[found.end() + 1:closed_at(text, found.end())].rpartition(";")[2]
        declared = re.match(r"\s*(?:const )?[\w:<>, ]+?[&* ]*(?:\[[\w, ]*\]|\b\w+)\s*(?<!:):(?!:)\s*(?P<range>.+)", head, re.DOTALL)
        if declared:
            yield re.sub(r"\s+(?=\.)", "", " ".join(declared["range"].split()))


def part_of_temporary(text):
    """Whether an expression is a member of what a call or an initialiser returns, or what `*` makes of it."""
    if text.startswith("{"):  # a list keeps the values of its elements
        return False
    if re.match(r"\*[\w:.<>-]+\(", text):
        return True
    place = 0
    while place < len(text):
        end = closed_at(text, place) if text[place] == "(" else place
        if text[end:end + 1] in tuple(")}") and re.match(r"\.\w", text[end + 1:]):
            callee = re.search(r"(\w+)(?:<[^()]*>)?$", text[:place]) if text[end] == ")" else None
            if text[end] == "}" or "co_await" in text[place:end] or (callee and callee[1] not in LVALUES):
                return True
        place = end + 1
    return False


def temporary_ranges(root, _tree):
    """No range-based loop goes over a part of a temporary: GCC 14 destroys the rest of it before the loop (it lacks P2718)."""
    for path in code(root, "include", "src", "tests"):
        text = LITERAL.sub('""', path.read_text(encoding="utf-8"))
        for each in ranges(text):
            if part_of_temporary(each):
                yield path, f"a loop goes over a part of a temporary, '{each}': give the temporary a name before the loop"


def options_in(path):
    """The options in the string literals of a file, comments left out."""
    for line in path.read_text(encoding="utf-8").splitlines():
        if not line.lstrip().startswith(("//", "#")):
            for literal in LITERAL.findall(line):
                yield from OPTION.findall(literal)


def options_in_library(root, _tree):
    """A room with public headers names no option of the program: other programs use the library, too."""
    ours = {option for path in code(root, "src/cli") for option in options_in(path)}
    rooms = sorted(p.name for p in (root / "include/flags").iterdir() if p.is_dir())
    for path in code(root, "include/flags", *(f"src/{room}" for room in rooms)):
        for option in options_in(path):
            if option in ours:
                yield path, f"a sentence names {option}: the fault is a value, src/cli/hints.cpp names the option"


def lost_paths(root, _tree):
    """What a page names is there: links, and paths that begin with a folder of this project."""
    for page in [root / "README.md", *root.glob("*/README.md"), *root.glob("tests/*/README.md"), *root.glob(".github/*.md"), *root.glob("src/guides/*.md")]:
        if not page.exists():
            continue
        text = page.read_text(encoding="utf-8")
        named = {page.parent / link for link in re.findall(r"\]\(([^):]+)\)", text)}
        named |= {root / path for path in re.findall(r"`((?:src|include|tests)/[^`*\s]+)`", text)}
        for path in sorted(named):
            if not path.exists():
                yield page, f"names {path.relative_to(page.parent if page.parent in path.parents else root)}, which is not there"


def strange_text(root, _tree):
    """What the program prints goes through src/base/controls.hpp, which takes from a stranger's text what would act on a
    terminal: by way of spdlog (src/cli/message_sink.cpp), standard_output::write, or without_controls in the call itself.
    Words that stand in the call are our own."""
    for path in code(root, "include", "src"):
        text = path.read_text(encoding="utf-8")
        name = path.relative_to(root).as_posix()
        for call in PRINTING.finditer(text):
            end = closed_at(text, call.end() - 1) if text[call.end() - 1] == "(" else call.end()
            words = text[call.end():end]
            if name in SINKS or OWN_WORDS.fullmatch(words) or "without_controls(" in words:
                continue
            yield path, f"prints by {call.group(1)}: use spdlog or standard_output, or without_controls in the call"
        if name not in EXACT and re.search(r"\bwrite_exactly\(", text):
            yield path, "writes exactly what it has: standard_output::write takes away what acts on a terminal"


RULES = [strange_text, private_includes, long_files, opening_lines, unbuilt_sources, untested_headers, linux_alone, case_names,
         capturing_coroutines, temporary_ranges, options_in_library, lost_paths]


def breaches(root, tree, name=None):
    for rule in RULES:
        if name in (None, rule.__name__):
            for path, sentence in rule(root, tree):
                yield f"{path.relative_to(root)}: {sentence}"


if __name__ == "__main__":
    found = list(breaches(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3]))
    print("\n".join(found))
    sys.exit(bool(found))
