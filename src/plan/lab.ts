import { z } from 'zod';
import { inFull, mostOf, textWithin } from '../bounds/bounds.js';
import { Problem } from '../problem.js';
import { readYaml } from './yaml-file.js';

/** The version of lab.yaml that is read here. A file need not name it. */
const labVersion = 1;

/** Who signs the harness app and WebDriverAgent. */
export const signingSchema = z.strictObject({
  /** Ten characters, as Apple writes team ids. */
  team: z
    .string('is missing; npx rezbench setup --team TEAM --bundle-id ID writes both into a lab.yaml without signing')
    .regex(/^[A-Z0-9]{10}$/, 'a team id is ten capital letters and digits, such as ABCDE12345'),
  bundle_id: z
    .string('is missing; name a bundle id that nobody else uses, such as org.example.harness')
    .regex(/^[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+$/, 'a bundle id is words joined by dots, such as org.example.harness'),
});

export type Signing = z.infer<typeof signingSchema>;

const tooLong = `is longer than ${inFull(mostOf.text.most)} characters; shorten it`;

const deviceSchema = z.strictObject({
  name: z.string('is missing; any name that no other phone of the lab has').max(mostOf.text.most, tooLong),
  udid: z.string('is missing; npx rezbench devices lists it').max(mostOf.text.most, tooLong),
  model: textWithin(mostOf.text.most).optional(),
  required: z.boolean().default(true),
  /** Where this phone's WebDriverAgent listens. */
  wda: z
    .strictObject({
      url: z.url({ protocol: /^https?$/, error: 'must be an http address, such as http://HOST:8100' }),
    })
    .optional(),
});

const labSchema = z.strictObject({
  version: z.literal(labVersion).optional(),
  signing: signingSchema.optional(),
  devices: z
    .array(deviceSchema)
    .max(mostOf.devices.most, {
      error: `lists more than ${inFull(mostOf.devices.most)} phones; make several lab files`,
    })
    .default([])
    .superRefine((devices, context) => {
      for (const field of ['name', 'udid'] as const) {
        devices.forEach((device, index) => {
          if (devices.findIndex((other) => other[field] === device[field]) === index) return;
          const remedy = field === 'name' ? 'give each a name of its own' : 'remove one of the two entries';
          context.addIssue({
            code: 'custom',
            path: [index, field],
            message: `an earlier phone has ${device[field]} too; ${remedy}`,
          });
        });
      }
    }),
});

/** A phone that the lab expects. */
export type LabDevice = z.infer<typeof deviceSchema>;

/** What lab.yaml says: the phones it expects, and who signs what is installed on them. */
export interface LabFile {
  readonly devices: readonly LabDevice[];
  readonly signing?: Signing | undefined;
}

/** A lab that nobody has described. */
export const emptyLab: LabFile = { devices: [] };

/** Reads lab.yaml. Throws a Problem that names line and field, or the version of a file that is newer. */
export function readLab(path: string): LabFile {
  const { version } = readYaml(path, z.looseObject({ version: z.unknown().optional() }));
  if (typeof version === 'number' && version > labVersion) {
    throw new Problem(
      `${path}: field version is ${String(version)}, and this rezbench reads version ${String(labVersion)}; update rezbench`,
    );
  }
  const { devices, signing } = readYaml(path, labSchema);
  return { devices, ...(signing && { signing }) };
}
