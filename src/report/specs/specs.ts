import type { Spec } from 'vega';
import { dotsSpec } from './dots.js';
import { chipsSpec, heatSpec, spreadSpec, thermalSpec } from './others.js';
import { tradeOffSpec } from './trade-off.js';
import { sustainedSpec } from './sustained.js';
import { trendSpec } from './trend.js';

/** What each chart is, by its id: Vega's specifications, as data, which the page takes with it. */
export const specs = (): Readonly<Record<string, Spec>> => ({
  'trade-off': tradeOffSpec,
  chips: chipsSpec(),
  units: dotsSpec({ scale: 'log' }),
  loads: dotsSpec({ scale: 'log' }),
  memory: dotsSpec({ scale: 'zero' }),
  spread: spreadSpec(),
  thermal: thermalSpec(),
  sustained: sustainedSpec(),
  minutes: dotsSpec({ scale: 'log' }),
  'change-map': heatSpec(),
  forest: dotsSpec({ scale: 'around0' }),
  trend: trendSpec(),
});
