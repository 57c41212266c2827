import { z } from 'zod';

/** Version of the report's format. A reader refuses every other version. */
export const reportVersion = 3;

const check = z
  .strictObject({
    name: z.string().describe('Name of the check; it never changes, and docs/first-light.md explains it'),
    claim: z.string().describe('What is true when the check passes'),
    outcome: z.enum(['passed', 'failed', 'not_applicable', 'inconclusive']),
    reason: z.string().optional().describe('Why the check did not pass; absent when it passed'),
    remedy: z.string().optional().describe('What to do about it; present only when the check failed'),
    figures: z
      .record(z.string(), z.union([z.number(), z.boolean(), z.string(), z.array(z.number()), z.array(z.string())]))
      .describe('What was measured, by name with its unit; a list of numbers has one entry per launch or image'),
  })
  .describe('One question about the phone and its answer');

/** The report that belongs to every bug report. It contains neither the phone's name nor its udid. */
export const reportSchema = z
  .strictObject({
    format: z.literal('rezbench first light'),
    format_version: z.literal(reportVersion, {
      error: ({ input }) =>
        `format_version is ${String(input)}, and this rezbench reads ${String(reportVersion)}; ` +
        'read the report with the version of rezbench that wrote it (rezbench.version)',
    }),
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
      webdriveragent: z.string().describe('Version of the sources that the driver contains'),
      webdriverio: z.string(),
      webdriveragent_by: z
        .enum(['url', 'preinstalled', 'xcodebuild'])
        .describe('How WebDriverAgent came to run: it listened already, was installed already, or Xcode started it'),
    }),
    phone: z.strictObject({
      kind: z
        .enum(['physical', 'simulator', 'virtual'])
        .optional()
        .describe('As the app reports it; absent without a hello'),
      model: z.string().optional().describe("Apple's model identifier, such as iPhone15,2"),
      ios_version: z.string(),
      ios_build: z.string().optional(),
    }),
    app: z.strictObject({ bundle_id: z.string(), build: z.string() }),
    checks: z.array(check),
  })
  .describe('The acceptance of one phone by rezbench first-light');
export type FirstLightReport = z.infer<typeof reportSchema>;
export type ReportedCheck = FirstLightReport['checks'][number];

/** Returns the text of docs/first-light.schema.json: the same schema as JSON Schema, draft 2020-12. */
export const reportJsonSchema = (): string => `${JSON.stringify(z.toJSONSchema(reportSchema), null, 2)}\n`;
