#include "reports/filled_page.h"

namespace squall {

// A script element ends at the first "</script", and "<!--" changes how it is read: with every
// "<" written as an escape of JSON, no text can do either.
std::string filled_page(const PageTemplate& page, const std::string& json) {
  std::string text;
  text.reserve(json.size() + json.size() / 64);
  for (const std::string_view chunk : page.before) text += chunk;
  for (const char c : json) {
    if (c == '<') {
      text += "\\u003c";
    } else {
      text += c;
    }
  }
  for (const std::string_view chunk : page.after) text += chunk;
  return text;
}

}  // namespace squall
