// Jobs on libuv's thread pool.
#include <flags/aio/loop.hpp>
#include <flags/aio/to_thread.hpp>
#include <flags/aio/uv/error.hpp>
#include <flags/base/error.hpp>

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <cstdlib>
#include <latch>
#include <string>
#include <unistd.h>
#include <vector>

namespace flags::aio::detail {

namespace {

// uv_queue_work(3): what UV_THREADPOOL_SIZE says, 4 by default.
std::size_t pool_size() {
    // NOLINTNEXTLINE(concurrency-mt-unsafe): nothing here changes the environment
    const char* const wanted = std::getenv("UV_THREADPOOL_SIZE");
    if (wanted == nullptr) return 4;
    return static_cast<std::size_t>(std::clamp(std::atoi(wanted), 1, 1024));
}

// libuv (1.44.2, 1.50.0: init_threads) aborts the process when it cannot start its worker threads, which it does with the
// first job. So as many are started and ended before that. In a forked child its pool begins anew.
void try_threads() {
    static std::atomic<pid_t> tried_in = 0;
    if (tried_in == ::getpid()) return;
    std::latch end(1);
    std::vector<uv_thread_t> threads;
    threads.reserve(pool_size());
    int status = 0;
    while (threads.size() < pool_size()) {
        uv_thread_t fresh{};
        status = uv_thread_create(&fresh, [](void* until) { static_cast<std::latch*>(until)->wait(); }, &end);
        if (status != 0) break;
        threads.push_back(fresh);
    }
    end.count_down();
    for (auto& each : threads)
        uv_thread_join(&each);
    if (status != 0)
        throw_errno<machine_error>(-status, "cannot start " + std::to_string(pool_size()) + " threads",
                                   ": raise the limit of processes (ulimit -u) or of memory (ulimit -v)");
    tried_in = ::getpid();
}

} // namespace

work_awaiter::~work_awaiter() {
    if (waiting()) {
        job_->awaiter_ = nullptr;
        // A job that has not started need not run at all; EBUSY means that it does, and then it ends by
        // itself.
        (void)uv_cancel(reinterpret_cast<uv_req_t*>(&job_->request_));
    }
}

void work_awaiter::submit() {
    try_threads();
    job_->awaiter_ = this;
    // libuv's share of the ownership: the request holds the job until its completion callback.
    auto held = std::make_unique<std::shared_ptr<work>>(job_);
    job_->request_.data = held.get();
    uv::check("uv_queue_work", uv_queue_work(
                                   loop::current().raw(), &job_->request_,
                                   [](uv_work_t* request) {
                                       (*static_cast<std::shared_ptr<work>*>(request->data))->execute();
                                   },
                                   [](uv_work_t* request, int /*status*/) {
                                       const std::unique_ptr<std::shared_ptr<work>> job(
                                           static_cast<std::shared_ptr<work>*>(request->data));
                                       if (auto* awaiter = (*job)->awaiter_; awaiter != nullptr)
                                           awaiter->wake();
                                   }));
    (void)held.release();
}

bool work_awaiter::on_stop() noexcept {
    if (uv_cancel(reinterpret_cast<uv_req_t*>(&job_->request_)) != 0) return false;
    job_->awaiter_ = nullptr;
    return true;
}

} // namespace flags::aio::detail
