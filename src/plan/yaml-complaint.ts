import type { z } from 'zod';

type Issue = z.core.$ZodIssue;

/** What a reader of YAML calls the kinds of values. */
const kinds: Readonly<Partial<Record<string, string>>> = {
  array: 'a list',
  object: 'fields, each with its value',
  record: 'fields, each with its value',
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
};

/** What is wrong with a field, and what to do: in the words of its schema, or where that has none of its own, in these. */
export function complaintOf(issue: Issue): string {
  if (issue.code === 'unrecognized_keys') return 'is no field that is known here; correct its name, or leave it out';
  const hasOwnWords = !issue.message.startsWith('Invalid input: expected');
  if (hasOwnWords || issue.code !== 'invalid_type') return issue.message;
  const kind = kinds[issue.expected];
  return kind === undefined ? issue.message : `must be ${kind}`;
}
