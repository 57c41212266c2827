/**
 * The apps that a virtual iPhone can run. They have a file of their own, so that the command line can list them without
 * loading the code that builds them.
 */
export const virtualAppNames = ['twin', 'swift'] as const;
export type VirtualAppName = (typeof virtualAppNames)[number];
