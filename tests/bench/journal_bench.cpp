// What recording costs: an attempt into a record, records into a block, blocks into the file, and
// the way back.
#include <benchmark/benchmark.h>

#include <filesystem>

#include "harness/journal/reader.h"
#include "harness/journal/record.h"
#include "harness/journal/writer.h"
#include "tests/bench/sample_attempts.h"
#include "tests/unit/journal/samples.h"

namespace squall {
namespace {

std::vector<Attempt> sample(std::size_t count) {
  SampleAttempts attempts(1'000'000, 1);
  std::vector<Attempt> made(count);
  for (Attempt& attempt : made) attempt = attempts.next();
  return made;
}

void encode_a_record(benchmark::State& state) {
  const auto attempts = sample(1024);
  std::array<std::byte, kRecordBytes> record{};
  std::size_t i = 0;
  for (auto _ : state) {
    encode_record(attempts[i++ % attempts.size()], record);
    benchmark::DoNotOptimize(record);
  }
}
BENCHMARK(encode_a_record);

void decode_a_record(benchmark::State& state) {
  std::vector<std::byte> block;
  append_block(sample(1024), 0, block);
  const auto records = block_records(block);
  std::size_t at = 0;
  for (auto _ : state) {
    benchmark::DoNotOptimize(decode_record(records.subspan(at).first<kRecordBytes>()));
    at = (at + kRecordBytes) % records.size();
  }
}
BENCHMARK(decode_a_record);

// Checksum included; the time is that of the whole block.
void encode_a_block(benchmark::State& state) {
  const auto attempts = sample(kMaxBlockRecords);
  std::vector<std::byte> block(block_bytes(attempts.size()));
  for (auto _ : state) {
    encode_block(attempts, 0, block);
    benchmark::ClobberMemory();
  }
  state.SetItemsProcessed(state.iterations() * kMaxBlockRecords);
}
BENCHMARK(encode_a_block);

void check_a_block(benchmark::State& state) {
  std::vector<std::byte> block;
  append_block(sample(kMaxBlockRecords), 0, block);
  for (auto _ : state) benchmark::DoNotOptimize(block_records(block).size());
  state.SetItemsProcessed(state.iterations() * kMaxBlockRecords);
}
BENCHMARK(check_a_block);

// From the engine's batch to the file; CPU time is that of all threads.
void record_attempts(benchmark::State& state) {
  const auto batch = sample(1024);
  const TemporaryFolder folder;
  const SecretMask mask;
  std::int64_t lost = 0;
  {
    const auto writer = JournalWriter::open(folder.path(), RunClock(), mask).value();
    for (auto _ : state) {
      writer->on_attempts(batch);
      if (state.iterations() % 64 == 0) writer->flush();
    }
    writer->close();
    lost = static_cast<std::int64_t>(writer->lost_records());
  }
  state.SetItemsProcessed(state.iterations() * 1024 - lost);
}
BENCHMARK(record_attempts)->MeasureProcessCPUTime()->Iterations(2000);

}  // namespace
}  // namespace squall
