export const digitsAtMost: number;
export function putInteger(bytes: DataView, at: number, value: number): number;
