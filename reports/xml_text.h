// Text inside XML 1.0.
#pragma once

#include <string>
#include <string_view>

namespace squall {

/// `text` as an element's content. What XML 1.0 cannot hold at all (most control characters, U+FFFE
/// and U+FFFF, ill-formed UTF-8) becomes U+FFFD.
std::string xml_text(std::string_view text);

/// The same for an attribute in double quotes: line breaks and tabs survive as references.
std::string xml_attribute(std::string_view text);

}  // namespace squall
