import type { CaseFigures } from '../../case-figures.js';
import type { Column } from '../../column.js';

/** What the battery's gauge told between launches: docs/measurement.md says what these watts contain. */
export const energy = [
  {
    name: 'battery_temperature_c',
    type: 'number',
    owner: 'phone',
    means: 'temperature of the battery before the first launch; empty where the phone does not tell it',
    since: 6,
    value: ({ measured: [first] }) => first?.around?.before?.temperatureC,
  },
  {
    name: 'battery_temperature_after_c',
    type: 'number',
    owner: 'phone',
    means:
      'temperature of the battery after the last launch, when it was first read again: at once after a sustained launch and where the sweep asks for energy, otherwise only before a launch that measures',
    since: 7,
    value: ({ measured }) => measured.at(-1)?.around?.after?.temperatureC,
  },
  {
    name: 'idle_power_w',
    type: 'number',
    owner: 'phone',
    means:
      'what the whole phone drew while it rested before and after the launches, on average; empty, with the four below, unless the sweep asks for energy and the phone tells it',
    since: 6,
    value: ({ energy: { figures } }) => figures?.idleW,
  },
  {
    name: 'power_above_idle_w',
    type: 'number',
    owner: 'phone',
    means: 'what the whole phone drew beyond that while the launches worked, on average',
    since: 6,
    value: ({ energy: { figures } }) => figures?.powerW,
  },
  {
    name: 'energy_per_image_mj',
    type: 'number',
    owner: 'host',
    means: 'that power times the time of a prediction, warm-ups among them; the geometric mean over launches',
    since: 6,
    value: ({ energy: { figures } }) => figures?.perImageMj,
  },
  {
    name: 'energy_low_mj',
    type: 'number',
    owner: 'host',
    means:
      'lower end of its interval: of 95 % over launches with five or more, else the least that a launch took, by the hungrier of its two times of rest',
    since: 6,
    value: ({ energy: { figures } }) => figures?.interval.low,
  },
  {
    name: 'energy_high_mj',
    type: 'number',
    owner: 'host',
    means: 'upper end of it',
    since: 6,
    value: ({ energy: { figures } }) => figures?.interval.high,
  },
] as const satisfies readonly Column<CaseFigures>[];
