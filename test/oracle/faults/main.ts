import { Unavailable } from '../sqlalchemy.ts';
import { ask, writeFaults } from './said.ts';

try {
  writeFaults(await ask());
} catch (error) {
  if (!(error instanceof Unavailable)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
