import { z } from 'zod';
import { routes } from '../contract/route.js';

/**
 * What the node of a Selenium Grid declares of each phone: Grid compares a requested capability only where a slot's stereotype
 * has one of that name, so every key that a session is asked for by is on every phone.
 */
export const stereotypeSchema = z.looseObject({
  'appium:udid': z.string(),
  'appium:deviceName': z.string(),
  /** iOS, such as 17.5. */
  'appium:platformVersion': z.string(),
  /** What the phone is called in the farm. */
  'rezbench:phone': z.string(),
  /** Where the harness app lies on the node's host: Grid cannot carry it there. */
  'rezbench:app': z.string(),
  'rezbench:appBundleId': z.string(),
  'rezbench:appBuild': z.string(),
  /** The rezbench that keeps the node. */
  'rezbench:version': z.string(),
  /** Its name in the lab file of its host, where that has it. */
  'rezbench:labName': z.string().optional(),
  /** Such as 21F79, and iPhone15,2, where the phone told them. */
  'rezbench:osBuild': z.string().optional(),
  'rezbench:model': z.string().optional(),
  /** How the driver on the node's host reaches the phone. */
  'rezbench:route': z.enum(routes).optional(),
});
export type Stereotype = Readonly<z.infer<typeof stereotypeSchema>>;

/**
 * Which host has asked for a session. No stereotype declares it, so that it decides nothing; a slot shows it, and a session
 * that this host has left behind is told from those of others by it.
 */
export const clientKey = 'rezbench:client';
