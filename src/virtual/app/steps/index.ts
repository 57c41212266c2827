import type { StepName } from '../../../contract/job.js';
import { cooldown, pause, sentinel } from './condition.js';
import { compile, load, placement, purge, unload } from './models.js';
import { quality } from './quality.js';
import { stage } from './stage.js';
import { timed } from './timed.js';
import type { Execute } from './step.js';
import { measure, warmup } from './timing.js';

/** Every step of the contract and what carries it out. */
export const steps: { readonly [Name in StepName]: Execute<Name> } = {
  stage,
  compile,
  load,
  purge,
  pause,
  warmup: timed(warmup),
  measure: timed(measure),
  quality: timed(quality),
  placement,
  unload,
  cooldown,
  sentinel,
};
