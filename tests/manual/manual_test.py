#!/usr/bin/env python3
"""What is installed beside the program, against what the program says of itself: manual_test.py CASE PROGRAM FOLDER.

Ends with 77 and says what is missing where a case needs a program that is not installed."""
import os
import pty
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

PROGRAM, FOLDER = sys.argv[2], Path(sys.argv[3])
PAGES = sorted((FOLDER / "man1").glob("*.1"))
PLAIN = {**os.environ, "LC_ALL": "C.UTF-8", "MANWIDTH": "80", "MANROFFSEQ": ""}


def need(program):
    if not shutil.which(program):
        print(f"SKIPPED: {program} is not installed")
        sys.exit(77)


def says(*words, **settings):
    return subprocess.run(words, capture_output=True, text=True, check=False, **settings)


def commands():
    text = says(PROGRAM, "--help").stdout
    names = re.findall(r"^  (\w+)", text[text.index("\nCommands:\n"):], re.MULTILINE)
    return [name for name in names if name != "help"]


def options_of(command):
    """Names as a help has them: "-s,--server", "CC"; they begin a line after two spaces."""
    text = says(PROGRAM, command, "--help").stdout
    text = text[text.index("Usage:"):text.index("\nExamples:\n")]
    return re.findall(r"^  (-?[^ \n]+)", text, re.MULTILINE)


def tags_of(page):
    """The first words of a page's options, as plain text."""
    text = page.read_text(encoding="utf-8")
    text = text[text.index(".SH OPTIONS"):text.index('.SH "EXIT STATUS"')]
    tags = re.findall(r"^\.TP\n(.*)$", text, re.MULTILINE)
    plain = [re.sub(r"\\f[BIR]", "", tag).replace("\\-", "-") for tag in tags]
    return [re.sub(r",? .*", "", tag.replace(", ", ",")) for tag in plain]


def options():
    names = commands()
    assert len(names) > 8, names
    assert {page.name for page in PAGES} == {"flags.1", *(f"flags-{name}.1" for name in names)}, PAGES
    for name in names:
        declared = options_of(name)
        assert "-h,--help" in declared, declared
        page = tags_of(FOLDER / f"man1/flags-{name}.1")
        assert page == declared, (name, page, declared)


def man():
    need("man")
    for page in PAGES:
        shown = says("man", "--warnings", "-l", str(page), env=PLAIN)
        assert shown.returncode == 0 and not shown.stderr, (page, shown.stderr)
        head = page.stem.upper()
        assert shown.stdout.replace("\u2010", "-").startswith(f"{head}(1)"), shown.stdout[:200]
        for section in ("NAME", "SYNOPSIS", "DESCRIPTION", "EXIT STATUS", "EXAMPLES", "SEE ALSO"):
            assert f"\n{section}\n" in shown.stdout, (page, section)


def mandoc():
    need("mandoc")
    for page in PAGES:
        lint = says("mandoc", "-Tlint", str(page))
        assert lint.returncode == 0 and not lint.stdout and not lint.stderr, lint.stdout + lint.stderr


def lexgrog():
    need("lexgrog")
    for page in PAGES:
        found = says("lexgrog", str(page))
        assert found.returncode == 0 and f': "{page.stem} - ' in found.stdout, found


# What a shell offers at the end of a line: the words that must be there, and one that must not.
LINES = {
    "flags ": ({"get", "lab", "doctor", "CN"}, "--mode"),
    "flags d": ({"doctor"}, "get"),
    "flags get --mo": ({"--mode"}, "--json"),
    "flags retry --mode ": ({"concurrent", "sequential", "sequential-keepalive"}, "auto"),
    "flags lab --profile ": ({"3g", "geo-sat"}, "typical"),
    "flags bench --modes seq": ({"sequential", "sequential-keepalive"}, "concurrent"),
    "flags help l": ({"lab"}, "get"),
}


def check(offers, lines):
    for line in lines:
        wanted, unwanted = LINES[line]
        found = offers(line)
        assert wanted <= found and unwanted not in found, (line, found)


def bash_offers(line):
    script = 'source "$1"; shift; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _flags; printf "%s\\n" "${COMPREPLY[@]}"'
    said = says("bash", "--norc", "-c", script, "bash", str(FOLDER / "bash/flags"), *line.split(" "), env=PLAIN)
    assert not said.stderr, said.stderr
    return set(said.stdout.split())


def bash():
    need("bash")
    check(bash_offers, LINES)
    assert bash_offers("flags get --mode = con") == {"concurrent"}
    assert bash_offers("flags bench --modes sequential,con") == {"sequential,concurrent"}
    assert "CN" in bash_offers("flags get c")
    assert str(FOLDER / "man1") in bash_offers(f"flags serve --dir {FOLDER}/ma")
    assert not bash_offers("flags get --retries ")
    for command in commands():
        offered = bash_offers(f"flags {command} -")
        declared = {name for names in options_of(command) for name in names.split(",") if name.startswith("-")}
        assert offered == declared, (command, offered ^ declared)


def values():
    """The program takes each value that is offered: what it refuses is the option that is none."""
    text = (FOLDER / "bash/flags").read_text(encoding="utf-8")
    sections = re.findall(r"^    (\w+)\)\n(.*?)\n        ;;$", text, re.MULTILINE | re.DOTALL)
    assert [command for command, _ in sections] == commands(), sections
    asked = 0
    for command, section in sections:
        for name, words in re.findall(r"^ {8}(?:-. \| )?(--[\w-]+)\) _flags_words '([^']*)'", section, re.MULTILINE):
            for value in words.split():
                said = says(PROGRAM, command, name, value, "--no-such-option")
                assert said.returncode == 2 and not said.stderr.startswith(f"flags: {name} {value}:"), said.stderr
                asked += 1
    assert asked > 60, asked
    refused = says(PROGRAM, "get", "--mode", "slow", "--no-such-option")
    assert refused.stderr.startswith("flags: --mode slow:"), refused.stderr


def fish_offers(line):
    script = "source $argv[1]; complete -C $argv[2]"
    said = says("fish", "--no-config", "-c", script, str(FOLDER / "fish/flags.fish"), line, env=PLAIN)
    assert not said.stderr, said.stderr
    return dict((*row.split("\t"), "")[:2] for row in said.stdout.splitlines())


def fish():
    need("fish")
    check(lambda line: set(fish_offers(line)), LINES)
    assert fish_offers("flags get C")["CN"] == "China"
    assert "sequential,concurrent" in fish_offers("flags bench --modes sequential,con")
    assert fish_offers("flags lab --profile ")["3g"].startswith("rtt "), "a profile has its conditions"
    for command in commands():
        offered = set(fish_offers(f"flags {command} --"))
        declared = {name.rpartition(",")[2] for name in options_of(command) if name.startswith("-")}
        assert offered == declared, (command, offered ^ declared)


# compadd is what offers words; the calls that only compute are left alone.
ZSHRC = r"""
fpath=($FOLDER $fpath)
unsetopt auto_list auto_menu # or it asks whether to show so many
autoload -Uz compinit && compinit -D -u
zstyle ':completion:*' insert-tab false
compadd() {
    local before=" ${(j: :)@[1,(i)(-|--)]}"
    if [[ $before != *' -'[OAD]* ]]; then
        local -a found
        builtin compadd -A found "$@"
        print -rl -- $found >>$OFFERED
    fi
    builtin compadd "$@"
}
leave() { exit }
zle -N leave
bindkey '^X' leave
"""


def zsh_offers(line):
    """Of a shell on a terminal, which is given the line, a tabulator, and a key that ends it."""
    with tempfile.TemporaryDirectory() as home:
        Path(home, ".zshrc").write_text(ZSHRC, encoding="utf-8")
        Path(home, "offered").touch()
        keyboard, terminal = pty.openpty()
        settings = {"PATH": os.environ["PATH"], "HOME": home, "ZDOTDIR": home, "TERM": "xterm", "LC_ALL": "C.UTF-8",
                    "FOLDER": str(FOLDER / "zsh"), "OFFERED": f"{home}/offered"}
        with subprocess.Popen(["zsh", "-i", "-o", "noglobalrcs"], stdin=terminal, stdout=terminal, stderr=terminal,
                              env=settings, start_new_session=True):
            os.close(terminal)
            os.write(keyboard, line.encode() + b"\t\x18")
            try:
                while os.read(keyboard, 4096):
                    pass
            except OSError: # the shell has ended
                pass
        os.close(keyboard)
        return set(Path(home, "offered").read_text(encoding="utf-8").split("\n"))


def zsh():
    need("zsh")
    check(zsh_offers, ["flags ", "flags get --mo", "flags lab --profile ", "flags bench --modes seq"])
    assert "'CN:China'" in (FOLDER / "zsh/_flags").read_text(encoding="utf-8")


{"options": options, "man": man, "mandoc": mandoc, "lexgrog": lexgrog, "bash": bash, "values": values, "fish": fish,
 "zsh": zsh}[sys.argv[1]]()
