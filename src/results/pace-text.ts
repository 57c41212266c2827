/** How predictions followed one another, after a size: empty for steady ones, `, paced` for taps, `, 30 fps` for frames. */
export function paceText({ pace_hz: hz }: { readonly pace_hz?: number | undefined }): string {
  if (hz === undefined) return '';
  return hz <= 1 ? ', paced' : `, ${String(hz)} fps`;
}
