import type { NoiseFloor } from '../src/results/noise-floor.js';

/** What a whole calibration of a quiet phone leaves. */
export const noiseFloor = (more: Partial<NoiseFloor> = {}): NoiseFloor => ({
  launches: 32,
  launch_sd: 0.01,
  nightly_sees: 0.0183,
  strict_sees: 0.0121,
  is_rough: false,
  is_biased: false,
  measured_at: '2026-06-01T03:00:00.000Z',
  runs: ['aa'],
  case_id: 'a-all-64x64',
  package_sha256: 'a'.repeat(64),
  app_build: '7',
  os_version: '26.1',
  thermal_worst: 'nominal',
  low_power_mode: false,
  battery_lowest: 0.8,
  ...more,
});
