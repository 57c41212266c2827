import type { Size } from '../image/rgb.js';
import { sizeSchema } from '../plan/sweep.js';
import { Problem } from '../problem.js';

/** What `--size` says, in pixels. Throws a Problem for what is no size, or too large a one. */
export function sizeOption(text: string): Size {
  const parsed = sizeSchema.safeParse(text);
  if (parsed.success) return parsed.data;
  throw new Problem(`--size ${text}: ${parsed.error.issues[0]?.message ?? 'is wrong'}`);
}
