import { z } from 'zod';
import { readYaml } from './yaml-file.js';

const labSchema = z.strictObject({
  devices: z
    .array(
      z.strictObject({
        name: z.string(),
        udid: z.string(),
        model: z.string().optional(),
        required: z.boolean().default(true),
        /** Where this phone's WebDriverAgent listens. */
        wda: z.strictObject({ url: z.url() }).optional(),
      }),
    )
    .min(1),
});

/** A phone the lab expects. */
export type LabDevice = z.infer<typeof labSchema>['devices'][number];

/** Reads lab.yaml. Throws a Problem that names line and field. */
export const readLab = (path: string): LabDevice[] => readYaml(path, labSchema).devices;
