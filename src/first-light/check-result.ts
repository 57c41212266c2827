/** What was measured, by name with its unit. A list of numbers has one entry per launch or image. */
export type Figures = Readonly<Record<string, number | boolean | string | readonly number[] | readonly string[]>>;

/** The answer of a check. */
export type CheckResult =
  | { readonly outcome: 'passed'; readonly figures: Figures }
  /** `remedy` is one sentence on what to do about it. */
  | { readonly outcome: 'failed'; readonly figures: Figures; readonly reason: string; readonly remedy: string }
  /** This phone cannot answer the question. */
  | { readonly outcome: 'not_applicable'; readonly figures: Figures; readonly reason: string }
  /** The check lacks what it needs, mostly because another check failed, or the figures do not decide. */
  | { readonly outcome: 'inconclusive'; readonly figures: Figures; readonly reason: string };

export const passed = (figures: Figures): CheckResult => ({ outcome: 'passed', figures });
export const failed = (reason: string, remedy: string, figures: Figures = {}): CheckResult => ({
  outcome: 'failed',
  reason,
  remedy,
  figures,
});
export const notApplicable = (reason: string, figures: Figures = {}): CheckResult => ({
  outcome: 'not_applicable',
  reason,
  figures,
});
export const inconclusive = (reason: string, figures: Figures = {}): CheckResult => ({
  outcome: 'inconclusive',
  reason,
  figures,
});
