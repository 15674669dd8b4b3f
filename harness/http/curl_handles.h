// libcurl's handles as owners, for harness/http alone: no other folder includes libcurl.
#pragma once

#include <curl/curl.h>

#include <memory>

namespace squall {

/// Sets up libcurl's global state, once, before it is used; it is torn down after main.
void use_curl();

struct EasyCleanup {
  void operator()(CURL* easy) const { curl_easy_cleanup(easy); }
};
struct MultiCleanup {
  void operator()(CURLM* multi) const { curl_multi_cleanup(multi); }
};
struct ListCleanup {
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};

using EasyHandle = std::unique_ptr<CURL, EasyCleanup>;
using MultiHandle = std::unique_ptr<CURLM, MultiCleanup>;
using HeaderList = std::unique_ptr<curl_slist, ListCleanup>;

}  // namespace squall
