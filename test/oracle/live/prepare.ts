import { environment, versions } from '../environments.ts';

// Installs the versions of SQLAlchemy; the last line on standard error says in one sentence why it could not.
try {
  for (const version of versions) await environment(version);
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
