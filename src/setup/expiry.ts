const dayMs = 24 * 3600 * 1000;

/** How long something still holds, in words. */
export function daysLeft(expires: Date, now = new Date()): string {
  const days = Math.floor((expires.getTime() - now.getTime()) / dayMs);
  if (expires <= now) return 'expired';
  return days === 0 ? 'less than a day left' : days === 1 ? '1 day left' : `${String(days)} days left`;
}
