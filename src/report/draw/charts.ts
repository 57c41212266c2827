import { forestChart, heatChart } from './changes.js';
import { chipsChart } from './chips.js';
import type { Chart } from './drawing.js';
import { loadsChart } from './loads.js';
import { memoryChart } from './memory.js';
import { spreadChart } from './spread.js';
import { minutesChart } from './minutes.js';
import { sustainedChart } from './sustained.js';
import { thermalChart } from './thermal.js';
import { tradeOffChart } from './trade-off.js';
import { trendChart } from './trend.js';
import { unitsChart } from './units.js';

/** Every chart of the page. */
export const charts: readonly Chart[] = [
  tradeOffChart,
  chipsChart,
  unitsChart,
  loadsChart,
  memoryChart,
  spreadChart,
  thermalChart,
  sustainedChart,
  minutesChart,
  heatChart,
  forestChart,
  trendChart,
];
