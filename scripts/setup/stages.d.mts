/** What a stage came to, and what it printed. */
export interface Captured {
  readonly passed: boolean;
  readonly output: string;
}

export function captured(command: string, ...args: readonly string[]): Promise<Captured>;

export function capturedWithin(minutes: number, command: string, ...args: readonly string[]): Promise<Captured>;

export function whatFailed(output: string): string;

/** What a stage says of its end. */
export type StageEnd =
  boolean | { readonly passed: boolean; readonly output?: string; readonly failures?: string | undefined };

export function runStages(
  ...lanes: readonly (readonly { readonly name: string; readonly run: () => StageEnd | Promise<StageEnd> }[])[]
): Promise<number>;
