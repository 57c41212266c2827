import type { Noise } from '../../../src/virtual/noise/fleets.js';
import type { Random } from '../../../src/virtual/noise/random.js';

/** Noise of log latency that a phone draws anew for a night, a launch, and an arm or case within. */
export interface NoiseModel {
  readonly name: string;
  /** The level of a phone's next night, from that of the night before. */
  nextNight(random: Random, noise: Noise, before: number): number;
  /** The level of a case, beside its phone's, in its next night. */
  nextCaseNight(random: Random, noise: Noise, before: number): number;
  launch(random: Random, noise: Noise): number;
  arm(random: Random, noise: Noise): number;
}

/** The model that the procedures were chosen by: src/virtual/noise. */
export const tuned: NoiseModel = {
  name: 'the model of src/virtual/noise',
  nextNight: (random, { nightSd }) => nightSd * random.normal(),
  nextCaseNight: () => 0,
  launch: (random, { launchSd }) => launchSd * random.normal(),
  arm: (random, { launchArmSd }) => launchArmSd * random.normal(),
};

/** Gives Student's t with 3 degrees of freedom the quartiles of the standard normal distribution: .67449 / .76489. */
const quartiles = 0.8818;

/** Student's t with 3 degrees of freedom: one value in 70 is beyond five of its quartiles, of a normal one in 1,300. */
const heavy = (random: Random): number => {
  const squares = random.normal() ** 2 + random.normal() ** 2 + random.normal() ** 2;
  return (quartiles * random.normal()) / Math.sqrt(squares / 3);
};

/** How launches of two speeds and wandering cases differ from the first model. */
const slowLaunches = 0.15;
const slowLaunch = Math.log(1.06);
const caseWander = 0.25;

/**
 * A model that no procedure was chosen or changed by:
 *
 * - heavy tails: launches and arms have Student's t with 3 degrees of freedom, with the quartiles of the first model's normals;
 * - drifting phones: nights do not lie around one level; each goes on from the one before, and a quarter as far each case too;
 * - launches of two speeds: 15 % of them are 6 % slower, as if the system had put them elsewhere.
 */
export const untuned: NoiseModel = {
  name: 'the second model',
  nextNight: (random, { nightSd }, before) => before + nightSd * random.normal(),
  nextCaseNight: (random, { nightSd }, before) => before + caseWander * nightSd * random.normal(),
  launch: (random, { launchSd }) => launchSd * heavy(random) + (random.uniform() < slowLaunches ? slowLaunch : 0),
  arm: (random, { launchArmSd }) => launchArmSd * heavy(random),
};

export const noiseModels = { tuned, untuned };
