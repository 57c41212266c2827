import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { z } from 'zod';
import { parseJson } from '../contract/json.js';
import { Problem } from '../problem.js';

/** What run.json keeps of plan.json: the sha256 of its bytes. */
export const planDigest = (text: string): string => createHash('sha256').update(text).digest('hex');

const recorded = z.looseObject({ plan_sha256: z.string().optional() });

/**
 * Throws a Problem for a plan that is not the one its run was made with: figures of two plans do not belong into one table.
 * A run whose run.json does not say (an earlier version's) is not looked at.
 */
export function checkSamePlan(planFile: string, text: string, provenanceFile: string): void {
  if (!existsSync(provenanceFile)) return;
  const { data } = recorded.safeParse(parseJson(readFileSync(provenanceFile, 'utf8')));
  if (data?.plan_sha256 === undefined || data.plan_sha256 === planDigest(text)) return;
  throw new Problem(`${planFile} has changed since the run was made; put it back as it was, or run the sweep anew`);
}
