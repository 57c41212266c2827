/* What the answer of `npm audit --json` (npm 7 and later) means under a policy. Pure functions; audit-verdict.d.mts has their types. */

/** From harmless to grave, as npm has them. */
const severities = ['info', 'low', 'moderate', 'high', 'critical'];

const day = /^\d{4}-\d{2}-\d{2}$/;

export function policyOf(given) {
  const { failFrom, exceptions, licences = {} } = given ?? {};
  if (!severities.includes(failFrom)) throw new Error(`field failFrom is none of ${severities.join(', ')}`);
  if (!Array.isArray(exceptions)) throw new Error('field exceptions is not a list');
  for (const [index, { advisory, until, reason }] of exceptions.entries()) {
    const field = `field exceptions.${index}`;
    if (!/^GHSA(-[0-9a-z]{4}){3}$/.test(advisory ?? '')) throw new Error(`${field}.advisory is no GHSA id`);
    if (!day.test(until ?? '') || Number.isNaN(Date.parse(until)))
      throw new Error(`${field}.until is no day such as 2026-01-31`);
    if (typeof reason !== 'string' || reason.trim().length < 20) throw new Error(`${field}.reason says too little`);
  }
  return { failFrom, exceptions, licences };
}

export function auditVerdict(answer, { failFrom, exceptions }, today) {
  const { vulnerabilities } = answer ?? {};
  if (typeof vulnerabilities !== 'object' || vulnerabilities === null) {
    const { error, message } = answer ?? {};
    return {
      outcome: 'no_answer',
      lines: [`no registry answered: ${error?.summary || message || 'npm printed no audit'}`],
    };
  }
  const found = advisoriesIn(vulnerabilities);
  const lines = [];
  let failed = false;
  for (const { id, severity, title, names } of found) {
    if (severities.indexOf(severity) < severities.indexOf(failFrom)) continue;
    const exception = exceptions.find(({ advisory }) => advisory === id);
    const about = `${id} (${severity}) in ${names.join(', ')}: ${title}`;
    if (exception === undefined) lines.push(`failed  ${about}`);
    else if (exception.until < today) lines.push(`failed  ${about}; its exception ended on ${exception.until}`);
    else lines.push(`excused until ${exception.until}  ${about}; ${exception.reason}`);
    failed ||= exception === undefined || exception.until < today;
  }
  for (const { advisory } of exceptions.filter(({ advisory }) => !found.some(({ id }) => id === advisory))) {
    lines.push(`${advisory} is not found any more: remove its exception`);
  }
  return { outcome: failed ? 'failed' : 'passed', lines };
}

/** Each advisory once, with the packages that it is about. A `via` that is a name leads to another entry. */
function advisoriesIn(vulnerabilities) {
  const byId = new Map();
  for (const { via = [] } of Object.values(vulnerabilities)) {
    for (const { url = '', severity, title, name } of via.filter((each) => typeof each === 'object')) {
      const id = /GHSA(-[0-9a-z]{4}){3}/.exec(url)?.[0] ?? url;
      const known = byId.get(id) ?? { id, severity, title, names: [] };
      if (!known.names.includes(name)) known.names.push(name);
      byId.set(id, known);
    }
  }
  return [...byId.values()];
}

/** Licences that a program under Apache-2.0 can be given away with. */
const permissive = [
  '0BSD',
  'Apache-2.0',
  'BlueOak-1.0.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'BSL-1.0',
  'CC-BY-3.0',
  'CC-BY-4.0',
  'CC0-1.0',
  'ISC',
  'MIT',
  'MIT-0',
  'PSF-2.0',
  'Python-2.0',
  'Unlicense',
  'WTFPL',
  'Zlib',
];

/** Of which a part may be replaced by whoever gets the whole: shared libraries that sharp loads. */
const replaceable = ['LGPL-3.0-or-later'];

export function foreignLicences({ packages }, { licences }) {
  return Object.entries(packages)
    .filter(([path, { dev }]) => path !== '' && !dev)
    .map(([path, { version, license }]) => ({ id: `${path.replace(/^.*node_modules\//, '')}@${version}`, license }))
    .filter(({ id, license }) => !Object.hasOwn(licences, id) && (license === undefined || !isFine(license)))
    .map(({ id, license }) => `${id}: ${license ?? 'none is named'}`);
}

/** An SPDX expression: one of those joined by OR, all of those joined by AND. */
const isFine = (expression) =>
  expression
    .replace(/[()]/g, '')
    .split(/ OR /)
    .some((part) =>
      part.split(/ AND /).every((id) => permissive.includes(id.trim()) || replaceable.includes(id.trim())),
    );
