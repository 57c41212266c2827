import { z } from 'zod';

/** What a WebDriverAgent says of itself and its phone. */
export type WdaAnswer =
  | { readonly kind: 'silent' }
  /** It says it is ready, and iOS lets it do nothing any more. */
  | { readonly kind: 'orphaned' }
  | {
      readonly kind: 'ready';
      /** Whether iOS let it look at the screen; absent where it has no such command. */
      readonly acts?: boolean | undefined;
      readonly screenLocked?: boolean | undefined;
      /** ProcessInfo.ThermalState: 0 nominal, 1 fair, 2 serious, 3 critical. */
      readonly thermalState?: number | undefined;
    };

const limitMs = 5000;

const status = z.looseObject({ value: z.looseObject({ ready: z.literal(true) }) });
const locked = z.looseObject({ value: z.boolean() });
const deviceInfo = z.looseObject({ value: z.looseObject({ thermalState: z.int().min(0).max(3) }) });
const failure = z.looseObject({ value: z.looseObject({ error: z.string(), message: z.string() }) });

/**
 * Asks a WebDriverAgent by commands that need no session, since a new session would end another client's
 * (appium-webdriveragent 16.12.9, FBSessionCommands.m). A test session that is over shows only in commands that act on the
 * screen, so it takes a picture.
 */
export async function askWda(url: string): Promise<WdaAnswer> {
  if (!(await wdaAnswers(url))) return { kind: 'silent' };
  const picture = await get(url, 'screenshot');
  const refused = failure.safeParse(picture.body).data?.value;
  if (refused?.message.includes('XCTDaemonErrorDomain') === true) return { kind: 'orphaned' };
  return {
    kind: 'ready',
    acts: refused?.error === 'unknown command' ? undefined : picture.ok,
    screenLocked: locked.safeParse((await get(url, 'wda/locked')).body).data?.value,
    thermalState: deviceInfo.safeParse((await get(url, 'wda/device/info')).body).data?.value.thermalState,
  };
}

/** Whether a WebDriverAgent says that it is ready, which one that hangs does not. */
export const wdaAnswers = async (url: string): Promise<boolean> =>
  status.safeParse((await get(url, 'status')).body).success;

async function get(url: string, path: string): Promise<{ readonly ok: boolean; readonly body?: unknown }> {
  try {
    const answer = await fetch(`${url.replace(/\/$/, '')}/${path}`, { signal: AbortSignal.timeout(limitMs) });
    return { ok: answer.ok, body: await answer.json() };
  } catch {
    return { ok: false };
  }
}
