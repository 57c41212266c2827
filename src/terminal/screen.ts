/** What text for a person is written to, such as standard output; a test has one of its own. */
export interface Screen {
  readonly isTTY?: boolean | undefined;
  /** Characters in a line, where there is a terminal. */
  readonly columns?: number | undefined;
  write(text: string): unknown;
}

/** What a command says on standard output: all, only where its results are, or one JSON object. */
export type Speech = 'full' | 'quiet' | 'json';

/** How text is set off where there is a terminal that shows it. */
type Style = 'bold' | 'dim' | 'green' | 'yellow' | 'red';
export type Paint = (style: Style, text: string) => string;

const codes: Readonly<Record<Style, number>> = { bold: 1, dim: 2, red: 31, green: 32, yellow: 33 };

/**
 * Colours for a screen: none without a terminal, none on a dumb one, and none where NO_COLOR is set to anything
 * (https://no-color.org).
 */
export function paintFor(screen: Screen, env: NodeJS.ProcessEnv = process.env): Paint {
  const isPlain = screen.isTTY !== true || env['TERM'] === 'dumb' || (env['NO_COLOR'] ?? '') !== '';
  return isPlain ? (_, text) => text : (style, text) => `\u001b[${String(codes[style])}m${text}\u001b[0m`;
}
