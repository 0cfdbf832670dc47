// A journal, written and read: its entries, what is refused, and that no byte in it can do harm.
// Long because one table holds every way in which a line can be damaged.
#include "fetch/downloads.hpp"

#include <flags/base/random.hpp>
#include <flags/fetch/journal.hpp>

#include <doctest/doctest.h>
#include <spdlog/fmt/fmt.h>

#include <algorithm>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <sys/resource.h>
#include <sys/stat.h>
#include <thread>
#include <vector>

using namespace flags;
using namespace flags::test;
using fetch::journal;
using fetch::outcome;
using fetch::outcome_kind;
using fetch::read_journal;
using fetch::saved_copy;

namespace {

const std::string hash(64, 'a');

struct journal_file {
    temp_dir folder;
    std::filesystem::path path = folder.path() / "flags.jsonl";

    void write(std::string_view text) const { std::ofstream(path, std::ios::binary) << text; }
    [[nodiscard]] std::string text() const { return bytes_of(path); }
};

// setrlimit(2): a write up to the limit is short, one beyond it fails with EFBIG if its signal is ignored.
class file_size_limit {
public:
    explicit file_size_limit(rlim_t size) : handler_(std::signal(SIGXFSZ, SIG_IGN)) {
        REQUIRE(::getrlimit(RLIMIT_FSIZE, &before_) == 0);
        const rlimit limited{.rlim_cur = size, .rlim_max = before_.rlim_max};
        REQUIRE(::setrlimit(RLIMIT_FSIZE, &limited) == 0);
    }
    file_size_limit(const file_size_limit&) = delete;
    file_size_limit& operator=(const file_size_limit&) = delete;
    ~file_size_limit() {
        ::setrlimit(RLIMIT_FSIZE, &before_);
        std::signal(SIGXFSZ, handler_);
    }

private:
    rlimit before_{};
    void (*handler_)(int);
};

outcome outcome_of(const std::string& label, outcome_kind kind) {
    outcome result;
    result.job = {.label = label, .url = "http://127.0.0.1:1/" + label, .file_name = label + ".png"};
    result.kind = kind;
    result.last.begun = true;
    if (kind == outcome_kind::ok) {
        result.last.status = 200;
        result.last.bytes = 7;
        result.copy =
            saved_copy{.size = 7, .sha256 = hash, .validators = {.etag = "\"e\"", .last_modified = "then"}};
    } else {
        result.last.cause = "timeout";
        result.last.message = "nothing \"came\"\n";
    }
    return result;
}

std::string url_of(const std::string& label) { return "http://127.0.0.1:1/" + label; }

std::string good_line(const std::string& label) {
    return fmt::format(R"({{"journal":1,"code":"{0}","url":"http://127.0.0.1:1/{0}","target":"{0}.png",)"
                       R"("outcome":"failed"}})",
                       label);
}

std::string with(std::string line, std::string_view member, std::string_view value) {
    const auto begin = line.find(fmt::format("\"{}\":", member)) + member.size() + 3;
    return line.replace(begin, line.find_first_of(",}", begin) - begin, value);
}

} // namespace

TEST_CASE("a written entry is read again") {
    const journal_file file;
    const journal log(file.path);
    log.write(outcome_of("BR", outcome_kind::ok));
    log.write(outcome_of("CN", outcome_kind::failed));
    log.write(outcome_of("XX", outcome_kind::not_found));
    log.write(outcome_of("FR", outcome_kind::cancelled));
    const auto read = read_journal(file.path);
    CHECK(read.damaged == 0);
    CHECK(read.first_damaged == 0);
    REQUIRE(read.files.size() == 4);
    const auto& saved = read.files.at(url_of("BR"));
    CHECK(saved.label == "BR");
    CHECK(saved.target == "BR.png");
    CHECK(saved.line == 1);
    CHECK(saved.last == outcome_kind::ok);
    CHECK(saved.copy == outcome_of("BR", outcome_kind::ok).copy);
    CHECK(read.files.at(url_of("CN")).last == outcome_kind::failed);
    CHECK_FALSE(read.files.at(url_of("CN")).copy);
    CHECK(read.files.at(url_of("XX")).last == outcome_kind::not_found);
    CHECK(read.files.at(url_of("FR")).last == outcome_kind::cancelled);
    CHECK(log.lost().lines == 0);
}

TEST_CASE("a line has exactly these members, and is one line whatever its values") {
    const journal_file file;
    const journal log(file.path);
    log.write(outcome_of("BR", outcome_kind::ok));
    log.write(outcome_of("C\xff", outcome_kind::failed));
    std::string text = file.text();
    const auto cut_time = [&text](std::size_t from) {
        const auto begin = text.find(R"("time":")", from) + 8;
        CHECK(text.substr(begin + 10, 1) == "T");
        text.replace(begin, text.find('"', begin) - begin, "now");
    };
    cut_time(0);
    cut_time(text.find('\n'));
    CHECK(
        text ==
        R"({"journal":1,"time":"now","code":"BR","url":"http://127.0.0.1:1/BR","target":"BR.png","attempt":1,)"
        R"("outcome":"ok","status":200,"bytes":7,"size":7,"sha256":")" +
            hash +
            R"(","etag":"\"e\"","last_modified":"then","cause":null,"message":null})"
            "\n"
            R"({"journal":1,"time":"now","code":"C)"
            "\xef\xbf\xbd"
            R"(","url":"http://127.0.0.1:1/C)"
            "\xef\xbf\xbd"
            R"(","target":"C)"
            "\xef\xbf\xbd"
            R"(.png","attempt":1,"outcome":"failed","status":null,"bytes":0,"size":null,"sha256":null,"etag":null,)"
            R"("last_modified":null,"cause":"timeout","message":"nothing \"came\"\n"})"
            "\n");
}

TEST_CASE("the last attempt counts, and a known copy is kept while the file's name stays") {
    const journal_file file;
    const journal log(file.path);
    log.write(outcome_of("BR", outcome_kind::ok));
    log.write(outcome_of("BR", outcome_kind::failed));
    CHECK(read_journal(file.path).files.at(url_of("BR")).last == outcome_kind::failed);
    CHECK(read_journal(file.path).files.at(url_of("BR")).copy);
    auto nameless = outcome_of("BR", outcome_kind::failed);
    nameless.job.named_by = std::make_shared<fetch::naming>();
    log.write(nameless);
    CHECK(read_journal(file.path).files.at(url_of("BR")).target == "BR.png");
    CHECK(read_journal(file.path).files.at(url_of("BR")).copy);
    CHECK(read_journal(file.path).files.at(url_of("BR")).line == 3);
    auto renamed = outcome_of("BR", outcome_kind::failed);
    renamed.job.file_name = "Brazil.png";
    log.write(renamed);
    CHECK(read_journal(file.path).files.at(url_of("BR")).target == "Brazil.png");
    CHECK_FALSE(read_journal(file.path).files.at(url_of("BR")).copy);
    nameless.job.url = url_of("XX");
    log.write(nameless);
    CHECK(read_journal(file.path).files.at(url_of("XX")).target.empty());
    CHECK(read_journal(file.path).damaged == 0);
}

TEST_CASE("an ok line without a hash cannot be checked, so it is damaged") {
    const journal_file file;
    auto result = outcome_of("BR", outcome_kind::ok);
    result.copy.reset();
    journal(file.path).write(result);
    CHECK(read_journal(file.path).damaged == 1);
}

TEST_CASE("damaged lines are skipped and counted, and the lines around them are read") {
    const std::string line = good_line("CN");
    const std::string ok = with(line, "outcome", R"("ok","size":7,"sha256":")" + hash + "\"");
    const std::vector<std::string> table = {
        "garbage",
        "{",
        "[]",
        "null",
        R"("text")",
        std::string("\0\0\0", 3),
        "\xff\xfe",
        line.substr(0, line.size() - 1),
        line + "x",
        line + line,
        with(line, "journal", "2"),
        with(line, "journal", "\"1\""),
        with(line, "code", "null"),
        with(line, "code", "7"),
        with(line, "code", "\"\""),
        with(line, "code", R"("C\u001b[2J")"),
        with(line, "code", R"("C\u009b2J")"),
        with(line, "code", R"("C\nN")"),
        with(line, "code", "\"" + std::string(256, 'x') + "\""),
        with(line, "url", "[]"),
        with(line, "url", "\"\""),
        with(line, "url", R"("http://127.0.0.1/\r\nX: y")"),
        with(line, "url", "\"http://h/" + std::string(8'000, 'x') + "\""),
        with(line, "target", "{}"),
        with(ok, "target", "\"\""),
        with(ok, "target", "null"),
        with(line, "target", "\"..\""),
        with(line, "target", "\"../CN.png\""),
        with(line, "target", "\"-CN.png\""),
        with(line, "target", "\"/etc/passwd\""),
        with(line, "target", "\".bashrc\""),
        with(line, "target", R"("CN.png\u0000.gif")"),
        with(line, "target", "\"" + std::string(256, 'x') + "\""),
        with(line, "outcome", "\"done\""),
        with(line, "outcome", "true"),
        with(line, "outcome", "null"),
        with(ok, "size", "-1"),
        with(ok, "size", "7.5"),
        with(ok, "size", "\"7\""),
        with(ok, "size", "null"),
        with(ok, "sha256", "null"),
        with(ok, "sha256", "\"" + std::string(63, 'a') + "\""),
        with(ok, "sha256", "\"" + std::string(64, 'A') + "\""),
        with(ok, "sha256", R"("x","etag":7)"),
        with(ok, "sha256", "\"" + hash + R"(","etag":7)"),
        with(ok, "sha256", "\"" + hash + R"(","etag":"\"a\"\r\nX: y")"),
        with(ok, "sha256", "\"" + hash + R"(","last_modified":"\u0001")"),
        std::string(std::size_t{70} << 10U, 'x'),
        std::string(200'000, '['),
        with(line, "code", R"("CN","x":")" + std::string(std::size_t{64} << 10U, 'x') + "\""),
    };
    for (const auto& damaged : table) {
        CAPTURE(damaged.substr(0, 300));
        const journal_file file;
        file.write(good_line("BR") + "\n\n" + damaged + "\n" + good_line("FR"));
        const auto read = read_journal(file.path);
        CHECK(read.damaged == 1);
        CHECK(read.first_damaged == 3);
        CHECK(read.files.size() == 2);
        CHECK(read.files.contains(url_of("BR")));
        CHECK(read.files.contains(url_of("FR")));
    }
    const journal_file file;
    file.write(line + "\n" + ok + "\n" + with(line, "code", "\"S\xc3\xa3o Tom\xc3\xa9\"") + "\n");
    CHECK(read_journal(file.path).damaged == 0);
}

TEST_CASE("any prefix of a journal can be read, and gives the entries of its whole lines") {
    const journal_file whole;
    const journal log(whole.path);
    for (const auto* const label : {"BR", "CN", "FR"})
        log.write(outcome_of(label, label[0] == 'C' ? outcome_kind::failed : outcome_kind::ok));
    const std::string text = whole.text();
    const journal_file part;
    for (std::size_t size = 0; size <= text.size(); ++size) {
        CAPTURE(size);
        part.write(text.substr(0, size));
        const auto read = read_journal(part.path);
        const auto lines = static_cast<std::size_t>(
            std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(size), '\n'));
        const bool at_end = size == text.size() || text[size] == '\n' || size == 0 || text[size - 1] == '\n';
        CHECK(read.damaged == (at_end ? 0 : 1));
        CHECK(read.files.size() == lines + (size < text.size() && text[size] == '\n' ? 1 : 0));
    }
}

TEST_CASE("a journal with any byte changed is read without harm") {
    const journal_file whole;
    const journal log(whole.path);
    for (const auto* const label : {"BR", "CN", "FR", "US"}) // at most three are hit
        log.write(outcome_of(label, outcome_kind::ok));
    const std::string text = whole.text();
    const journal_file changed;
    splitmix64 random(7);
    for (int round = 0; round < 2'000; ++round) {
        std::string bytes = text;
        for (auto changes = 1 + random() % 3; changes > 0; --changes)
            bytes[random() % bytes.size()] = static_cast<char>(random());
        changed.write(bytes);
        const auto read = read_journal(changed.path);
        for (const auto& [url, file] : read.files) {
            CHECK(fetch::is_path_below(file.target));
            CHECK((file.last != outcome_kind::ok || file.copy.has_value()));
        }
    }
}

TEST_CASE("the next writer ends a line that a killed run has cut, and leaves a whole one as it is") {
    const journal_file file;
    file.write(good_line("BR") + "\n" + good_line("CN").substr(0, 40));
    journal(file.path).write(outcome_of("FR", outcome_kind::ok));
    auto read = read_journal(file.path);
    CHECK(read.damaged == 1);
    CHECK(read.first_damaged == 2);
    CHECK(read.files.size() == 2);
    const std::string before = file.text();
    journal(file.path).write(outcome_of("US", outcome_kind::ok));
    CHECK(file.text().starts_with(before + "{"));
}

TEST_CASE("a journal without a new line stays as it was") {
    const journal_file file;
    file.write("{\"journal\":1,");
    static_cast<void>(journal(file.path));
    CHECK(file.text() == "{\"journal\":1,");
}

TEST_CASE("lines that do not fit are counted, and the next one that does is whole") {
    const journal_file file;
    const journal log(file.path);
    log.write(outcome_of("BR", outcome_kind::ok));
    const auto size = std::filesystem::file_size(file.path);
    CHECK(log.lost().lines == 0);
    {
        const file_size_limit limit(size + size / 2); // what stands for a full disk
        log.write(outcome_of("CN", outcome_kind::ok));
        log.write(outcome_of("FR", outcome_kind::ok));
    }
    log.write(outcome_of("US", outcome_kind::ok));
    const auto lost = log.lost();
    CHECK(lost.lines == 2);
    REQUIRE(lost.first_failure);
    CHECK(std::string(lost.first_failure->what()).contains(file.path.string()));
    CHECK(lost.first_failure->code() == std::errc::no_space_on_device);
    const auto read = read_journal(file.path);
    CHECK(read.damaged == 1);
    CHECK(read.files.size() == 2);
    CHECK(read.files.contains(url_of("US")));
}

TEST_CASE("lines of several threads and writers do not mix") {
    const journal_file file;
    const journal one(file.path);
    const journal other(file.path);
    {
        std::vector<std::jthread> threads;
        for (int thread = 0; thread < 4; ++thread)
            threads.emplace_back([&, thread] {
                for (int number = 0; number < 100; ++number)
                    (thread % 2 == 0 ? one : other)
                        .write(outcome_of(fmt::format("{}-{}", thread, number), outcome_kind::ok));
            });
    }
    const auto read = read_journal(file.path);
    CHECK(read.damaged == 0);
    CHECK(read.files.size() == 400);
}

TEST_CASE("a file that is not a journal is refused, and not written to") {
    const journal_file file;
    for (const auto* const text : {"# flags\n", "GIF89a", "\n\n{}\n", "[1]"}) {
        file.write(text);
        CHECK_THROWS_AS(static_cast<void>(read_journal(file.path)), usage_error);
        CHECK(file.text() == text);
    }
    file.write("garbage\n" + good_line("BR"));
    CHECK(read_journal(file.path).files.size() == 1);
}

TEST_CASE("a missing journal is empty, and is made by writing") {
    const journal_file file;
    CHECK(read_journal(file.path).files.empty());
    CHECK_FALSE(std::filesystem::exists(file.path));
    const journal log(file.path);
    CHECK(std::filesystem::file_size(file.path) == 0);
}

TEST_CASE(
    "a journal that is not a regular file is refused at once, and one that cannot be made is an error") {
    const journal_file file;
    const auto pipe = file.folder.path() / "pipe";
    REQUIRE(::mkfifo(pipe.c_str(), 0600) == 0);
    for (const std::filesystem::path& odd : {pipe, std::filesystem::path("/dev/full")}) {
        CHECK_THROWS_AS(journal{odd}, usage_error);
        CHECK_THROWS_AS(static_cast<void>(read_journal(odd)), usage_error);
    }
    CHECK_THROWS_AS(journal{file.folder.path()}, storage_error);
    CHECK_THROWS_AS(static_cast<void>(read_journal(file.folder.path())), usage_error);
    CHECK_THROWS_AS(journal{file.folder.path() / "no/such/flags.jsonl"}, storage_error);
}

TEST_CASE("a journal that names too many URLs is refused before it fills the memory") {
    const journal_file file;
    std::string text;
    for (int number = 0; number <= 100'000; ++number)
        text += good_line(std::to_string(number)) + "\n";
    file.write(text);
    CHECK_THROWS_AS(static_cast<void>(read_journal(file.path)), usage_error);
    file.write(text.substr(0, text.rfind('\n', text.size() - 2)));
    CHECK(read_journal(file.path).files.size() == 100'000);
}

TEST_CASE("the URLs of a server inside the process are written without its port") {
    const std::string own = "http://127.0.0.1:45678";
    CHECK(fetch::to_journal_url(own + "/flags/br/br.png", own) == "embedded:/flags/br/br.png");
    CHECK(fetch::to_journal_url(own + "9/flags", own) == own + "9/flags");
    CHECK(fetch::to_journal_url("http://example.org/x", own) == "http://example.org/x");
    CHECK(fetch::to_journal_url(own + "/x", "") == own + "/x");
    CHECK(fetch::is_embedded_url("embedded:/x"));
    CHECK_FALSE(fetch::is_embedded_url(own + "/x"));
    CHECK_FALSE(fetch::is_embedded_url("embedded:1/x")); // the port would go on
    CHECK(fetch::from_journal_url("embedded:/x", "http://h:1") == "http://h:1/x");
    CHECK(fetch::from_journal_url("http://example.org/x", own) == "http://example.org/x");

    const journal_file file;
    journal(file.path, "http://127.0.0.1:1").write(outcome_of("BR", outcome_kind::ok));
    CHECK(read_journal(file.path).files.contains("embedded:/BR"));
}
