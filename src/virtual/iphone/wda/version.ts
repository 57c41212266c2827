/**
 * Versions of WebDriverAgent whose answers differ: 7.1.1 is the one that openatx/facebook-wda's tests ran against a phone
 * with in March 2024, 16.12.9 the one that comes with the driver.
 */
export const wdaVersions = ['7.1.1', '16.12.9'] as const;
export type WdaVersion = (typeof wdaVersions)[number];

export interface WdaTraits {
  /** CocoaHTTPServer until 16.7: it dates its answers, and refuses a POST without a body in no words at all. */
  readonly server: 'CocoaHTTPServer' | 'Network.framework';
  /** Whether `GET /status` says which version it is. */
  readonly statesVersion: boolean;
  readonly builtAt: string;
  /** Of the SDK that it was built with, which is not the phone's iOS. */
  readonly sdkVersion: string;
  readonly settings: Readonly<Record<string, unknown>>;
}

/** As a new session begins with them. */
const commonSettings = {
  acceptAlertButtonSelector: '',
  activeAppDetectionPoint: '64.00,64.00',
  animationCoolOffTimeout: 2,
  boundElementsByIndex: false,
  defaultActiveApplication: 'auto',
  defaultAlertAction: '',
  dismissAlertButtonSelector: '',
  elementResponseAttributes: 'type,label',
  keyboardAutocorrection: 0,
  keyboardPrediction: 0,
  mjpegFixOrientation: false,
  mjpegScalingFactor: 100,
  mjpegServerFramerate: 10,
  mjpegServerScreenshotQuality: 25,
  reduceMotion: false,
  screenshotOrientation: 'auto',
  screenshotQuality: 3,
  shouldUseCompactResponses: true,
  snapshotMaxDepth: 50,
  useFirstMatch: false,
  waitForIdleTimeout: 10,
};

export const wdaTraits: Readonly<Record<WdaVersion, WdaTraits>> = {
  '7.1.1': {
    server: 'CocoaHTTPServer',
    statesVersion: false,
    builtAt: 'Mar 18 2024 11:29:21',
    sdkVersion: '16.4',
    settings: { ...commonSettings, customSnapshotTimeout: 15, includeNonModalElements: false },
  },
  '16.12.9': {
    server: 'Network.framework',
    statesVersion: true,
    builtAt: 'Nov  3 2026 09:12:40',
    sdkVersion: '26.1',
    settings: {
      ...commonSettings,
      accessibilityDeadline: 0,
      autoClickAlertSelector: '',
      enforceCustomSnapshots: false,
      includeCustomActionsInPageSource: false,
      includeHittableInPageSource: false,
      includeMinMaxValueInPageSource: false,
      includeNativeAccessibilityElementInPageSource: false,
      includeNativeFrameInPageSource: false,
      limitXPathContextScope: true,
      maxTypingFrequency: 60,
      respectSystemAlerts: false,
      snapshotMaxChildren: 2_147_483_647,
      useClearTextShortcut: true,
    },
  },
};
