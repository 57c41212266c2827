import type { Plan } from '../plan/plan.js';
import type { RunState } from '../run/state.js';
import { liveLines, PlainLines, warningText } from './progress-text.js';
import { RunProgress } from './run-progress.js';
import type { PhoneProgress, PurposeOf } from './run-progress.js';
import { paintFor } from './screen.js';
import type { Screen, Speech } from './screen.js';

const everyMs = 250;
const usualWidth = 80;
const usualHeight = 24;

/** Where progress is shown, and how much is said. */
interface Shown {
  readonly purposeOf?: PurposeOf | undefined;
  readonly speech?: Speech | undefined;
  readonly screen?: Screen & { readonly rows?: number | undefined };
  readonly env?: NodeJS.ProcessEnv;
}

/**
 * Shows how far the run is: for each phone how much is done, how long the rest will take, what runs now and what came of
 * the launch before. On a terminal lines that renew themselves, elsewhere a line a launch. Returns the function that ends it.
 */
export function showProgress(
  state: Pick<RunState, 'folder' | 'phones'>,
  plan: Plan,
  { purposeOf, speech = 'full', screen = process.stdout, env = process.env }: Shown = {},
): () => void {
  if (speech !== 'full') return () => undefined;
  const progress = new RunProgress(state, plan, purposeOf);
  const view = screen.isTTY === true && env['TERM'] !== 'dumb' ? new LiveView(screen, env) : new PlainView(screen);
  const look = (): void => {
    view.show(progress.look());
  };
  look();
  const timer = setInterval(look, everyMs);
  return () => {
    clearInterval(timer);
    look();
    view.end();
  };
}

/** Lines that stay. */
class PlainView {
  readonly #screen: Screen;
  readonly #lines = new PlainLines();

  constructor(screen: Screen) {
    this.#screen = screen;
  }

  show(phones: readonly PhoneProgress[]): void {
    for (const line of this.#lines.next(phones)) this.#screen.write(`${line}\n`);
  }

  end(): void {
    // All is said.
  }
}

/**
 * A few lines at the lower end of a terminal, drawn anew; warnings stay above them. The cursor rests on an empty line above
 * the drawn ones, so that what others say meanwhile, such as on standard error, stays as well.
 */
class LiveView {
  readonly #screen: Screen & { readonly rows?: number | undefined };
  readonly #paint: ReturnType<typeof paintFor>;
  #drawn = '';

  constructor(screen: Screen & { readonly rows?: number | undefined }, env: NodeJS.ProcessEnv) {
    this.#screen = screen;
    this.#paint = paintFor(screen, env);
  }

  show(phones: readonly PhoneProgress[]): void {
    // A terminal that nobody gave a size says 0.
    const [columns, rows] = [this.#screen.columns || usualWidth, this.#screen.rows || usualHeight];
    const paint = this.#paint;
    // A line as long as the terminal is wide would go on in the next one.
    const lines = liveLines(phones, { width: columns - 1, height: rows, nowMs: Date.now(), paint });
    const warnings = phones.flatMap((phone) =>
      phone.warnings.map((warning) => paint('yellow', warningText(phone, warning, phones.length > 1))),
    );
    const drawn = lines.map((line) => `\n${line}`).join('');
    if (warnings.length === 0 && drawn === this.#drawn) return;
    const above = warnings.map((warning) => `${warning}\n`).join('');
    this.#screen.write(`${erased}${above}${drawn}\r\u001b[${String(lines.length)}A`);
    this.#drawn = drawn;
  }

  end(): void {
    this.#screen.write(erased);
  }
}

/** Takes away all from the cursor's line on. */
const erased = '\r\u001b[J';
