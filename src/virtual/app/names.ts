/** The apps a virtual iPhone can run. Apart from what builds them, so that the command line can name them at once. */
export const virtualAppNames = ['twin', 'swift'] as const;
export type VirtualAppName = (typeof virtualAppNames)[number];
