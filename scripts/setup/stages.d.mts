/** What a stage came to, and what it printed. */
export interface Captured {
  readonly passed: boolean;
  readonly output: string;
}

export function captured(command: string, ...args: readonly string[]): Promise<Captured>;

export function capturedWithin(minutes: number, command: string, ...args: readonly string[]): Promise<Captured>;
