/** JSON as NSJSONSerialization prints it: indented by two, a space on both sides of a colon, slashes escaped. */
export function prettyJson(value: unknown, indent = ''): string {
  const inner = `${indent}  `;
  if (Array.isArray(value)) {
    const items = value.map((item) => `${inner}${prettyJson(item, inner)}`).join(',\n');
    return `[\n${items}\n${indent}]`;
  }
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value).map(
      ([key, item]) => `${inner}${prettyJson(key)} : ${prettyJson(item, inner)}`,
    );
    return `{\n${entries.join(',\n')}\n${indent}}`;
  }
  return JSON.stringify(value).replaceAll('/', '\\/');
}
