import { Problem } from '../src/problem.js';

/** The Problem that an action ends with; anything else that comes of it fails the test. */
export async function problemOf(action: () => unknown): Promise<Problem> {
  try {
    await action();
  } catch (error) {
    if (error instanceof Problem) return error;
    throw error;
  }
  throw new Error('expected a Problem, and all went well');
}
