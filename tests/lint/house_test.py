#!/usr/bin/env python3
"""Each rule of house.py finds what it forbids and lets pass what it allows."""
import json
import tempfile
import unittest
from pathlib import Path

import house

SOUND = {
    "src/coro/task.cpp": "// Tasks.\n#include <flags/base/error.hpp>\n#include <flags/coro/task.hpp>\n",
    "include/flags/base/error.hpp": "// Errors.\n#include <string>\n",
    "include/flags/coro/task.hpp": "// Tasks.\n#include <flags/base/error.hpp>\n",
    "include/flags/coro/detail/list.hpp": "// A list.\n",
    "src/coro/parts.hpp": "// Parts.\n#include <flags/coro/detail/list.hpp>\n",
    "src/cli/options.cpp": '// Options.\nauto option = "-t,--timeout";\n',
    "tests/coro/task_test.cpp": "// Tasks.\n#include <flags/base/error.hpp>\n#include <flags/coro/task.hpp>\n#include \"coro/parts.hpp\"\n",
}


class Rules(unittest.TestCase):
    def breaches(self, **changed):
        with tempfile.TemporaryDirectory() as folder:
            for name, text in {**SOUND, **changed.get("files", {})}.items():
                path = Path(folder, name)
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text)
            known = [{"file": str(Path(folder, name))} for name in SOUND if name.endswith(".cpp")]
            Path(folder, "compile_commands.json").write_text(json.dumps(known))
            return list(house.breaches(Path(folder), Path(folder)))

    def finds(self, name, text, sentence):
        found = self.breaches(files={name: text})
        self.assertEqual(len(found), 1, found)
        self.assertTrue(found[0].startswith(name), found)
        self.assertIn(sentence, found[0])

    def test_a_sound_tree_has_no_breach(self):
        self.assertEqual(self.breaches(), [])

    def test_a_private_include_in_a_public_header_is_found(self):
        self.finds("include/flags/coro/task.hpp", '// Tasks.\n#include "coro/task.hpp"\n', "includes only installed headers")

    def test_a_long_file_without_a_reason_is_found(self):
        self.finds("src/coro/task.cpp", "// Tasks.\n" + "\n" * 300, "has 301 lines")

    def test_a_long_file_with_a_reason_passes(self):
        text = "// Tasks.\n// Long because the table is one.\n" + "\n" * 300
        self.assertEqual(self.breaches(files={"src/coro/task.cpp": text}), [])

    def test_a_file_without_an_opening_comment_is_found(self):
        self.finds("src/coro/task.cpp", "#include <string>\n", "does not begin with a comment")

    def test_a_path_that_is_not_there_is_found(self):
        self.finds("README.md", "Open `src/coro/gone.cpp`, then `src/coro/task.cpp`.\n", "names src/coro/gone.cpp")
        self.finds("src/README.md", "[tasks](coro/task.cpp), [lost](coro/lost.cpp)\n", "names coro/lost.cpp")

    def test_a_source_that_cmake_does_not_know_is_found(self):
        self.finds("tests/coro/my_task_test.cpp", "// Never run.\n", "is in no CMakeLists.txt")

    def test_a_source_that_is_chosen_by_a_version_passes(self):
        chosen = {"src/coro/old.cpp": "// For old libraries.\n", "src/coro/CMakeLists.txt": "set(file old.cpp)\n"}
        self.assertEqual(self.breaches(files=chosen), [])

    def test_a_public_header_without_a_test_is_found(self):
        self.finds("include/flags/coro/event.hpp", "// Events.\n", "no test includes it")

    def test_what_is_linux_alone_is_found_outside_its_rooms(self):
        for line in ("#include <linux/fs.h>", "#include <sys/eventfd.h>", 'auto f = "/proc/self/exe";', "memfd_create(name, 0);"):
            self.finds("src/coro/task.cpp", f"// Tasks.\n{line}\n", "which is Linux's alone")
            self.assertEqual(self.breaches(files={"src/base/parts.hpp": f"// Parts.\n{line}\n"}), [])

    def test_a_case_whose_name_ctest_would_split_is_found(self):
        text = '// Tasks.\nTEST_CASE("one; two") {}\nTEST_CASE("three") {}\n'
        self.finds("tests/coro/task_test.cpp", SOUND["tests/coro/task_test.cpp"] + text, "'one; two' has a semicolon")

    def test_a_capturing_coroutine_that_nobody_keeps_is_found(self):
        lambdas = ("const auto work = [&x]() -> task<> { co_await x; };\nrun(work());\n",
                   "const auto work = [&](scope&) -> coro::task<> { co_await x; };\nwith_scope(work);\nrun(work(y));\n",
                   "run([x](std::function<void()> f) -> coro::async_generator<int> { co_yield x; }(f));\n")
        for text in lambdas:
            self.finds("tests/coro/task_test.cpp", SOUND["tests/coro/task_test.cpp"] + text, "captures")

    def test_a_capturing_coroutine_that_is_kept_passes(self):
        lambdas = ("const auto work = [&x](scope&) -> task<> { co_await x; };\nrun(with_scope(work));\n",
                   "run(coro::with_scope([&](scope&) -> task<> { co_await x; }));\n",
                   "const auto work = [&](file&) -> task<> { co_await x; };\nrun(coro::with(file, work));\n",
                   "const auto make = [&x] () -> task<> { return x.read(); };\nrun(make());\n",
                   "const auto work = [](int& x) -> task<> { co_await x; };\nrun(work(x));\n")
        for text in lambdas:
            self.assertEqual(self.breaches(files={"tests/coro/task_test.cpp": SOUND["tests/coro/task_test.cpp"] + text}), [])

    def test_a_loop_over_a_part_of_a_temporary_is_found(self):
        for part in ("read().items", "read(file(1), {2}).items()", "catalog::countries().codes()", "at(1).make<int>().items",
                     "(co_await read()).items", "(co_await coro::gather(std::move(jobs))).front()", "settings{.a = 1}.items",
                     "*find(x)", "*io::find(x)", "shape\n    .parts()\n    .items()"):
            for start in ("const auto& each", "auto [a, b]", "const std::pair<int, int>& each", "int i = 0; auto each"):
                self.finds("src/coro/task.cpp", f"// Tasks.\nfor ({start} : {part}) use(each);\n", "a part of a temporary")

    def test_a_loop_over_a_whole_temporary_or_a_part_of_what_has_a_name_passes(self):
        for whole in ("read()", "one.two.three", "document.at(1).items()", "one->parts()", "std::span(all).first(2)", "*found",
                      "co_await coro::gather(std::move(jobs))", "{std::pair(1, 2), std::pair(3, four().five)}", "names_in(home.path())", "{read().name, (a() / b).name()}",
                      "std::views::split(text.substr(1).data, ':')", "all.front().items", "*one.two", 'quoted("a().b")'):
            text = f"// Tasks.\nfor (const auto& each : {whole}) use(each);\nfor (int i = x() ? a().b : 0; i < f().g; ++i) use(i);\n"
            self.assertEqual(self.breaches(files={"src/coro/task.cpp": text}), [], whole)

    def test_an_option_of_the_program_in_a_sentence_of_the_library_is_found(self):
        self.finds("src/coro/task.cpp", '// Tasks.\nauto words = "try a longer --timeout";\n', "names --timeout")

    def test_options_of_other_programs_and_in_comments_pass(self):
        text = '// Tasks.\n// Like "--timeout".\nauto words = "apt-get install --reinstall coro";\n'
        self.assertEqual(self.breaches(files={"src/coro/task.cpp": text}), [])

    def test_what_prints_a_strangers_text_is_found(self):
        for call in ('std::fprintf(stderr, "%s", name);', "std::fputs(name.c_str(), stderr);", "std::cout << name;", "puts(name);",
                     "::write(STDERR_FILENO, name.data(), name.size());", "fmt::print(name);", "std::perror(name.c_str());",
                     "auto sink = std::make_shared<spdlog::sinks::stderr_sink_st>();"):
            self.finds("src/coro/task.cpp", f"// Tasks.\n{call}\n", "prints by")
        self.finds("src/coro/task.cpp", "// Tasks.\nout.write_exactly(name);\n", "writes exactly")

    def test_own_words_and_what_takes_controls_away_pass(self):
        for call in ('std::fprintf(stderr, "%s", without_controls(name).c_str());', 'std::fputs("no room\\n", stderr);',
                     'std::perror("close");', "std::snprintf(text, 9, name);", "out.write(name);", "file.print(name);", "fwrite_all(name);"):
            self.assertEqual(self.breaches(files={"src/coro/task.cpp": f"// Tasks.\n{call}\n"}), [], call)
        self.assertEqual(self.breaches(files={"src/cli/message_sink.cpp": "// Messages.\nstd::fwrite(line, 1, 2, stderr);\n"})[1:], [])


if __name__ == "__main__":
    unittest.main()
