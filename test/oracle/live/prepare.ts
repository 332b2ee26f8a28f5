import { environment, versions } from '../environments.ts';

// Installs the versions of SQLAlchemy; the last line on standard error says in one sentence why it could not.
try {
  await Promise.all(versions.map(environment));
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
