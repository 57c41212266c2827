import { CommandFailed } from '../phone/command.js';
import type { Phone } from '../phone/phone.js';

/** Whether the phone is locked; false where it cannot be known, since a launch then shows what is wrong. */
export async function isLocked(phone: Phone): Promise<boolean> {
  try {
    return await phone.isLocked();
  } catch (error) {
    if (error instanceof CommandFailed) return false;
    throw error;
  }
}
