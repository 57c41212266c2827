/** What was measured, by name with its unit. A list has one entry a launch. */
export type Figures = Readonly<Record<string, number | boolean | string | readonly number[]>>;

/** How a check came out. */
export type Verdict =
  | { readonly outcome: 'passed'; readonly figures: Figures }
  /** `remedy`: one sentence on what to do about it. */
  | { readonly outcome: 'failed'; readonly figures: Figures; readonly reason: string; readonly remedy: string }
  /** It asks what this phone cannot answer. */
  | { readonly outcome: 'not_applicable'; readonly figures: Figures; readonly reason: string }
  /** What it needs did not come about, mostly because another check failed. */
  | { readonly outcome: 'could_not_be_told'; readonly figures: Figures; readonly reason: string };

export const passed = (figures: Figures): Verdict => ({ outcome: 'passed', figures });
export const failed = (reason: string, remedy: string, figures: Figures = {}): Verdict => ({
  outcome: 'failed',
  reason,
  remedy,
  figures,
});
export const notApplicable = (reason: string, figures: Figures = {}): Verdict => ({
  outcome: 'not_applicable',
  reason,
  figures,
});
export const untold = (reason: string, figures: Figures = {}): Verdict => ({
  outcome: 'could_not_be_told',
  reason,
  figures,
});
