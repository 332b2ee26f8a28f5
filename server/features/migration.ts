import { type Plan, planning } from '../edits/migration/plan.ts';
import { workspaceEdit } from '../edits/migration/workspace-edit.ts';
import { type Migration, migration as request } from '../protocol.ts';
import { normalUri } from '../workspace/disk.ts';
import type { Snapshot } from '../workspace/snapshot.ts';
import { defineSearch, type Steps } from './feature.ts';

/** The conversion of all backrefs of the workspace, or of a file or folder, with a report of those that stay. */
export const migration = defineSearch(request, {}, function* (snapshot, { within }): Steps<never, Migration> {
  const under = within === undefined ? undefined : normalUri(within);
  const made = yield* planning(snapshot, ({ uri }) => under === undefined || uri === under || uri.startsWith(`${under}/`));
  return { converted: made.converted.length, left: made.left.length, edit: workspaceEdit(made, snapshot.editor), report: report(snapshot, made) };
});

/** What is converted and what is left, as Markdown. */
function report(snapshot: Snapshot, { converted, left }: Plan): string {
  const path = (uri: string): string => {
    const folder = snapshot.folders.find(f => uri.startsWith(`${f.uri}/`));
    return decodeURIComponent(folder ? uri.slice(folder.uri.length + 1) : uri);
  };
  const place = ({ uri, range }: Plan['left'][number]['at']): string => `[${path(uri)}:${range.start.line + 1}](${uri}#L${range.start.line + 1})`;
  return [
    '# Backrefs to back_populates',
    '',
    `${converted.length} of ${converted.length + left.length} can be converted. The relationships of the project were worked out before and after: they are the same.`,
    ...(left.length > 0 ? ['', '## Left as they are', '', ...left.map(it => `- ${place(it.at)} \`${it.relationship}\`: ${it.reason}`)] : []),
    ...(converted.length > 0
      ? ['', '## Converted', '', ...converted.map(it => `- ${place(it.at)} \`${it.relationship}\`: ${it.attributes.map(a => `\`${a}\``).join(', ')}`)]
      : []),
    '',
  ].join('\n');
}
