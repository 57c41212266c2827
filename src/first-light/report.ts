import { z } from 'zod';

/** Version of the file. A reader refuses any other. */
export const reportVersion = 1;

const check = z
  .strictObject({
    name: z.string().describe('Stable name; docs/first-light.md explains it'),
    claim: z.string().describe('What holds when it passes'),
    outcome: z.enum(['passed', 'failed', 'not_applicable', 'could_not_be_told']),
    reason: z.string().optional().describe('Why it did not pass; present unless it did'),
    remedy: z.string().optional().describe('What to do about it; present when it failed'),
    figures: z
      .record(z.string(), z.union([z.number(), z.boolean(), z.string(), z.array(z.number())]))
      .describe('What was measured, by name with its unit; a list has one entry a launch or image'),
  })
  .describe('One question to the phone and its answer');

/** What goes with every bug report. It names neither the phone nor its udid. */
export const reportSchema = z
  .strictObject({
    format: z.literal('rezbench first light'),
    format_version: z.literal(reportVersion),
    run_id: z.string().describe("The run's folder under results/"),
    started_at: z.iso.datetime(),
    rezbench: z.strictObject({
      version: z.string(),
      git_commit: z.string().optional(),
      git_dirty: z.boolean().optional(),
    }),
    host: z.strictObject({
      node: z.string(),
      platform: z.string(),
      xcode: z.string().optional().describe('What xcodebuild -version says; absent where there is no Xcode'),
    }),
    driver: z.strictObject({
      appium: z.string(),
      xcuitest_driver: z.string(),
      webdriveragent: z.string().describe('Of the sources the driver brings'),
      webdriverio: z.string(),
      webdriveragent_by: z
        .enum(['url', 'preinstalled', 'xcodebuild'])
        .describe('It listened already, was installed before, or Xcode started it'),
    }),
    phone: z.strictObject({
      kind: z.enum(['physical', 'simulator', 'virtual']).optional().describe('As the app told; absent without a hello'),
      model: z.string().optional().describe("Apple's identifier, such as iPhone15,2"),
      ios_version: z.string(),
      ios_build: z.string().optional(),
    }),
    app: z.strictObject({ bundle_id: z.string(), build: z.string() }),
    checks: z.array(check),
  })
  .describe('The acceptance of one phone by rezbench first-light');
export type FirstLightReport = z.infer<typeof reportSchema>;
export type ReportedCheck = FirstLightReport['checks'][number];

/** The same as JSON Schema (draft 2020-12), the text of docs/first-light.schema.json. */
export const reportJsonSchema = (): string => `${JSON.stringify(z.toJSONSchema(reportSchema), null, 2)}\n`;
