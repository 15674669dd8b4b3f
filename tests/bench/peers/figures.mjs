// What generators print, as figures; and figures of several runs, as medians and ratios. Pure.

/** The middle of the values; the mean of the two middle ones where their number is even. */
export function median(values) {
  if (values.length === 0) throw new Error('there is no median of nothing');
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  if (sorted.length % 2 === 1) return sorted[Math.floor(middle)];
  return (sorted[middle - 1] + sorted[middle]) / 2;
}

/** How far apart the values are: (largest - smallest) / median. */
export function spread(values) {
  return (Math.max(...values) - Math.min(...values)) / median(values);
}

/** The median of a[i] / b[i]: runs that were made one after the other are compared. */
export function pairedRatio(a, b) {
  if (a.length !== b.length) throw new Error('pairs need as many runs of one as of the other');
  return median(a.map((value, i) => value / b[i]));
}

function matched(text, pattern, program) {
  const found = pattern.exec(text);
  if (found === null) throw new Error(`${program} printed nothing like ${pattern}:\n${text}`);
  return Number(found[1]);
}

/** wrk's output; an error if not every request got a good answer. */
export function readWrk(text) {
  if (/Socket errors|Non-2xx/.test(text)) throw new Error(`wrk met errors:\n${text}`);
  return { requestsPerS: matched(text, /^Requests\/sec:\s+([\d.]+)/m, 'wrk') };
}

/** hey's output; an error if not every request got a good answer. */
export function readHey(text) {
  // Requests that the end of the run cut off are listed as errors of their contexts.
  const errors = text.split('Error distribution:')[1] ?? '';
  const others = errors.split('\n').filter((line) => line.includes('[') && !/context/.test(line));
  const codes = [...text.matchAll(/^\s+\[(\d{3})\]\s+\d+ responses/gm)].map((match) => match[1]);
  if (others.length > 0 || codes.length === 0 || codes.some((code) => code !== '200')) {
    throw new Error(`hey met errors:\n${text}`);
  }
  return { requestsPerS: matched(text, /Requests\/sec:\s+([\d.]+)/, 'hey') };
}

/** `bare_client clock`. */
export const readClock = (text) =>
  ({ lateP99Us: matched(text, /^Late p99: ([\d.]+) us/m, 'bare_client clock') });

/** A report.json of Squall; an error if the run was not whole, or not every operation ended ok. */
export function readReport(report) {
  const phase = report.phases.find(({ name }) => name === 'measured');
  if (report.status !== 'completed' || phase === undefined) {
    throw new Error(`the run did not complete: ${report.reasons.join('; ')}`);
  }
  // Starts that the generator missed are its own, and shown; anything else spoils the run.
  const bad = phase.operations - phase.ok - phase.dropped;
  if (bad !== 0) throw new Error(`${bad} operations failed: ${JSON.stringify(phase.errors)}`);
  const us = (ms) => ms * 1000;
  return {
    requestsPerS: phase.throughput_per_s,
    operations: phase.operations,
    missed: phase.dropped,
    responseP50Us: us(phase.response_time_ms.p50),
    responseP99Us: us(phase.response_time_ms.p99),
    lateP99Us: us(phase.late_start_ms.p99),
  };
}

/** "utime stime" of /proc/PID/stat in seconds. The name in it may hold spaces and brackets. */
export function cpuSeconds(stat, ticksPerS = 100) {
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / ticksPerS;
}

/** A table as lines of aligned columns; the first column to the left, the others to the right. */
export function table(rows) {
  const widths = rows[0].map((_, column) =>
    Math.max(...rows.map((row) => String(row[column] ?? '').length)));
  return rows.map((row) => row.map((cell, column) => {
    const text = String(cell ?? '');
    return column === 0 ? text.padEnd(widths[column]) : text.padStart(widths[column]);
  }).join('  ').trimEnd());
}
