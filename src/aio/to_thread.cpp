// Jobs on libuv's thread pool.
#include <flags/aio/loop.hpp>
#include <flags/aio/to_thread.hpp>
#include <flags/aio/uv/error.hpp>

namespace flags::aio::detail {

work_awaiter::~work_awaiter() {
    if (waiting()) {
        job_->awaiter_ = nullptr;
        // A job that has not started need not run at all; EBUSY means that it does, and then it ends by
        // itself.
        (void)uv_cancel(reinterpret_cast<uv_req_t*>(&job_->request_));
    }
}

void work_awaiter::submit() {
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
