/** Runs the stages one after another, prints how long each took, and returns the exit code. All run even when one fails. */
export async function runStages(stages) {
  const table = [];
  for (const { name, run } of stages) {
    console.log(`\n== ${name}`);
    const began = performance.now();
    const passed = await run();
    table.push({ name, passed, minutes: (performance.now() - began) / 60_000 });
  }
  console.log('');
  for (const { name, passed, minutes } of table) {
    console.log(`${passed ? 'passed' : 'FAILED'}  ${minutes.toFixed(2).padStart(6)} min  ${name}`);
  }
  const failed = table.filter(({ passed }) => !passed).length;
  console.log(`${table.length - failed} passed, ${failed} failed`);
  return failed === 0 ? 0 : 1;
}
