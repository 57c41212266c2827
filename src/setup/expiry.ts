const dayMs = 24 * 3600 * 1000;

/** Describes how much time is left until a date, in words. */
export function describeTimeLeft(expires: Date, now = new Date()): string {
  const days = Math.floor((expires.getTime() - now.getTime()) / dayMs);
  if (expires <= now) return 'expired';
  return days === 0 ? 'less than a day left' : days === 1 ? '1 day left' : `${String(days)} days left`;
}
