// Which option may help after a failure. Sentences of the library name no option, because its other users have none.
#pragma once

#include <flags/fetch/outcome.hpp>

#include <string>

namespace flags::cli {

/// `sentence`, which says how a flag failed, and behind it the option that may help; as it is when no option does.
[[nodiscard]] std::string with_hint(std::string sentence, const fetch::outcome& result);

} // namespace flags::cli
