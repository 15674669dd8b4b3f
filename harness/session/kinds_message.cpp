// The kinds of faults with their option schemas, for menus and forms.
#include <boost/json.hpp>

#include "harness/scenario/reference.h"
#include "harness/scenario/schema_faults.h"
#include "harness/session/messages.h"

namespace squall {
namespace {

namespace json = boost::json;

json::array options_list(std::span<const Option> options);

json::object option_object(const Option& option) {
  json::object each{{"name", option.name},
                    {"type", type_text(option.type)},
                    {"default", nullptr},
                    {"required", option.required},
                    {"summary", option.summary}};
  if (!option.fallback.empty()) each["default"] = option.fallback;
  if (!option.choices.empty()) {
    each["choices"] = json::array(option.choices.begin(), option.choices.end());
  }
  if (!option.fields.empty()) each["fields"] = options_list(option.fields);
  return each;
}

json::array options_list(std::span<const Option> options) {
  json::array list;
  for (const Option& option : options) list.push_back(option_object(option));
  return list;
}

void add_kinds(json::array& list, std::span<const Kind> kinds, std::string_view what,
               std::string_view on) {
  for (const Kind& kind : kinds) {
    json::array options = options_list(kind.options);
    // What it does only its user can tell, and so the proof is an option like the others.
    json::object proof = option_object(schema::kProofOption);
    proof["required"] = kind.needs_proof;
    options.push_back(std::move(proof));
    list.push_back(json::object{{"name", kind.name},
                                {"summary", kind.summary},
                                {"what", what},
                                {"on", on},
                                {"options", std::move(options)}});
  }
}

}  // namespace

std::string kinds_message(const KindTables& kinds) {
  json::array list;
  add_kinds(list, kinds.faults, "fault", "node");
  add_kinds(list, kinds.toxics, "toxic", "link");
  return json::serialize(list);
}

}  // namespace squall
