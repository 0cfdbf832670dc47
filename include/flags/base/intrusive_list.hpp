// A doubly linked list whose links live in its elements, so that an element leaves it in its own destructor.
#pragma once

namespace flags {

/// Base of an element. Not movable: the list points to it. The destructor unlinks.
class list_hook {
public:
    list_hook() noexcept = default;
    list_hook(const list_hook&) = delete;
    list_hook& operator=(const list_hook&) = delete;
    ~list_hook() { unlink(); }

    [[nodiscard]] bool linked() const noexcept { return next_ != nullptr; }

    void unlink() noexcept {
        if (next_ == nullptr) return;
        prev_->next_ = next_;
        next_->prev_ = prev_;
        prev_ = next_ = nullptr;
    }

private:
    template <class Element>
    friend class intrusive_list;
    list_hook* prev_ = nullptr;
    list_hook* next_ = nullptr;
};

/// Owns: nothing. Elements that are still linked when it dies are unlinked.
template <class Element>
class intrusive_list {
public:
    intrusive_list() noexcept { end_.prev_ = end_.next_ = &end_; }
    intrusive_list(const intrusive_list&) = delete;
    intrusive_list& operator=(const intrusive_list&) = delete;
    ~intrusive_list() {
        while (!empty())
            end_.next_->unlink();
        end_.prev_ = end_.next_ = nullptr;
    }

    [[nodiscard]] bool empty() const noexcept { return end_.next_ == &end_; }
    [[nodiscard]] Element& front() const noexcept { return static_cast<Element&>(*end_.next_); }

    /// Does nothing to an element that is in a list already.
    void push_back(Element& element) noexcept {
        list_hook& hook = element;
        if (hook.linked()) return;
        hook.prev_ = end_.prev_;
        hook.next_ = &end_;
        end_.prev_->next_ = &hook;
        end_.prev_ = &hook;
    }

    Element& pop_front() noexcept {
        Element& first = front();
        static_cast<list_hook&>(first).unlink();
        return first;
    }

    /// Calls `visit(element)` for each; the visitor may unlink the element it is given, no other.
    template <class Visit>
    void each(Visit visit) {
        for (list_hook* at = end_.next_; at != &end_;) {
            list_hook* const next = at->next_;
            visit(static_cast<Element&>(*at));
            at = next;
        }
    }

private:
    list_hook end_; // closes the ring; never handed out
};

} // namespace flags
