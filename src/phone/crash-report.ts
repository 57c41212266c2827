import { z } from 'zod';
import { parseJson } from '../contract/json.js';
import type { CrashReport } from '../contract/outcome.js';

/** What a crash report says about an app. */
export type CrashFinding = Pick<CrashReport, 'cause' | 'detail'>;

/** The process that a report is looked through for: by its pid, and where that is not known by its app. */
export interface Crashed {
  readonly pid?: number | undefined;
  readonly bundleId: string;
}

const header = z.looseObject({ bug_type: z.coerce.string() });

/** An event of jetsam, which ends processes when memory runs out. Only those that it ended have a reason. */
const jetsamEvent = z.looseObject({
  memoryStatus: z.looseObject({ pageSize: z.number() }),
  processes: z.array(
    z.looseObject({ pid: z.number().optional(), rpages: z.number().optional(), reason: z.string().optional() }),
  ),
});

const crash = z.looseObject({
  pid: z.number().optional(),
  bundleInfo: z.looseObject({ CFBundleIdentifier: z.string().optional() }).optional(),
  exception: z
    .looseObject({ type: z.string().optional(), signal: z.string().optional(), subtype: z.string().optional() })
    .optional(),
  termination: z
    .looseObject({
      namespace: z.string().optional(),
      code: z.number().optional(),
      indicator: z.string().optional(),
      reasons: z.array(z.string()).optional(),
    })
    .optional(),
});

const watchdogCode = 0x8badf00d;
const longestDetail = 200;

/**
 * What the report in an .ips file says about a process; undefined when it is about another one, or of a kind that ends no
 * process. The file holds a JSON object in its first line and another one after it (Apple: "Interpreting the JSON format of
 * a crash report", "Identifying high-memory use with jetsam event reports").
 */
export function crashFindingIn(text: string, process: Crashed): CrashFinding | undefined {
  const end = text.indexOf('\n');
  if (end < 0) return undefined;
  const body = parseJson(text.slice(end));
  switch (header.safeParse(parseJson(text.slice(0, end))).data?.bug_type) {
    case '298':
      return jetsamFinding(jetsamEvent.safeParse(body).data, process);
    case '309':
      return crashFinding(crash.safeParse(body).data, process);
    default:
      return undefined;
  }
}

/** Without its pid a process cannot be told from others there: names are cut, and the same app may have run before. */
function jetsamFinding(event: z.infer<typeof jetsamEvent> | undefined, { pid }: Crashed): CrashFinding | undefined {
  if (event === undefined || pid === undefined) return undefined;
  const ended = event.processes.find((process) => process.pid === pid && process.reason !== undefined);
  if (ended?.reason === undefined) return undefined;
  const limit = ended.reason === 'per-process-limit' ? 'at the memory limit of an app' : 'since memory ran out';
  const held =
    ended.rpages === undefined
      ? ''
      : `, holding ${String(Math.round((ended.rpages * event.memoryStatus.pageSize) / 1e6))} MB`;
  return { cause: 'memory', detail: `iOS ended it ${limit} (jetsam, ${ended.reason})${held}` };
}

function crashFinding(report: z.infer<typeof crash> | undefined, { pid, bundleId }: Crashed): CrashFinding | undefined {
  if (report === undefined) return undefined;
  const isIt = pid === undefined ? report.bundleInfo?.CFBundleIdentifier === bundleId : report.pid === pid;
  if (!isIt) return undefined;
  const { termination, exception } = report;
  if (termination?.namespace === 'JETSAM')
    return { cause: 'memory', detail: 'iOS ended it since memory ran out (jetsam)' };
  const [reason = ''] = termination?.reasons ?? [];
  if (termination?.code === watchdogCode) {
    const why = /explanation:(.+)/s.exec(reason)?.[1] ?? 'it did not answer the system in time';
    return { cause: 'watchdog', detail: `iOS's watchdog ended it: ${cut(why)}` };
  }
  const what = [exception?.type, exception?.signal, exception?.subtype, termination?.indicator ?? reason];
  const known = what.filter((part) => part !== undefined && part !== '');
  return { cause: 'bug', detail: known.length === 0 ? 'its crash report gives no reason' : cut(known.join(', ')) };
}

function cut(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length > longestDetail ? `${line.slice(0, longestDetail)}…` : line;
}
