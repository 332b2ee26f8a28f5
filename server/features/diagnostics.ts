import { type Diagnostic, DiagnosticSeverity, DocumentDiagnosticReportKind, DocumentDiagnosticRequest } from 'vscode-languageserver-protocol';
import { isIgnored } from '../rules/ignored.ts';
import { rules } from '../rules/index.ts';
import type { Finding, Rule, Severity } from '../rules/rule.ts';
import type { Snapshot } from '../workspace/snapshot.ts';
import { defineFeature } from './feature.ts';

export const diagnostics = defineFeature(
  DocumentDiagnosticRequest.type,
  { diagnosticProvider: { identifier: 'backref', interFileDependencies: true, workspaceDiagnostics: false } },
  (snapshot, { textDocument }) => ({ kind: DocumentDiagnosticReportKind.Full as 'full', items: [...diagnosticsOf(snapshot, textDocument.uri)] }),
);

/** A finding with the rule it breaks and the severity that holds there. */
export interface Found {
  readonly rule: Rule;
  readonly severity: Exclude<Severity, 'off'>;
  readonly finding: Finding;
}

/** What all rules that are on have to say of a file. */
export function findings(snapshot: Snapshot, uri: string): readonly Found[] {
  if (snapshot.installed(uri)) return [];
  const { rules: wanted } = snapshot.config(uri);
  return rules.flatMap((rule): readonly Found[] => {
    const set = wanted[rule.code] ?? 'default';
    const severity = set === 'default' ? rule.severity : set;
    if (severity === 'off') return [];
    const told = [...rule.check(uri, snapshot)].filter(({ range }) => !isIgnored(snapshot, uri, range, rule.code));
    return told.map(finding => ({ rule, severity, finding }));
  });
}

const severities = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  information: DiagnosticSeverity.Information,
  hint: DiagnosticSeverity.Hint,
} as const;

export function diagnosticsOf(snapshot: Snapshot, uri: string): readonly Diagnostic[] {
  return findings(snapshot, uri).map(diagnosticOf);
}

/** A finding as editors show it. */
export const diagnosticOf = ({ rule, severity, finding }: Found): Diagnostic => ({
  range: finding.range,
  message: finding.message,
  severity: severities[severity],
  code: rule.code,
  source: 'backref',
  ...(finding.tags ? { tags: [...finding.tags] } : {}),
  ...(finding.related ? { relatedInformation: finding.related.map(({ location, message }) => ({ location, message })) } : {}),
});
