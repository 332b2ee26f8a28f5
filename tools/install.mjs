// Makes node_modules what package-lock.json says; does nothing when it already is.
//   node tools/install.mjs
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { npm, root } from './child.mjs';

const OLDEST_NODE = 20;
const UNREACHABLE = /\b(ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH|ERR_SOCKET_TIMEOUT|ENOTCACHED)\b/;

/** Installs the dependencies if they are missing or stale; undefined when all is well, else a sentence that says what is wrong. */
export async function install() {
  if (Number(process.versions.node.split('.')[0]) < OLDEST_NODE) {
    return `Backref is built with Node ${OLDEST_NODE} or newer; this is ${process.version}. Install a newer one from your system's packages or with a version manager.`;
  }
  if (isCurrent()) return undefined;
  console.log('Installing dependencies (npm ci) ...');
  const { code, output } = await npm(['ci', '--no-audit', '--no-fund'], { quiet: true });
  if (code === 0) return undefined;
  const why = UNREACHABLE.exec(output);
  if (why) return `The dependencies are missing or stale and the npm registry is not reachable (${why[0]}): run this once with a network connection.`;
  const said = output.split('\n').filter(line => /^npm (error|ERR!) ./.test(line));
  return `npm ci failed (${code}):\n${said.slice(0, 12).join('\n') || output.trim()}`;
}

/** npm keeps a copy of the lock file inside node_modules, written when an installation is complete: that is the stamp. */
function isCurrent() {
  const stamp = join(root, 'node_modules/.package-lock.json');
  if (!existsSync(stamp)) return false;
  const installed = packages(stamp);
  return Object.entries(packages(join(root, 'package-lock.json'))).every(
    // The optional ones are for other systems than this one, unless they are there.
    ([path, { version, optional }]) => path === '' || installed[path]?.version === version || (optional && installed[path] === undefined),
  );
}

function packages(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8')).packages ?? {};
  } catch {
    return {};
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const problem = await install();
  if (problem !== undefined) {
    console.error(problem);
    process.exitCode = 1;
  }
}
