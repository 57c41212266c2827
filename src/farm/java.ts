import { join } from 'node:path';
import { execa } from 'execa';
import { exitCodes, Problem } from '../problem.js';

/** The oldest Java that Selenium Grid 4 runs on. */
const oldest = 11;

const remedy = `install OpenJDK 17, or set JAVA_HOME`;

/** The path of Java: that of JAVA_HOME, else the one on the PATH. Throws a Problem where there is none, or one that is too old. */
export async function findJava(env: NodeJS.ProcessEnv = process.env): Promise<string> {
  const home = env['JAVA_HOME'];
  const java = home === undefined || home === '' ? 'java' : join(home, 'bin/java');
  const { failed, stderr } = await execa(java, ['-version'], { reject: false, env, extendEnv: false });
  if (failed) throw new Problem(`${java} does not run, and a Grid node needs Java; ${remedy}`, exitCodes.missing);
  const major = javaMajorIn(stderr);
  if (major !== undefined && major < oldest) {
    throw new Problem(
      `${java} is Java ${String(major)}, and a Grid node needs ${String(oldest)} or later; ${remedy}`,
      exitCodes.missing,
    );
  }
  return java;
}

/** The major version in what `java -version` says, such as 17; undefined where it does not say. */
export function javaMajorIn(text: string): number | undefined {
  const [, first, second] = /version "(\d+)(?:\.(\d+))?/.exec(text) ?? [];
  if (first === undefined) return undefined;
  // Until Java 8 the versions were called 1.8.
  return Number(first === '1' ? (second ?? first) : first);
}
