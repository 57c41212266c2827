import type { Row } from './tables.js';

/** Whose run and whose phone it is, and when: they differ by nature. */
const identity = [
  ...['run_id', 'device_udid', 'device_name', 'lab_name', 'started_at', 'finished_at'],
  // What of the phone's state came about, and what is said of it.
  ...[
    'battery_level',
    'battery_temperature_c',
    'warnings',
    'observed_unit',
    'memory_model_bytes',
    'memory_neural_bytes',
  ],
  // A prepare that is tried again finds what it compiled before; an anchor that was lost twice is passed over.
  ...['compile_ms', 'anchor_median_ms', 'anchor_all_median_ms'],
];

/** Measured: another figure each time, but a figure. */
const measured = new Set([
  ...['latency_median_ms', 'latency_mean_ms', 'latency_min_ms', 'latency_p90_ms', 'latency_p95_ms', 'latency_p99_ms'],
  ...['latency_max_ms', 'latency_ci_low_ms', 'latency_ci_high_ms', 'end_to_end_median_ms', 'first_prediction_ms'],
  ...['cold_load_ms', 'warm_load_ms', 'memory_load_peak_bytes', 'memory_predict_peak_bytes', 'outlier_rate'],
  ...['thermal_start', 'thermal_end', 'thermal_worst', 'sentinel_before_ms', 'sentinel_after_ms', 'latency_ms'],
  ...['throttled', 'lag1_autocorrelation', 'drift_per_minute'],
  ...['deadline_miss_share', 'first_minute_ms', 'last_minute_ms', 'speed_retained'],
  ...['idle_power_w', 'power_above_idle_w', 'energy_above_idle_j'],
  ...['energy_per_image_mj', 'energy_low_mj', 'energy_high_mj'],
]);

const ignored = new Set(identity);

/**
 * Says in which columns a row differs from that of a run without faults. Whatever is not known to vary has to be the same,
 * letter by letter, a column that was added since as well; what is measured has to be there where the other has it.
 */
export function differences(what: string, row: Row, clean: Row): string[] {
  const columns = [...new Set([...Object.keys(row), ...Object.keys(clean)])].filter((column) => !ignored.has(column));
  return columns.flatMap((column) => {
    const [is, was] = [row[column] ?? '', clean[column] ?? ''];
    if (measured.has(column))
      return (is === '') === (was === '') ? [] : [`${what}: ${column} is ${shown(is)}, not ${shown(was)}`];
    return is === was ? [] : [`${what}: ${column} is ${shown(is)}, not ${shown(was)}`];
  });
}

const shown = (cell: string): string => (cell === '' ? 'empty' : cell);
