import { z } from 'zod';
import { readYaml } from './yaml-file.js';

/** Who signs the harness app and WebDriverAgent. */
export const signingSchema = z.strictObject({
  /** Ten characters, as Apple writes team ids. */
  team: z.string().regex(/^[A-Z0-9]{10}$/, 'a team id is ten capital letters and digits, such as ABCDE12345'),
  bundle_id: z
    .string()
    .regex(/^[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+$/, 'a bundle id is words joined by dots, such as org.example.harness'),
});

export type Signing = z.infer<typeof signingSchema>;

const labSchema = z.strictObject({
  signing: signingSchema.optional(),
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
    .default([]),
});

/** A phone the lab expects, and who signs what is installed on it. */
export type LabDevice = z.infer<typeof labSchema>['devices'][number] & { readonly signing?: Signing | undefined };

/** Reads lab.yaml. Throws a Problem that names line and field. */
export function readLab(path: string): LabDevice[] {
  const { devices, signing } = readYaml(path, labSchema);
  return devices.map((device) => ({ ...device, ...(signing && { signing }) }));
}

/** Reads who signs; undefined when lab.yaml does not say. Throws a Problem that names line and field. */
export const readSigning = (path: string): Signing | undefined => readYaml(path, labSchema).signing;
