import { writeFileSync } from 'node:fs';
import { record, recordFile, write } from './cases.ts';
import { Unavailable } from './sqlalchemy.ts';

// npm run oracle: records what SQLAlchemy makes of the cases.
try {
  const outcomes = await record();
  writeFileSync(recordFile, write(outcomes));
  console.log(`${recordFile}: ${Object.keys(outcomes).length} cases`);
} catch (error) {
  if (!(error instanceof Unavailable)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
