// The sample reports that tests/golden wrote.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

export const folder = process.env.SAMPLE_REPORTS;
export const samples = readdirSync(folder);

export function read(sample, file) {
  return readFileSync(join(folder, sample, file), "utf8");
}

export function report_of(sample) {
  return JSON.parse(read(sample, "report.json"));
}
