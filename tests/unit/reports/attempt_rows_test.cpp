#include "reports/attempt_rows.h"

#include <catch2/catch.hpp>

#include "tests/unit/analysis/samples.h"

using namespace squall;

namespace {

/// An operation that a retry saved, one that was dropped, and one outside of all phases.
SampleRun sample() {
  SampleRun run;
  run.scenario.loads[0].name = "users, \"many\"";
  run.phase("calm", PhaseKind::kBaseline, ms(1'000), ms(6'000));
  run.end(ms(6'000));
  Attempt first = failed_at(ms(1'500), ms(200), ErrorClass::kAttemptTimeout);
  first.key_hash = 0xabc;
  first.iteration = 7;
  first.first_byte = Nanoseconds(-1);
  first.final = false;
  Attempt second = ok_at(ms(1'500), Nanoseconds(260'000'001));
  second.begun = second.sent = ms(250);
  second.first_byte = ms(259);
  second.number = 1;
  second.bytes = 300;
  second.hedged = true;
  Attempt dropped = dropped_at(ms(2'000));
  dropped.step = 1;
  run.attempts = {first, second, dropped, ok_at(ms(9'000))};
  return run;
}

std::string rows_of(RowForm form) {
  const SampleRun run = sample();
  const History history = read_history(run.scenario, run.events);
  const AttemptRows rows(form, run.scenario, run.topology, history);
  fmt::memory_buffer text;
  rows.append(run.attempts, text);
  return rows.header() + fmt::to_string(text);
}

}  // namespace

TEST_CASE("attempts as CSV") {
  CHECK(rows_of(RowForm::kCsv) ==
        "intended_s,phase,load,workload,step,variant,purpose,iteration,user,attempt,hedged,final,"
        "begun_ms,sent_ms,first_byte_ms,end_ms,response_time_ms,service_time_ms,outcome,"
        "operation_outcome,error_class,status,bytes,key_hash,value_hash\n"
        "1.500000000,calm,\"users, \"\"many\"\"\",login,read,0,load,7,0,0,0,0,"
        "0.000000,0.000000,,200.000000,,200.000000,failed,,attempt_timeout,,0,"
        "0000000000000abc,\n"
        "1.500000000,calm,\"users, \"\"many\"\"\",login,read,0,load,0,0,1,1,1,"
        "250.000000,250.000000,259.000000,260.000001,260.000001,10.000001,ok,ok,,200,300,,\n"
        "2.000000000,calm,\"users, \"\"many\"\"\",login,write,0,load,0,0,0,0,1,"
        ",,,,,,dropped,dropped,earlier_step,,0,,\n"
        "9.000000000,,\"users, \"\"many\"\"\",login,read,0,load,0,0,0,0,1,"
        "0.000000,0.000000,10.000000,10.000000,10.000000,10.000000,ok,ok,,200,0,,\n");
}

TEST_CASE("attempts as JSON lines") {
  const std::string rows = rows_of(RowForm::kJsonLines);
  CHECK(rows.substr(0, rows.find('\n')) ==
        R"({"intended_s":1.500000000,"phase":"calm","load":"users, \"many\"","workload":"login",)"
        R"("step":"read","variant":0,"purpose":"load","iteration":7,"user":0,"attempt":0,)"
        R"("hedged":false,"final":false,"begun_ms":0.000000,"sent_ms":0.000000,)"
        R"("first_byte_ms":null,"end_ms":200.000000,"response_time_ms":null,)"
        R"("service_time_ms":200.000000,"outcome":"failed","operation_outcome":null,)"
        R"("error_class":"attempt_timeout","status":null,"bytes":0,)"
        R"("key_hash":"0000000000000abc","value_hash":null})");
  CHECK(std::count(rows.begin(), rows.end(), '\n') == 4);
  CHECK(rows.find(R"({"intended_s":9.000000000,"phase":null,)") != std::string::npos);
}

TEST_CASE("loads and steps that the scenario does not have get a number") {
  SampleRun run = sample();
  run.attempts[0].load = 9;
  run.attempts[0].step = 200;
  const History history = read_history(run.scenario, run.events);
  const AttemptRows rows(RowForm::kCsv, run.scenario, run.topology, history);
  fmt::memory_buffer text;
  rows.append(run.attempts, text);
  CHECK(fmt::to_string(text).find("1.500000000,calm,load 9,,step 200,") == 0);
}
