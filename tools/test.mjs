// npm test: everything, from a fresh clone; the last line says how many passed and failed.
//   npm test
//   npm test -- --only unit,ui         some steps, and what they need
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { node, root, typescript } from './child.mjs';
import { install } from './install.mjs';
import { packageExtension } from './package.mjs';

/** No step takes nearly as long, so one that does hangs. */
const LIMIT = 15 * 60_000;
const results = name => join(root, `out/results/${name}.json`);

/** Each step returns how many passed, failed and were skipped; or, as `cannot`, why it could not run. A check that is no test suite counts as one. */
const steps = [
  { name: 'types', run: () => check('node_modules/typescript/bin/tsc', ['--noEmit', '-p', '.']) },
  { name: 'lint', run: () => check('node_modules/@biomejs/biome/bin/biome', ['check', '.']) },
  { name: 'package', run: async () => one(await packageExtension()) },
  { name: 'unit', needs: 'package', run: () => vitest('unit', 'vitest.config.ts') },
  { name: 'oracle', run: async () => (await prepare('test/oracle/live/prepare.ts')) ?? (await vitest('oracle', 'vitest.oracle.config.ts')) },
  { name: 'extension', needs: 'package', run: extensionSuite },
  { name: 'ui', needs: 'package', run: async () => (await prepare('test/vscode/prepare.ts')) ?? (await vitest('ui', 'vitest.ui.config.ts')) },
];

async function main() {
  const chosen = choose(process.argv.slice(2));
  if (chosen === undefined) return 2;
  const problem = await install();
  if (problem !== undefined) return total([{ name: 'install', seconds: 0, passed: 0, failed: 1, cannot: problem }]);
  const done = [];
  for (const step of chosen) {
    console.log(`\n── ${step.name} ${'─'.repeat(60 - step.name.length)}`);
    const start = Date.now();
    const outcome = await carryOut(step, done);
    done.push({ name: step.name, seconds: (Date.now() - start) / 1000, ...outcome });
  }
  return total(done);
}

function choose(args) {
  const names = args.filter(arg => arg !== '--only').flatMap(arg => arg.replace(/^--only=/, '').split(','));
  const unknown = names.filter(name => !steps.some(step => step.name === name));
  if (unknown.length > 0) {
    console.error(`There is no step ${unknown.join(', ')}; the steps are ${steps.map(step => step.name).join(', ')}.`);
    return undefined;
  }
  const wanted = new Set(names.length > 0 ? names : steps.map(step => step.name));
  for (const { name, needs } of steps) if (wanted.has(name) && needs !== undefined) wanted.add(needs);
  return steps.filter(step => wanted.has(step.name));
}

async function carryOut(step, done) {
  if (done.some(({ name, failed }) => name === step.needs && failed > 0)) return { passed: 0, failed: 1, cannot: `the step ${step.needs} failed` };
  try {
    const outcome = await step.run();
    // What a machine of one's own may lack, a machine that decides about a change must have.
    return outcome.cannot === undefined ? outcome : { ...outcome, passed: 0, failed: process.env.CI ? 1 : 0 };
  } catch (error) {
    console.error(error);
    return { passed: 0, failed: 1 };
  }
}

/** Prints what became of each step and the sum, and returns the exit code. */
function total(done) {
  console.log(`\n${'═'.repeat(64)}`);
  for (const { name, seconds, passed, failed, skipped = 0, cannot } of done) {
    const counts = cannot === undefined ? [`${passed} passed`, `${failed} failed`, ...(skipped > 0 ? [`${skipped} skipped`] : [])].join(', ') : '';
    console.log(`${failed > 0 ? 'FAILED' : cannot === undefined ? 'ok    ' : '!!!   '}  ${name.padEnd(10)} ${seconds.toFixed(1).padStart(6)} s  ${counts}`);
    if (cannot !== undefined) console.log(`        not run: ${cannot}`);
  }
  const sum = key => done.reduce((n, it) => n + it[key], 0);
  console.log(`\n${sum('passed')} passed, ${sum('failed')} failed`);
  return sum('failed') > 0 ? 1 : 0;
}

const one = code => (code === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 });
const check = async (script, args) => one((await node(script, args, { timeout: LIMIT })).code);

async function vitest(name, config) {
  rmSync(results(name), { force: true });
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${results(name)}`];
  const { code } = await node('node_modules/vitest/vitest.mjs', ['run', '--config', config, ...reporters], { timeout: LIMIT });
  const report = read(results(name));
  // A file that could not be loaded has no tests to fail.
  const broken = report?.testResults.filter(file => file.status === 'failed' && file.assertionResults.length === 0).length;
  return counted(
    code,
    report && { passed: report.numPassedTests, failed: report.numFailedTests + broken, skipped: report.numPendingTests + report.numTodoTests },
  );
}

async function extensionSuite() {
  const cannot = process.env.BACKREF_VSCODE_DOWNLOAD === '1' ? undefined : await prepare('test/vscode/prepare.ts');
  if (cannot !== undefined) return cannot;
  rmSync(results('extension'), { force: true });
  const { code } = await typescript('test/vscode/extension-suite.ts', [], { timeout: LIMIT });
  const tests = read(results('extension'));
  const count = state => tests.filter(test => test.state === state).length;
  return counted(code, tests && { passed: count('passed'), failed: count('failed'), skipped: count('skipped') });
}

/** A suite that ended badly without a failed test, or that ran no test at all, has failed all the same. */
function counted(code, counts = { passed: 0, failed: 0 }) {
  return (code !== 0 && counts.failed === 0) || counts.passed + counts.failed === 0 ? { ...counts, failed: 1 } : counts;
}

/** Installs outside the tree what a step runs on; when that is impossible, an outcome that says why. */
async function prepare(script) {
  const { code, output } = await typescript(script, [], { quiet: true, timeout: LIMIT });
  const said = output.trim();
  if (code === 0) return void (said && console.log(said));
  return { passed: 0, failed: 0, cannot: said.split('\n').at(-1) };
}

function read(file) {
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined;
}

process.exitCode = await main();
