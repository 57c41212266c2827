/** What `doctor --calibrate` was told. */
export interface CalibrateArgs {
  readonly sweep?: string | undefined;
  readonly case?: string | undefined;
  readonly launches?: number | undefined;
  readonly out?: string | undefined;
  readonly virtual?: string | undefined;
  readonly night?: number | undefined;
  readonly fault?: string[] | undefined;
  readonly 'appium-port'?: number | undefined;
  readonly lab?: string | undefined;
  readonly device?: string | undefined;
  readonly app?: string | undefined;
}

/** Options that mean something to a calibration alone. */
export const calibrationOptions = [
  'sweep',
  'case',
  'launches',
  'out',
  'virtual',
  'night',
  'fault',
  'appium-port',
] as const satisfies readonly (keyof CalibrateArgs)[];
