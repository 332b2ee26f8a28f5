import type { Range } from 'vscode-languageserver-protocol';
import type { Snapshot } from '../workspace/snapshot.ts';

/** `# backref: ignore`, `# backref: ignore[code, code]`, `# noqa`, `# noqa: code, code`. */
const comment = /#\s*(?:backref:\s*ignore(?:\[([^\]]*)\])?|noqa(?::\s*([\w-]+(?:[,\s]+[\w-]+)*))?)/i;

/** True when a comment on the first or the last line of a finding silences its rule. */
export function isIgnored(snapshot: Snapshot, uri: string, { start, end }: Range, code: string): boolean {
  const lines = snapshot.lines(uri);
  return [start.line, end.line].some(line => {
    const found = comment.exec(lines?.line(line) ?? '');
    if (!found) return false;
    const codes = found[1] ?? found[2];
    return codes === undefined || codes.split(/[,\s]+/).includes(code);
  });
}
