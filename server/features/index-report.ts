import { indexReport as request } from '../protocol.ts';
import { defineFeature } from './feature.ts';
import { isImplicit, label, restsOn, typeOf } from './words.ts';

/** The whole index as Markdown. */
export const indexReport = defineFeature(request, {}, snapshot => {
  const { project } = snapshot;
  const own = project.ownClasses.flatMap(c => [...c.own.values()]);
  const lines = [
    '# Backref index',
    '',
    `${snapshot.uris.length} Python files, ${project.ownClasses.length} models, ${own.length} relationships, ${own.filter(isImplicit).length} implicit.`,
  ];
  for (const { uri, name } of snapshot.folders) {
    const { version, source } = snapshot.sqlalchemy(`${uri}/_`);
    const why = {
      setting: 'the setting `backref.sqlalchemyVersion` says so',
      assumed: 'nothing says otherwise',
      file: `\`${source.kind === 'file' ? source.path : ''}\` says so`,
    };
    lines.push('', `${snapshot.folders.length > 1 ? `${name}: ` : ''}SQLAlchemy ${version}, because ${why[source.kind]}.`);
  }
  for (const cls of project.classes) {
    lines.push(
      '',
      `## ${cls.name}`,
      '',
      `\`${cls.id}\`${cls.table ? `, table \`${cls.table.fullname}\`` : ''}${cls.parent ? `, inherits \`${cls.parent.name}\`` : ''}${snapshot.installed(cls.at.uri) ? ', of an installed package' : ''}`,
    );
    if (cls.open !== undefined) lines.push('', `Not wholly known: ${cls.open}.`);
    if (cls.own.size > 0) lines.push('', '| attribute | type | from | rests on |', '|---|---|---|---|');
    for (const it of cls.own.values()) {
      const from = it.provenance.kind === 'backref' ? `backref of ${label(it.provenance.source)}` : 'written';
      const unresolved = it.target.kind === 'unknown' ? ` (${it.target.why})` : it.target.kind === 'none' ? ' (not found)' : '';
      lines.push(`| ${it.name} | ${typeOf(it).replaceAll('|', '\\|')}${unresolved} | ${from} | ${restsOn(it)} |`);
    }
  }
  return lines.join('\n');
});
