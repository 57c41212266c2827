import { z } from 'zod';
import type { Stereotype } from './grid-keys.js';
import { stereotypeSchema } from './grid-keys.js';

/** A session that has a slot of a Grid. */
export interface GridSession {
  readonly id: string;
  /** When it began, ISO 8601. */
  readonly since: string;
  readonly capabilities: Readonly<Record<string, unknown>>;
}

/** A phone as a node of a Grid declares it. */
export interface GridPhone {
  readonly stereotype: Stereotype;
  /** The node's own address. */
  readonly node: string;
  /** Whether the node takes sessions. */
  readonly isUp: boolean;
  /** Who has the phone; absent while nobody has. */
  readonly session?: GridSession | undefined;
}

/** A phone that cannot be told from others, since its node does not declare what sessions are asked for by. */
export interface UndeclaredPhone {
  readonly node: string;
  readonly udid?: string | undefined;
  /** The first key that is missing, or is no text. */
  readonly key: string;
}

/** What the status of a Grid says of its iPhones. */
export interface GridStatus {
  readonly phones: readonly GridPhone[];
  readonly undeclared: readonly UndeclaredPhone[];
}

/** The status of Selenium Grid 4 (4.48.0), as far as it is read here. */
const statusSchema = z.looseObject({
  value: z.looseObject({
    nodes: z.array(
      z.looseObject({
        uri: z.string(),
        availability: z.string(),
        slots: z.array(
          z.looseObject({
            stereotype: z.record(z.string(), z.unknown()),
            session: z
              .looseObject({
                sessionId: z.string(),
                start: z.string(),
                capabilities: z.record(z.string(), z.unknown()),
              })
              .nullish(),
          }),
        ),
      }),
    ),
  }),
});

/** The iPhones in what a Grid says of itself; undefined for an answer that is none of a Grid. Browsers are passed over. */
export function gridStatusIn(answer: unknown): GridStatus | undefined {
  const parsed = statusSchema.safeParse(answer);
  if (!parsed.success) return undefined;
  const phones: GridPhone[] = [];
  const undeclared: UndeclaredPhone[] = [];
  for (const { uri, availability, slots } of parsed.data.value.nodes) {
    for (const { stereotype, session } of slots) {
      if (!isIphone(stereotype)) continue;
      const declared = stereotypeSchema.safeParse(stereotype);
      if (!declared.success) {
        const { 'appium:udid': udid } = stereotype;
        const key = String(declared.error.issues[0]?.path[0]);
        undeclared.push({ node: uri, key, ...(typeof udid === 'string' && { udid }) });
        continue;
      }
      phones.push({
        stereotype: declared.data,
        node: uri,
        isUp: availability === 'UP',
        ...(session && {
          session: { id: session.sessionId, since: session.start, capabilities: session.capabilities },
        }),
      });
    }
  }
  return { phones, undeclared };
}

/** Grid writes the platform in capitals. */
const isIphone = ({ platformName, ...others }: Readonly<Record<string, unknown>>): boolean =>
  typeof platformName === 'string' &&
  platformName.toLowerCase() === 'ios' &&
  String(others['appium:automationName']).toLowerCase() === 'xcuitest';
