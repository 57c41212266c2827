/*
 * What rezbench knows of the upscalers that iOS brings along in VideoToolbox. Apple documents their interface; which frames
 * and factors a phone takes only the phone says (docs/system-upscaler.md).
 */

/** `low_latency` is VTLowLatencySuperResolutionScaler. */
export const systemModes = ['low_latency'] as const;
export type SystemMode = (typeof systemModes)[number];

/** The first iOS that has one. */
export const firstUpscalingIos = { major: 26 } as const;

/** Pixels on each side of a frame, as phones and Macs on iOS and macOS 26 have been seen to report. */
export const systemFrames = { leastSide: 96, mostSide: 960 } as const;
