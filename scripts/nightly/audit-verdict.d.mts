export interface Policy {
  /** The least severity that fails, as npm names them. */
  readonly failFrom: string;
  /** Advisories that are excused until the end of a day, such as 2026-01-31. */
  readonly exceptions: readonly { readonly advisory: string; readonly until: string; readonly reason: string }[];
  /** What somebody found out about packages whose licence package-lock.json does not tell, by `name@version`. */
  readonly licences: Readonly<Record<string, string>>;
}

export interface AuditVerdict {
  readonly outcome: 'passed' | 'failed' | 'no_answer';
  /** For a person, one for each advisory that matters. */
  readonly lines: readonly string[];
}

export interface Lock {
  readonly packages: Readonly<
    Record<string, { readonly version?: string; readonly license?: string; readonly dev?: boolean }>
  >;
}

/** Throws for a policy that is not one: an exception without a reason or a day would never be looked at again. */
export function policyOf(given: unknown): Policy;

/** What `npm audit --json` printed, parsed, means under a policy; undefined is what was no JSON. `today` as 2026-01-31. */
export function auditVerdict(answer: unknown, policy: Policy, today: string): AuditVerdict;

/** Packages that ship with rezbench under a licence that neither list allows, from package-lock.json. */
export function foreignLicences(lock: Lock, policy: Policy): string[];
