import { createRequire } from 'node:module';
import { execa } from 'execa';
import { appiumHome } from '../phone/appium-home.js';
import { Problem } from '../problem.js';
import { explainLog } from './xcode-failures.js';

/** Scripts of the XCUITest driver that prepare WebDriverAgent (appium-xcuitest-driver 12.13, `appium.scripts`). */
export const wdaScripts = ['open-wda', 'build-wda', 'download-wda', 'sign-wda'] as const;
export type WdaScript = (typeof wdaScripts)[number];

/**
 * Runs `appium driver run xcuitest SCRIPT -- ARGUMENTS` and shows its output as it comes. Throws a Problem with the
 * reason when it fails.
 */
export async function runDriverScript(
  script: WdaScript,
  args: readonly string[],
  show: (line: string) => void,
): Promise<void> {
  const main = createRequire(import.meta.url).resolve('appium');
  const child = execa(
    process.execPath,
    [main, 'driver', 'run', 'xcuitest', script, ...(args.length > 0 ? ['--', ...args] : [])],
    {
      env: { APPIUM_HOME: appiumHome() },
      all: true,
      buffer: false,
      reject: false,
      stdin: 'ignore',
      cleanup: true,
    },
  );
  let log = '';
  for await (const line of child.iterable({ from: 'all' })) {
    log += `${line}\n`;
    show(line);
  }
  const { exitCode } = await child;
  if (exitCode !== 0) throw new Problem(`the XCUITest driver's ${script} failed: ${explainLog(log)}`);
}
