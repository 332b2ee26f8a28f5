import { createHash } from 'node:crypto';
import {
  type Diagnostic,
  DiagnosticSeverity,
  DocumentDiagnosticRequest,
  type FullDocumentDiagnosticReport,
  type UnchangedDocumentDiagnosticReport,
} from 'vscode-languageserver-protocol';
import { isIgnored } from '../rules/ignored.ts';
import { rules } from '../rules/index.ts';
import type { Finding, Rule, Severity } from '../rules/rule.ts';
import type { Snapshot } from '../workspace/snapshot.ts';
import { defineFeature } from './feature.ts';

export const diagnostics = defineFeature(
  DocumentDiagnosticRequest.type,
  { diagnosticProvider: { identifier: 'backref', interFileDependencies: true, workspaceDiagnostics: true } },
  (snapshot, { textDocument, previousResultId }): FullDocumentDiagnosticReport | UnchangedDocumentDiagnosticReport => {
    const items = [...diagnosticsOf(snapshot, textDocument.uri)];
    const resultId = resultIdOf(items);
    return resultId === previousResultId ? { kind: 'unchanged', resultId } : { kind: 'full', resultId, items };
  },
);

/** The same for the same diagnostics, whatever text they come from. */
export const resultIdOf = (items: readonly Diagnostic[]): string =>
  items.length === 0 ? 'none' : createHash('sha1').update(JSON.stringify(items)).digest('base64url').slice(0, 16);

/** A finding with the rule it breaks and the severity that holds there. */
export interface Found {
  readonly rule: Rule;
  readonly severity: Exclude<Severity, 'off'>;
  readonly finding: Finding;
}

/** What all rules that are on have to say of a file. */
export function findings(snapshot: Snapshot, uri: string): readonly Found[] {
  return [...findingsByRule(snapshot, uri)].flat();
}

/** The same in steps, one for each rule: the first that asks about a file has it read. */
export function* findingsByRule(snapshot: Snapshot, uri: string): Generator<readonly Found[]> {
  if (snapshot.installed(uri)) return;
  const { rules: wanted } = snapshot.config(uri);
  for (const rule of rules) {
    const set = wanted[rule.code] ?? 'default';
    const severity = set === 'default' ? rule.severity : set;
    if (severity === 'off') continue;
    const told = [...rule.check(uri, snapshot)].filter(({ range }) => !isIgnored(snapshot, uri, range, rule.code));
    yield told.map(finding => ({ rule, severity, finding }));
  }
}

const severities = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  information: DiagnosticSeverity.Information,
  hint: DiagnosticSeverity.Hint,
} as const;

export function diagnosticsOf(snapshot: Snapshot, uri: string): readonly Diagnostic[] {
  return findings(snapshot, uri).map(found => diagnosticOf(found, snapshot));
}

/** A finding as editors show it. */
export const diagnosticOf = ({ rule, severity, finding }: Found, { editor }: Pick<Snapshot, 'editor'>): Diagnostic => ({
  range: finding.range,
  message: finding.message,
  severity: severities[severity],
  code: rule.code,
  ...(editor.rulePages === undefined ? {} : { codeDescription: { href: editor.rulePages.replace('*', rule.code) } }),
  source: 'backref',
  ...(finding.tags ? { tags: [...finding.tags] } : {}),
  ...(finding.related ? { relatedInformation: finding.related.map(({ location, message }) => ({ location, message })) } : {}),
});
