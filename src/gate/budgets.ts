import { z } from 'zod';
import { fileBounds, inFull, mostOf, numberWithin } from '../bounds/bounds.js';
import { readYaml } from '../plan/yaml-file.js';
import { contradictions } from './contradictions.js';
import { phoneMatchShape, ruleSchema } from './rule-schema.js';
import type { FleetMatch, Rule } from './rule-schema.js';
import { waiverSchema, whyExpired } from './waiver-schema.js';
import type { Waiver } from './waiver-schema.js';

const tooMany = (most: number) => ({ error: `lists more than ${inFull(most)}; make several files` });

/** Phones that have to be there. */
const fleetSchema = z
  .strictObject({ ...phoneMatchShape, min_phones: numberWithin(fileBounds.minPhones).default(1) })
  .superRefine(({ device, model, chip }, context) => {
    if (device === undefined && model === undefined && chip === undefined) {
      context.addIssue({ code: 'custom', path: [], message: 'names no phone; give device, model or chip' });
    }
  });

const budgetsSchema = z
  .strictObject({
    rules: z.array(ruleSchema).min(1).max(mostOf.rules.most, tooMany(mostOf.rules.most)),
    waivers: z.array(waiverSchema).max(mostOf.waivers.most, tooMany(mostOf.waivers.most)).default([]),
    fleet: z.array(fleetSchema).max(mostOf.fleet.most, tooMany(mostOf.fleet.most)).default([]),
  })
  .superRefine((file, context) => {
    for (const { path, message } of contradictions(file)) context.addIssue({ code: 'custom', path, message });
  });

/** The same on a day, by which waivers have expired. */
const budgetsOn = (today: string) =>
  budgetsSchema.transform((file, context) => {
    file.waivers.forEach((waiver, index) => {
      const message = whyExpired(waiver, today);
      if (message !== undefined) context.addIssue({ code: 'custom', path: ['waivers', index, 'expires'], message });
    });
    return file;
  });

/** Phones that have to be there: at least so many that fit. */
export interface FleetEntry extends FleetMatch {
  readonly min_phones: number;
}

/** What a budgets file says. Rules are numbered from 1, as a person counts them. */
export interface BudgetsFile {
  readonly rules: readonly Rule[];
  readonly waivers: readonly Waiver[];
  readonly fleet: readonly FleetEntry[];
}

/** The day it is, in UTC. */
const todayUtc = (): string => new Date().toISOString().slice(0, 10);

/** Reads a budgets file. Throws a Problem that names file, line and field, also for a waiver that expired before `today`. */
export function readBudgets(path: string, today = todayUtc()): BudgetsFile {
  const { rules, waivers, fleet } = readYaml(path, budgetsOn(today));
  return { rules: rules.map((rule, index) => ({ ...rule, number: index + 1 })), waivers, fleet };
}
