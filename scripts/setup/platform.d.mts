/** What keeps rezbench from running on this platform with this Node; undefined when nothing does. */
export function platformProblem(platform: string, version: string): string | undefined;
export function checkPlatform(platform?: string, version?: string): void;
