import { z } from 'zod';

/**
 * Where things lie under the app's Documents folder. Host and app agree on these names alone.
 */
export const jobPath = (launch: string): string => `jobs/${launch}.json`;
export const outFolder = (launch: string): string => `out/${launch}`;
export const eventsPath = (launch: string): string => `${outFolder(launch)}/events.jsonl`;
export const statusPath = (launch: string): string => `${outFolder(launch)}/status.json`;
export const modelFolder = (sha256: string): string => `models/${sha256}`;
export const imagePath = (sha256: string): string => `images/${sha256}.rgb`;
export const inventoryPath = 'inventory.json';
export const loadsPath = 'loads.json';

/** The Darwin notification that the app posts when a launch has ended, and again until its process ends. */
export const endNotification = (launch: string): string => `dev.rezbench.ended.${launch}`;

/** True for a path that stays below its root on every system: relative, forward slashes, no `.` or `..`. */
export function isContained(path: string): boolean {
  return (
    path.length > 0 &&
    !path.includes('\\') &&
    !path.includes('\0') &&
    path.split('/').every((part) => part !== '' && part !== '.' && part !== '..')
  );
}

export const containedPath = z.string().refine(isContained, { error: 'must be a relative path without ".."' });

export const sha256Hex = z.string().regex(/^[0-9a-f]{64}$/, { error: 'must be 64 hexadecimal digits' });

/** A launch names files and folders, so its letters are few. */
export const launchId = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,120}$/, {
  error: 'must be letters, digits, ".", "_" or "-"',
});
