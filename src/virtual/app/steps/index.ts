import type { StepName } from '../../../contract/job.js';
import { cooldown, sentinel } from './condition.js';
import { pause, timed } from './foreground.js';
import { compile, load, placement, purge, unload } from './models.js';
import { quality } from './quality.js';
import { stage } from './stage.js';
import type { Execute } from './step.js';
import { measure, warmup } from './timing.js';

/** Every step of the contract and what carries it out. */
export const steps: { readonly [Name in StepName]: Execute<Name> } = {
  stage,
  compile,
  load: timed(load),
  purge,
  pause,
  warmup: timed(warmup),
  measure: timed(measure),
  quality: timed(quality),
  placement,
  unload,
  cooldown,
  sentinel: timed(sentinel),
};
