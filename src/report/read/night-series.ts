/** The latency of one case within one epoch, run after run, as a history has it. */
export interface NightSeries {
  /** UDID. */
  readonly device: string;
  readonly os_build: string;
  readonly app_build: string;
  /** `measured` or `modelled`; empty where an older table did not say. */
  readonly latency_source: string;
  readonly case_id: string;
  /** In ms, in the order of time. */
  readonly points: readonly { readonly run_id: string; readonly at: string; readonly value: number }[];
  /** Where the series changed for good; `run_id` is the first run after it. */
  readonly changes: readonly { readonly run_id: string; readonly percent: number; readonly new_package: boolean }[];
}
