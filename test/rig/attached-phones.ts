import type { IosVersion } from '../../src/virtual/iphone/identity.js';
import { start } from './rezbench.js';

export interface AttachedPhones {
  /** With it, rezbench and WebdriverIO see these phones. */
  readonly env: Readonly<Record<string, string>>;
  readonly detach: () => Promise<void>;
}

interface Wanted {
  readonly count?: number;
  readonly faults?: readonly string[];
  readonly ios?: IosVersion;
  /** A fleet file, in place of a number of phones. */
  readonly fleet?: string;
}

/** Attaches virtual iPhones that `rezbench virtual` keeps, as somebody else would in another shell. */
export async function attachVirtualIphones({
  count = 1,
  faults = [],
  ios,
  fleet,
}: Wanted = {}): Promise<AttachedPhones> {
  const command = start([
    ...['virtual', ...(fleet === undefined ? ['--count', String(count)] : ['--fleet', fleet])],
    ...faults.flatMap((fault) => ['--fault', fault]),
    ...(ios === undefined ? [] : ['--ios', ios]),
  ]);
  const [, settings = ''] = await command.line(/^export (.*)$/);
  return {
    env: Object.fromEntries(settings.split(' ').map((setting) => setting.split('=') as [string, string])),
    detach: () => command.stop(),
  };
}
