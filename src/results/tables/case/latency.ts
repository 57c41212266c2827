import type { CaseFigures } from '../../case-figures.js';
import { medianMs, milliseconds } from '../../column.js';
import type { Column } from '../../column.js';
import { latenciesNs, loadOf, resultsOf } from '../../launch-record.js';

/** How long things took. All from the launches that measured the case, but compile_ms and cold_load_ms. */
export const latency = [
  {
    name: 'launches',
    type: 'integer',
    required: true,
    owner: 'host',
    means: 'launches that measured the case',
    value: ({ measured }) => measured.length,
  },
  {
    name: 'iterations',
    type: 'integer',
    owner: 'app',
    means: 'timed predictions of the image, all launches together',
    value: ({ latency: figures }) => figures?.iterations,
  },
  {
    name: 'latency_median_ms',
    type: 'number',
    owner: 'app',
    means:
      "the only launch's median, or the geometric mean of the launches' medians; tables of rezbench 0.2.0 have the median of these",
    value: ({ latency: figures }) => milliseconds(figures?.medianNs),
  },
  {
    name: 'latency_ci_low_ms',
    type: 'number',
    owner: 'host',
    means: 'lower end of the 95 % interval',
    value: ({ latency: figures }) => milliseconds(figures?.interval?.low),
  },
  {
    name: 'latency_ci_high_ms',
    type: 'number',
    owner: 'host',
    means: 'upper end of the 95 % interval',
    value: ({ latency: figures }) => milliseconds(figures?.interval?.high),
  },
  {
    name: 'latency_ci_kind',
    type: 'string',
    owner: 'host',
    means:
      'within_launch (sectioning, ten batches of the only launch) or across_launches (t over the logarithms of five or more); empty between',
    value: ({ latency: figures }) => figures?.intervalKind,
  },
  {
    name: 'latency_mean_ms',
    type: 'number',
    owner: 'app',
    means: 'mean of all iterations',
    value: ({ latency: figures }) => milliseconds(figures?.meanNs),
  },
  {
    name: 'latency_min_ms',
    type: 'number',
    owner: 'app',
    means: 'fastest iteration',
    value: ({ latency: figures }) => milliseconds(figures?.minNs),
  },
  {
    name: 'latency_p90_ms',
    type: 'number',
    owner: 'app',
    means: '90th percentile; empty below 36 iterations',
    value: ({ latency: figures }) => milliseconds(figures?.p90Ns),
  },
  {
    name: 'latency_p95_ms',
    type: 'number',
    owner: 'app',
    means: '95th percentile; empty below 72 iterations',
    value: ({ latency: figures }) => milliseconds(figures?.p95Ns),
  },
  {
    name: 'latency_p99_ms',
    type: 'number',
    owner: 'app',
    means: '99th percentile; empty below 368 iterations',
    value: ({ latency: figures }) => milliseconds(figures?.p99Ns),
  },
  {
    name: 'latency_max_ms',
    type: 'number',
    owner: 'app',
    means: 'slowest iteration',
    value: ({ latency: figures }) => milliseconds(figures?.maxNs),
  },
  {
    name: 'end_to_end_median_ms',
    type: 'number',
    owner: 'app',
    means: 'median with filling the input and reading the output',
    value: ({ measured }) => medianMs(measured.flatMap((launch) => latenciesNs(launch, 'end_to_end'))),
  },
  {
    name: 'first_prediction_ms',
    type: 'number',
    owner: 'app',
    means: 'first prediction after loading, of the first launch',
    value: ({ measured: [first] }) => milliseconds(first && resultsOf(first, 'warmup')[0]?.latenciesNs[0]),
  },
  {
    name: 'compile_ms',
    type: 'number',
    owner: 'app',
    means: 'Core ML compilation on the phone; empty when a compiled model was there already',
    value: ({ prepared }) =>
      milliseconds(prepared && resultsOf(prepared, 'compile').find(({ reused }) => !reused)?.compileNs),
  },
  {
    name: 'cold_load_ms',
    type: 'number',
    owner: 'app',
    means:
      'first load of the model in a fresh process after a purge of what the system keeps of loads; a cold load only where cold_load_shown is true',
    value: ({ prepared }) => milliseconds(loadOf(prepared, 'purged')?.loadNs),
  },
  {
    name: 'cold_load_shown',
    type: 'boolean',
    owner: 'host',
    means:
      'whether first light showed on this phone and iOS build that loads after a purge are slower than prepared ones; empty where it did not say',
    since: 3,
    value: ({ phone }) => phone.coldLoadShown,
  },
  {
    name: 'warm_load_ms',
    type: 'number',
    owner: 'app',
    means:
      'load in a fresh process after an earlier launch loaded the same model; empty when no launch of the case had such a load',
    value: ({ primed }) => milliseconds(loadOf(primed, 'prepared')?.loadNs),
  },
  {
    name: 'load_procedure',
    type: 'string',
    owner: 'app',
    means:
      'how the load before the timed predictions of the first launch came about: after_install, purged, prepared, or unknown after one that was cut off',
    value: ({ measured: [first] }) => first && resultsOf(first, 'load')[0]?.procedure,
  },
] as const satisfies readonly Column<CaseFigures>[];
