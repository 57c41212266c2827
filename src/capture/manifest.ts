import { z } from 'zod';

export const captureVersion = 1;

/** `manifest.json` of a capture: what it is of, by which versions, and which files it has. */
export const manifestSchema = z.strictObject({
  format: z.literal('rezbench capture'),
  format_version: z.literal(captureVersion),
  captured_at: z.iso.datetime(),
  rezbench: z.strictObject({
    version: z.string(),
    git_commit: z.string().optional(),
    git_dirty: z.boolean().optional(),
  }),
  host: z.strictObject({ node: z.string(), platform: z.string(), xcode: z.string().optional() }),
  driver: z.strictObject({
    appium: z.string(),
    xcuitest_driver: z.string(),
    /** Of the sources that came with the driver; what WebDriverAgent says of itself stands in wda.jsonl, at GET /status. */
    webdriveragent: z.string(),
    webdriverio: z.string(),
  }),
  phone: z.strictObject({
    /** As the app says it; absent when no launch came that far. */
    kind: z.enum(['physical', 'simulator', 'virtual']).optional(),
    model: z.string().optional(),
    ios_version: z.string(),
    ios_build: z.string().optional(),
  }),
  /** How a session was asked for. */
  capabilities: z.record(z.string(), z.unknown()),
  app: z.strictObject({ bundle_id: z.string(), build: z.string() }),
  launches: z.array(
    z.strictObject({
      launch: z.string(),
      /** As the run judged it, such as `ok` or `crashed`; `not_finished` when no attempt came to an end. */
      status: z.string(),
      /** Attempts that said nothing, why; the launch under an alert is to have one. */
      lost: z.array(z.string()).optional(),
      /** The app's own record of it, when it left one. */
      events: z.string().optional(),
    }),
  ),
  /** The other files: what they are, by their name. */
  files: z.record(z.string(), z.string()),
  /** How many different secrets were replaced, by kind. */
  redacted: z.record(z.string(), z.int().positive()),
});
export type Manifest = z.infer<typeof manifestSchema>;
