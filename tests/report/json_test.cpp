// The JSON report: its exact form, and that no byte from outside can break it.
#include "report/json.hpp"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include <chrono>
#include <string>
#include <vector>

using namespace std::chrono_literals;
using namespace flags;
using fetch::outcome;
using fetch::outcome_kind;
using nlohmann::json;

namespace {

// 2022-04-01 12:00:00.007 UTC
constexpr std::chrono::system_clock::time_point noon{1'648'814'400'007ms};

report::run_facts facts() {
    report::run_facts run;
    run.started = noon;
    run.elapsed = 250ms;
    run.server = "http://127.0.0.1:8000/flags";
    run.mode = "concurrent";
    run.max_requests = 4;
    run.extension = "png";
    run.output_dir = "flags_out";
    return run;
}

outcome saved() {
    outcome end;
    end.job = {.label = "BR", .url = "http://127.0.0.1:8000/flags/br/br.png", .file_name = "BR.png"};
    end.kind = outcome_kind::ok;
    end.last.begun = true;
    end.last.status = 200;
    end.last.bytes = 1234;
    end.last.phases = {.blocked = 1us,
                       .dns = 2us,
                       .connect = 30us,
                       .ssl = 4us,
                       .send = 50us,
                       .wait = 6'500us,
                       .receive = 7ms,
                       .redirect = 0us,
                       .total = 1'013'583us};
    end.last.started = noon + 1s;
    end.last.http_version = 11;
    end.last.reused_connection = true;
    end.last.remote_ip = "127.0.0.1";
    end.last.local_port = 40'000;
    return end;
}

outcome timed_out() {
    outcome end;
    end.job = {.label = "CN", .url = "http://127.0.0.1:8000/flags/cn/cn.png", .file_name = "CN.png"};
    end.kind = outcome_kind::failed;
    end.last.begun = true;
    end.last.started = noon + 2s;
    end.last.cause = "timeout";
    end.last.message = end.job.url + ": time-out";
    return end;
}

json parsed(const report::run_facts& run, const std::vector<outcome>& ends) {
    return json::parse(report::to_json(run, ends));
}

} // namespace

TEST_CASE("the report has exactly this form") {
    auto run = facts();
    run.client.user_agent = "flags/1";
    const std::vector<outcome> ends = {saved(), timed_out()};
    CHECK(report::to_json(run, ends) == R"({
  "schema": 1,
  "program": "flags/1",
  "started": "2022-04-01T12:00:00.007Z",
  "started_ms": 1648814400007.0,
  "elapsed_s": 0.25,
  "options": {
    "server": "http://127.0.0.1:8000/flags",
    "mode": "concurrent",
    "max_requests": 4,
    "extension": "png",
    "output_dir": "flags_out",
    "timeout_s": 6.1,
    "max_time_s": null,
    "max_size_bytes": 16777216,
    "http2": false,
    "insecure": false,
    "retries": 2,
    "max_retry_wait_s": 30.0
  },
  "counts": {
    "ok": 1,
    "not_found": 0,
    "failed": 1,
    "cancelled": 0
  },
  "flags": [
    {
      "code": "BR",
      "url": "http://127.0.0.1:8000/flags/br/br.png",
      "target": "BR.png",
      "outcome": "ok",
      "attempts": 1,
      "unchanged": false,
      "resumed": false,
      "status": 200,
      "bytes": 1234,
      "started": "2022-04-01T12:00:01.007Z",
      "start_ms": 1000.0,
      "timings_ms": {
        "blocked": 0.001,
        "dns": 0.002,
        "connect": 0.03,
        "ssl": 0.004,
        "send": 0.05,
        "wait": 6.5,
        "receive": 7.0,
        "redirect": 0.0,
        "total": 1013.583
      },
      "http_version": "1.1",
      "reused_connection": true,
      "remote_ip": "127.0.0.1",
      "local_port": 40000,
      "cause": null,
      "retried": []
    },
    {
      "code": "CN",
      "url": "http://127.0.0.1:8000/flags/cn/cn.png",
      "target": "CN.png",
      "outcome": "failed",
      "attempts": 1,
      "unchanged": false,
      "resumed": false,
      "status": null,
      "bytes": 0,
      "started": "2022-04-01T12:00:02.007Z",
      "start_ms": 2000.0,
      "timings_ms": {
        "blocked": 0.0,
        "dns": 0.0,
        "connect": 0.0,
        "ssl": 0.0,
        "send": 0.0,
        "wait": 0.0,
        "receive": 0.0,
        "redirect": 0.0,
        "total": 0.0
      },
      "http_version": null,
      "reused_connection": null,
      "remote_ip": null,
      "local_port": null,
      "cause": {
        "kind": "timeout",
        "message": "http://127.0.0.1:8000/flags/cn/cn.png: time-out"
      },
      "retried": []
    }
  ],
  "windows": []
}
)");
}

TEST_CASE("records keep the order of the outcomes, and every kind is counted") {
    std::vector<outcome> ends = {timed_out(), saved(), saved(), saved(), timed_out(), timed_out()};
    ends[4].kind = outcome_kind::not_found;
    ends[5].kind = outcome_kind::cancelled;
    const json report = parsed(facts(), ends);
    CHECK(report["counts"] == json({{"ok", 3}, {"not_found", 1}, {"failed", 1}, {"cancelled", 1}}));
    std::string words;
    for (const auto& record : report["flags"])
        words += record["outcome"].get<std::string>() + " ";
    CHECK(words == "failed ok ok ok not_found cancelled ");
}

TEST_CASE("without flags the list is empty") { CHECK(parsed(facts(), {})["flags"] == json::array()); }

TEST_CASE("options that were given are in the report") {
    auto run = facts();
    run.client.stall_timeout = 200ms;
    run.client.max_time = 1'500ms;
    run.client.max_body_bytes = 1;
    run.client.http2 = true;
    run.client.insecure = true;
    const json options = parsed(run, {})["options"];
    CHECK(options["timeout_s"] == 0.2);
    CHECK(options["max_time_s"] == 1.5);
    CHECK(options["max_size_bytes"] == 1);
    CHECK(options["http2"] == true);
    CHECK(options["insecure"] == true);
}

TEST_CASE("versions of HTTP have their usual names") {
    auto end = saved();
    for (const auto& [number, name] : {std::pair(10, "1.0"), std::pair(11, "1.1"), std::pair(20, "2.0")}) {
        end.last.http_version = number;
        CHECK(parsed(facts(), {end})["flags"][0]["http_version"] == name);
    }
}

TEST_CASE("quotes, control characters and backslashes are read back unchanged") {
    auto end = timed_out();
    std::string nasty = "\"}],\\ \n\r\t\b\x1b[2J";
    for (char c = 1; c < 32; ++c)
        nasty += c;
    nasty += std::string("\0\x7f</script>", 11);
    end.last.message = nasty;
    end.job.url = nasty;
    CHECK(parsed(facts(), {end})["flags"][0]["cause"]["message"] == nasty);
    CHECK(parsed(facts(), {end})["flags"][0]["url"] == nasty);
}

TEST_CASE("bytes that are not UTF-8 are replaced, and the rest of the text stays") {
    struct row {
        const char* bytes;
        const char* text;
    };
    const row table[] = {
        {"a\xff"
         "b",
         "a\uFFFDb"},
        {"caf\xe9", "caf\uFFFD"},
        {"cut \xe2\x82", "cut \uFFFD"},
        {"\xc3\xa9", "é"},
    };
    for (const auto& [bytes, text] : table) {
        auto end = saved();
        end.job.label = bytes;
        end.job.url = bytes;
        end.job.file_name = bytes;
        end.last.remote_ip = bytes;
        const json record = parsed(facts(), {end})["flags"][0];
        for (const auto* const field : {"code", "url", "target", "remote_ip"})
            CHECK(record[field] == text);
    }
    auto run = facts();
    run.server = run.output_dir = run.extension = run.mode = run.client.user_agent = "\xff";
    CHECK(parsed(run, {})["options"]["output_dir"] == "\uFFFD");
}

TEST_CASE("overlong and surrogate UTF-8 is replaced, and the result is JSON") {
    for (const auto* const bytes : {"\xc0\xaf", "\xed\xa0\x80", "\xf4\x90\x80\x80", "\xf8\x88\x80\x80\x80"}) {
        auto end = timed_out();
        end.last.message = bytes;
        const auto message = parsed(facts(), {end})["flags"][0]["cause"]["message"].get<std::string>();
        CHECK(message.starts_with("\uFFFD"));
    }
}

TEST_CASE("a flag that was there already has the reason why it was not downloaded") {
    auto unchanged = saved();
    unchanged.last.status = 304;
    auto resumed = saved();
    resumed.job.skip_if_there = true;
    resumed.last.begun = false;
    resumed.last.status = 0;
    const json records = parsed(facts(), {unchanged, resumed})["flags"];
    CHECK(records[0]["unchanged"] == true);
    CHECK(records[0]["resumed"] == false);
    CHECK(records[1]["unchanged"] == false);
    CHECK(records[1]["resumed"] == true);
}

TEST_CASE("each attempt that was followed by a retry has its record") {
    auto end = saved();
    fetch::attempt refused;
    refused.status = 503;
    refused.bytes = 9;
    refused.started = noon;
    refused.http_version = 11;
    refused.remote_ip = "127.0.0.1";
    refused.cause = "http_status";
    refused.message = "status 503";
    fetch::attempt broken;
    broken.started = noon + 500ms;
    broken.cause = "reset";
    broken.message = "the connection broke";
    end.earlier = {refused, broken};
    const json record = parsed(facts(), {end})["flags"][0];
    CHECK(record["attempts"] == 3);
    CHECK(record["status"] == 200);
    REQUIRE(record["retried"].size() == 2);
    CHECK(record["retried"][0]["status"] == 503);
    CHECK(record["retried"][0]["cause"]["kind"] == "http_status");
    CHECK(record["retried"][1]["status"].is_null());
    CHECK(record["retried"][1]["cause"]["message"] == "the connection broke");
    CHECK(record["retried"][1]["started"] == "2022-04-01T12:00:00.507Z");
}
