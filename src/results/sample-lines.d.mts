/** What the lines of a stretch have alike, as CSV: the text before, between and after the iteration, the latency and the time. */
export interface Line {
  readonly beforeIteration: string;
  readonly beforeLatency: string;
  readonly beforeTime: string;
  readonly afterTime: string;
}

/** Iterations of a series, from the first to before the last, whose lines differ in numbers alone. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
  readonly line: Line;
}

/** The predictions of one step, in a form that another thread can be given. */
export interface LinesOfSeries {
  readonly latenciesNs: Float64Array<ArrayBuffer>;
  readonly stepStartNs: number;
  /** When each began, since the step's start; undefined for warm-ups. */
  readonly startsNs: Float64Array<ArrayBuffer> | undefined;
  readonly stretches: readonly Stretch[];
}

export class SampleLines {
  constructor(append: (part: Uint8Array) => void);
  text(text: string): void;
  series(series: LinesOfSeries): void;
  flush(): void;
}
