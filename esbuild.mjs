// Bundles the extension (dist/extension.js), the server (dist/server.js) and the command line (dist/cli.js).
//   node esbuild.mjs [--watch] [--minify]
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { build, context } from 'esbuild';

const minify = process.argv.includes('--minify');
const { version } = JSON.parse(readFileSync('package.json', 'utf8'));

/** The parser pulls in pyright's localisation and configuration; it needs none of either, and they are nine tenths of its weight. */
const slimParser = {
  name: 'slim-parser',
  setup(b) {
    const pyright = /[\\/]pyright-internal[\\/]dist[\\/]/;
    b.onLoad({ filter: /pyright-internal[\\/]dist[\\/]localization[\\/]localize\.js$/ }, () => ({
      contents: `
        // Used as a text, or as something to be formatted into one.
        const text = Object.assign(new String(''), { format: () => '', getFormatString: () => '' });
        exports.LocMessage = exports.LocAddendum = new Proxy({}, { get: () => () => text });
        exports.Localizer = { Diagnostic: exports.LocMessage, DiagnosticAddendum: exports.LocAddendum };
        exports.getLocaleFromEnv = () => 'en';`,
      loader: 'js',
    }));
    b.onLoad({ filter: /pyright-internal[\\/]dist[\\/]common[\\/](configOptions|uri[\\/]uri|timing|serviceKeys|realFileSystem)\.js$/ }, ({ path }) => {
      if (!pyright.test(path)) return undefined;
      if (/timing\.js$/.test(path)) {
        return {
          contents: `exports.timingStats = new Proxy({}, { get: () => ({ timeOperation: (f, ...a) => f(...a), subtractFromTime: f => f() }) });`,
          loader: 'js',
        };
      }
      return { contents: `exports.Uri = { is: () => false, empty: () => undefined }; exports.isUri = () => false;`, loader: 'js' };
    });
  },
};

const common = {
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  sourcemap: minify ? false : 'linked',
  minify,
  logLevel: 'info',
  define: { __BACKREF_VERSION__: JSON.stringify(version) },
  plugins: [slimParser],
};
const bundles = [
  { ...common, entryPoints: ['client/extension.ts'], outfile: 'dist/extension.js', external: ['vscode'] },
  { ...common, entryPoints: ['server/main.ts'], outfile: 'dist/server.js' },
  { ...common, entryPoints: ['server/cli.ts'], outfile: 'dist/cli.js', banner: { js: '#!/usr/bin/env node' } },
];

// The sources are ES modules, the bundles are not: VS Code loads extensions with require().
mkdirSync('dist', { recursive: true });
writeFileSync('dist/package.json', `${JSON.stringify({ type: 'commonjs' })}\n`);

if (process.argv.includes('--watch')) for (const it of bundles) await (await context(it)).watch();
else await Promise.all(bundles.map(it => build(it)));
