// Process numbers of one's own (pid_namespaces(7)): when the first process of them ends, the kernel kills all others.
#pragma once

namespace flags::process {

/// Whether the machine gives this process's children numbers of their own, and a /proc that shows these. Without the right
/// to mount one (root, or the root of a user namespace; a container may forbid even that) they must not have them: what
/// they read in /proc would be about other processes.
/// Tries it in a child. Threads: call it while the process has one thread.
[[nodiscard]] bool may_have_own_pids();

/// The next fork(2) makes the first process of new numbers. It calls this.
/// Returns false, with errno, when the machine refuses.
[[nodiscard]] bool mount_own_proc() noexcept;

} // namespace flags::process
