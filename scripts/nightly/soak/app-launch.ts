/**
 * The launch of the plan that an app was started for, by its command line: the app is given a job that is named after the
 * run, the launch and the attempt. Undefined for anything else.
 */
export const launchIn = (commandLine: string): string | undefined =>
  / --job jobs\/[^./]+\.(\S+)\.\d+\.json/.exec(commandLine)?.[1];
