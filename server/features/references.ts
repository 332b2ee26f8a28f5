import { type Location, ReferencesRequest } from 'vscode-languageserver-protocol';
import { search } from '../uses/search.ts';
import { subjectAt } from '../uses/subject-at.ts';
import type { Use } from '../uses/use.ts';
import { defineSearch } from './feature.ts';

/** Every place that names a relationship or a mapped class: in code, strings and templates. Places of which nothing but the name is known are left out. */
export const references = defineSearch(
  ReferencesRequest.type,
  { referencesProvider: { workDoneProgress: true } },
  function* (snapshot, { textDocument, position, context }) {
    const at = subjectAt(snapshot, textDocument.uri, position);
    if (!at) return null;
    const wanted = (uses: readonly Use[]): Location[] =>
      uses.flatMap(({ uri, range, kind, certainty }) =>
        certainty === 'open' || (kind === 'declaration' && !context.includeDeclaration) ? [] : [{ uri, range }],
      );
    const steps = search(snapshot, at.subject);
    for (let step = steps.next(); ; step = steps.next()) {
      if (step.done) return wanted(step.value.uses);
      const { done, total, uses } = step.value;
      yield { done, total, part: wanted(uses) };
    }
  },
);
