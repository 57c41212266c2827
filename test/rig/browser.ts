import { spawn } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import { execa } from 'execa';
import { afterTest, atExit } from './clean-up.js';
import { temporaryFolder } from './temporary-folder.js';

/** Chromium, by the names that Linux and macOS know it by; undefined where there is none. */
export async function findChromium(): Promise<string | undefined> {
  const names = [
    'chromium',
    'chromium-browser',
    'google-chrome',
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  ];
  for (const name of names) {
    if (!(await execa(name, ['--version'], { reject: false })).failed) return name;
  }
  return undefined;
}

interface Answer {
  readonly id?: number;
  readonly sessionId?: string;
  readonly method?: string;
  readonly params?: Record<string, unknown>;
  readonly result?: Record<string, unknown>;
  readonly error?: { readonly message: string };
}

interface Waiting {
  readonly resolve: (result: Record<string, unknown>) => void;
  readonly reject: (error: Error) => void;
}

/** A window of a browser, by the Chrome DevTools Protocol over a pipe. */
export interface Tab {
  /** What the page's console said, and what it threw. */
  readonly complaints: readonly string[];
  /** What it asked the network for, but for itself and data URLs. */
  readonly requests: readonly string[];
  /** The value of an expression in the page; of a promise what it comes to. */
  readonly evaluate: (expression: string) => Promise<unknown>;
  readonly send: (method: string, params?: object) => Promise<Record<string, unknown>>;
}

/** Opens a page in a browser of its own, which ends with the test, and waits until it is loaded. */
export async function openPage(
  chromium: string,
  address: string,
  { width = 1280, height = 900, dark = false } = {},
): Promise<Tab> {
  const child = spawn(
    chromium,
    [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--remote-debugging-pipe',
      '--no-first-run',
      `--user-data-dir=${temporaryFolder().path}`,
      'about:blank',
    ],
    { stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'] },
  );
  const forget = atExit(() => child.kill('SIGKILL'));
  const ended = new Promise<void>((resolve) =>
    child.once('exit', () => {
      resolve();
    }),
  );
  afterTest(async () => {
    child.kill('SIGKILL');
    await ended;
    forget();
  });
  const pipe = new Pipe(child.stdio[3] as Writable, child.stdio[4] as Readable);
  const { targetId } = await pipe.send('Target.createTarget', { url: 'about:blank' });
  const { sessionId } = await pipe.send('Target.attachToTarget', { targetId, flatten: true });
  const send = (method: string, params: object = {}): Promise<Record<string, unknown>> =>
    pipe.send(method, params, String(sessionId));
  const [complaints, requests]: [string[], string[]] = [[], []];
  const loaded = new Promise<void>((resolve) => {
    pipe.hear = (method, params) => {
      if (method === 'Page.loadEventFired') resolve();
      if (
        method === 'Runtime.consoleAPICalled' ||
        method === 'Runtime.exceptionThrown' ||
        method === 'Log.entryAdded'
      ) {
        complaints.push(JSON.stringify(params));
      }
      const { url = '' } = (params['request'] ?? {}) as { readonly url?: string };
      if (method === 'Network.requestWillBeSent' && url !== address && !url.startsWith('data:')) requests.push(url);
    };
  });
  for (const domain of ['Page', 'Runtime', 'Log', 'Network']) await send(`${domain}.enable`);
  await send('Emulation.setDeviceMetricsOverride', { width, height, deviceScaleFactor: 1, mobile: false });
  await send('Emulation.setEmulatedMedia', {
    features: [{ name: 'prefers-color-scheme', value: dark ? 'dark' : 'light' }],
  });
  await send('Page.navigate', { url: address });
  await loaded;
  const evaluate = async (expression: string): Promise<unknown> => {
    const { result, exceptionDetails } = await send('Runtime.evaluate', {
      expression,
      awaitPromise: true,
      returnByValue: true,
    });
    if (exceptionDetails !== undefined) throw new Error(`${expression}: ${JSON.stringify(exceptionDetails)}`);
    return (result as { readonly value?: unknown }).value;
  };
  return { complaints, requests, evaluate, send };
}

/** Messages of JSON that end in a zero byte, each answered by its number. */
class Pipe {
  hear: (method: string, params: Record<string, unknown>) => void = () => undefined;
  readonly #out: Writable;
  readonly #waiting = new Map<number, Waiting>();
  #last = 0;

  constructor(out: Writable, from: Readable) {
    this.#out = out;
    let held: Buffer[] = [];
    from.on('data', (chunk: Buffer) => {
      let rest = chunk;
      for (let end = rest.indexOf(0); end >= 0; end = rest.indexOf(0)) {
        this.#take(Buffer.concat([...held, rest.subarray(0, end)]).toString('utf8'));
        held = [];
        rest = rest.subarray(end + 1);
      }
      held.push(rest);
    });
    from.on('close', () => {
      for (const { reject } of this.#waiting.values()) reject(new Error('the browser has ended'));
    });
    out.on('error', () => undefined);
  }

  send(method: string, params: object, sessionId?: string): Promise<Record<string, unknown>> {
    const id = ++this.#last;
    this.#out.write(`${JSON.stringify({ id, method, params, ...(sessionId && { sessionId }) })}\0`);
    return new Promise((resolve, reject) => this.#waiting.set(id, { resolve, reject }));
  }

  #take(text: string): void {
    const { id, method, params = {}, result = {}, error } = JSON.parse(text) as Answer;
    if (method !== undefined) this.hear(method, params);
    const waiting = this.#waiting.get(id ?? -1);
    if (waiting === undefined) return;
    this.#waiting.delete(id ?? -1);
    if (error === undefined) waiting.resolve(result);
    else waiting.reject(new Error(error.message));
  }
}
