import type { Diagnostic } from 'vscode-languageserver-protocol';
import { DiagnosticSeverity } from 'vscode-languageserver-protocol';
import { rules } from '../rules/index.ts';
import { similar } from '../rules/suggestions.ts';
import type { Snapshot } from '../workspace/snapshot.ts';

/** What is wrong with the settings in project files, by file; files with nothing wrong are there too. */
export function settingsProblems(snapshot: Snapshot): ReadonlyMap<string, readonly Diagnostic[]> {
  const known = rules.map(r => r.code);
  return new Map(
    snapshot.projectFiles().map(({ uri, problems, codes }) => {
      const unknown = codes
        .filter(c => !known.includes(c.code))
        .map(({ code, range }) => ({ range, message: `There is no rule '${code}'${meant(code, known)}` }));
      const all = [...problems, ...unknown];
      return [uri, all.map(({ range, message }) => ({ range, message, severity: DiagnosticSeverity.Error, source: 'backref', code: 'settings' }))];
    }),
  );
}

function meant(code: string, known: readonly string[]): string {
  const [near] = similar(code, known);
  return near === undefined ? '' : `; did you mean '${near}'?`;
}
