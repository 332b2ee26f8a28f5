import { homedir } from 'node:os';
import { join } from 'node:path';

/** The folder outside the tree where downloads that outlive one run are kept: `$BACKREF_CACHE`, or `backref` in the user's cache folder. */
export function cacheFolder(): string {
  return process.env['BACKREF_CACHE'] ?? join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'backref');
}
