import { z } from 'zod';

/**
 * What a real WebDriverAgent answered, as an outside judge of the virtual one.
 *
 * The names and types are those that the end-to-end tests of openatx/facebook-wda (MIT, e2e_benchmarks, commit
 * 11a535c) require, and that passed with WebDriverAgent 7.1.1 on an iPhone 12 Pro Max with iOS 16.3.1
 * (reports/WDA_V711.md). The schemas are written anew from these facts; no code was taken over. Each says which test it
 * stands for, and forbids other fields where that test does.
 */
export interface Judged {
  readonly method: 'GET' | 'POST';
  /** Below `/session/<id>` where it says so. */
  readonly path: string;
  readonly inSession: boolean;
  readonly body?: unknown;
  /** The test of facebook-wda. */
  readonly test: string;
  readonly value: z.ZodType;
}

const settings = z.strictObject({
  acceptAlertButtonSelector: z.string(),
  activeAppDetectionPoint: z.string(),
  animationCoolOffTimeout: z.int(),
  boundElementsByIndex: z.boolean(),
  customSnapshotTimeout: z.int(),
  defaultActiveApplication: z.string(),
  defaultAlertAction: z.string(),
  dismissAlertButtonSelector: z.string(),
  elementResponseAttributes: z.string(),
  includeNonModalElements: z.boolean(),
  keyboardAutocorrection: z.int(),
  keyboardPrediction: z.int(),
  mjpegFixOrientation: z.boolean(),
  mjpegScalingFactor: z.int(),
  mjpegServerFramerate: z.int(),
  mjpegServerScreenshotQuality: z.int(),
  reduceMotion: z.boolean(),
  screenshotOrientation: z.string(),
  screenshotQuality: z.int(),
  shouldUseCompactResponses: z.boolean(),
  snapshotMaxDepth: z.int(),
  useFirstMatch: z.boolean(),
  waitForIdleTimeout: z.int(),
});

const activeApp = z.strictObject({
  bundleId: z.string(),
  name: z.string(),
  pid: z.int(),
  processArguments: z.strictObject({ args: z.array(z.unknown()), env: z.strictObject({}) }),
});

const deviceInfo = z.strictObject({
  currentLocale: z.string(),
  isSimulator: z.boolean(),
  model: z.string(),
  name: z.string(),
  thermalState: z.int(),
  timeZone: z.string(),
  userInterfaceIdiom: z.int(),
  userInterfaceStyle: z.string(),
  uuid: z.string(),
});

const status = z.looseObject({
  build: z.looseObject({ productBundleIdentifier: z.string(), time: z.string() }),
  device: z.string(),
  ios: z.looseObject({ ip: z.string() }),
  message: z.string(),
  os: z.looseObject({
    name: z.string(),
    sdkVersion: z.string(),
    testmanagerdVersion: z.int(),
    version: z.string(),
  }),
  ready: z.literal(true),
  state: z.literal('success'),
});

const unknownApp = 'org.example.nobody.installed.this';

/**
 * Of WebDriverAgent 16.12.9, whose sources have more settings than 7.1.1 had, and not those two
 * (WebDriverAgentLib/Utilities/FBSettings.m).
 */
const laterSettings = z.looseObject(
  settings.omit({ customSnapshotTimeout: true, includeNonModalElements: true }).shape,
);

const answers: readonly Judged[] = [
  { method: 'GET', path: '/status', inSession: false, test: 'test_status_command_return_schema', value: status },
  {
    method: 'POST',
    path: '/wda/apps/state',
    inSession: true,
    body: { bundleId: unknownApp },
    test: 'test_unknow_app_state',
    value: z.literal(1),
  },
  { method: 'GET', path: '/wda/activeAppInfo', inSession: false, test: 'test_active_app_info', value: activeApp },
  { method: 'GET', path: '/wda/device/info', inSession: true, test: 'test_device_info', value: deviceInfo },
  {
    method: 'GET',
    path: '/wda/batteryInfo',
    inSession: true,
    test: 'test_battery_info',
    value: z.strictObject({ level: z.number(), state: z.int() }),
  },
  { method: 'GET', path: '/wda/locked', inSession: false, test: 'test_locked', value: z.literal(false) },
  {
    method: 'GET',
    path: '/orientation',
    inSession: true,
    test: 'test_orientation',
    value: z.enum(['PORTRAIT', 'LANDSCAPE']),
  },
  {
    method: 'GET',
    path: '/wda/healthcheck',
    inSession: false,
    test: 'test_health_check_has_session_id',
    value: z.null(),
  },
  { method: 'POST', path: '/wda/homescreen', inSession: false, body: {}, test: 'test_homescreen', value: z.null() },
  {
    method: 'GET',
    path: '/wda/activeAppInfo',
    inSession: false,
    test: 'test_homescreen',
    value: z.looseObject({ bundleId: z.literal('com.apple.springboard') }),
  },
];

const settingsAnswer = (value: z.ZodType): Judged => ({
  method: 'GET',
  path: '/appium/settings',
  inSession: true,
  test: 'test_appium_settings',
  value,
});

/** By version of WebDriverAgent, the answers that a phone gives with nothing but WebDriverAgent on it. */
export const judged = {
  '7.1.1': [...answers, settingsAnswer(settings)],
  '16.12.9': [...answers, settingsAnswer(laterSettings)],
} as const satisfies Record<string, readonly Judged[]>;
