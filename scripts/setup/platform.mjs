/** Ends with one sentence where rezbench cannot run. Plain JavaScript, so that an old Node can say so. */
export function checkPlatform(platform = process.platform, version = process.versions.node) {
  const problem = platformProblem(platform, version);
  if (problem === undefined) return;
  console.error(`rezbench: ${problem}`);
  process.exit(2);
}

export function platformProblem(platform, version) {
  if (platform === 'win32') {
    return 'Windows is not supported, since iPhones are reached through a usbmuxd socket; use macOS, Linux or WSL';
  }
  const [major, minor] = version.split('.').map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return undefined;
  return `Node ${version} is too old; install Node 20.19 or newer`;
}
