import type { CaseRow } from '../../results/tables/results.js';
import type { BenchmarkName, PublishedNetwork } from '../published/networks.js';
import type { Metric } from './metric.js';

/*
 * What the page knows, in a form that its own program reads too: this file and whatever it imports as values run in the browser.
 * Figures are those of the tables, unrounded. Missing is absent.
 */

/** The cells of results.csv that the page has of every case, beside the figures of its metrics. */
export const caseColumns = [
  'case_id',
  'status',
  'reason',
  'variant',
  'family',
  'technique',
  'weight_dtype',
  'compute_dtype',
  'compute_units',
  'image_width',
  'image_height',
  'scale',
  'pace_hz',
  'launches',
  'sustained_s',
  'latency_ci_low_ms',
  'latency_ci_high_ms',
  'energy_low_mj',
  'energy_high_mj',
  'latency_p90_ms',
  'cold_load_ms',
  'cold_load_shown',
  'warm_load_ms',
  'memory_load_peak_bytes',
  'placed_cpu_share',
  'placed_gpu_share',
  'placed_ane_share',
  'observed_unit',
  'thermal_worst',
  'throttled',
  'warnings',
] as const satisfies readonly (keyof CaseRow)[];

type Cells = Pick<CaseRow, (typeof caseColumns)[number]>;

/** A case of a run, with where it stands. */
export interface ReportCase extends Cells {
  /** Index into `phones`. */
  readonly phone: number;
  /** Line of the run's results.csv on which the row begins, counted from 1, the header's. */
  readonly line: number;
  /** By the name of the metric. */
  readonly figures: Readonly<Partial<Record<string, number>>>;
}

/** A phone of a run. With several runs a phone stands here once for each. */
export interface ReportPhone {
  readonly run: string;
  readonly udid: string;
  /** Unique on the page. */
  readonly name: string;
  /** Its model and system, such as `iPhone 14 Pro, iOS 17.5`. */
  readonly about: string;
  /** As Apple names it, such as `A16 Bionic`; absent where it is not known. */
  readonly chip?: string;
  /** Whose images its variants were judged on; absent where they are not those of a benchmark. */
  readonly benchmark?: BenchmarkName;
}

/** The first load of a model after the app was installed, of launches.csv. */
export interface InstallLoad {
  readonly phone: number;
  readonly variant: string;
  readonly units: string;
  readonly ms: number;
}

/** Timed predictions of a case, of samples.csv. */
export interface Distribution {
  readonly phone: number;
  readonly case_id: string;
  readonly count: number;
  /** The 5th, 25th, 50th, 75th and 95th percentile in ms. */
  readonly quantilesMs: readonly number[];
  /** The median of each launch in ms. */
  readonly mediansMs: readonly number[];
}

/** The frames of a sustained case that began within a span, of all its launches. */
export interface FrameWindow {
  /** In minutes since the first frame. */
  readonly from: number;
  readonly to: number;
  readonly frames: number;
  /** How many of them were not ready when the next one was due. */
  readonly late: number;
  readonly medianMs: number;
  /** Absent for few frames. */
  readonly p95Ms?: number;
  /** The warmest that the phone said it was. */
  readonly state?: string;
}

/** What the frames of a sustained case came to, window after window. */
export interface FramesOverTime {
  readonly phone: number;
  readonly case_id: string;
  readonly windows: readonly FrameWindow[];
}

/** A span in which a phone said the same of its temperature, in minutes since its first launch. */
export interface ThermalSpan {
  readonly phone: number;
  readonly from: number;
  readonly to: number;
  readonly state: string;
}

/** An anchor's median in per cent above its fastest, minutes after the phone's first launch. */
export interface AnchorPoint {
  readonly phone: number;
  readonly at: number;
  readonly units: string;
  readonly variant: string;
  readonly ms: number;
  readonly percent: number;
}

/** A variant with the compute units that it is recommended on. */
export interface Shipped {
  readonly variant: string;
  readonly units: string;
}

/** A row of the comparison with the base that has a figure. */
export interface Change {
  readonly phone: number;
  readonly case_id: string;
  readonly variant: string;
  readonly units: string;
  readonly size: string;
  readonly metric: string;
  readonly verdict: string;
  readonly percent: number;
  readonly low?: number;
  readonly high?: number;
}

/** A run of a phone in the history. */
export interface Night {
  readonly run: string;
  /** When it began, in ms since 1970. */
  readonly at: number;
  /** Index into `epochs`. */
  readonly epoch: number;
}

/** Within one, figures compare. */
export interface Epoch {
  /** Builds; empty where a table did not say. */
  readonly os: string;
  readonly app: string;
  /** `measured` or `modelled`. */
  readonly source: string;
}

export interface CaseHistory {
  readonly case_id: string;
  /** The median latency of each night; null where the case has none. */
  readonly ms: readonly (number | null)[];
  /** Where it changed for good: the first night after it, by its index, and whether the package is another one since. */
  readonly changes: readonly { readonly night: number; readonly percent: number; readonly newPackage: boolean }[];
}

/** What the history has of a phone. */
export interface PhoneHistory {
  readonly phone: number;
  /** In the order of time. */
  readonly nights: readonly Night[];
  /** How many nights before these the page leaves out. */
  readonly earlier: number;
  readonly epochs: readonly Epoch[];
  readonly cases: readonly CaseHistory[];
}

export interface ReportData {
  readonly phones: readonly ReportPhone[];
  readonly cases: readonly ReportCase[];
  readonly costs: readonly Metric[];
  readonly qualities: readonly Metric[];
  readonly installLoads: readonly InstallLoad[];
  readonly distributions: readonly Distribution[];
  readonly frames: readonly FramesOverTime[];
  readonly thermal: readonly ThermalSpan[];
  readonly anchors: readonly AnchorPoint[];
  readonly changes: readonly Change[];
  /** What ship recommends. */
  readonly shipped: readonly Shipped[];
  /** Published networks at a scale of the cases that have figures on some phone's benchmark. */
  readonly published: readonly PublishedNetwork[];
  /** Of phones that the history knows; none where no history was given. */
  readonly history: readonly PhoneHistory[];
}

/** What the reader looks at. */
export interface Selection {
  readonly phone: number;
  readonly units: string;
  /** Of the low-resolution image, such as `64×64`. */
  readonly size: string;
  /** Names of metrics. */
  readonly x: string;
  readonly y: string;
}

/** The size of the low-resolution image, for a person. */
export const sizeOf = ({ image_width, image_height }: Pick<CaseRow, 'image_width' | 'image_height'>): string =>
  `${String(image_width)}×${String(image_height)}`;

/** Whether its predictions began at a rate, and so after a rest, instead of one after the other. */
export const isPaced = ({ pace_hz }: Pick<CaseRow, 'pace_hz'>): boolean => pace_hz !== undefined;

/** Whether it enlarged frames for minutes. */
export const isSustained = ({ sustained_s }: Pick<CaseRow, 'sustained_s'>): boolean => sustained_s !== undefined;

export const isOk = ({ status }: Pick<CaseRow, 'status'>): boolean => status === 'ok';

/** The steady cases that came to a good end: what charts show. */
export const isDrawn = (row: ReportCase): boolean => isOk(row) && !isPaced(row);

/** Each once, in the order of their first. */
export const distinct = <Value>(values: readonly Value[]): Value[] => [...new Set(values)];
