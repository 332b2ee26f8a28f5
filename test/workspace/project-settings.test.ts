import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Command } from 'vscode-languageserver-protocol';
import { defaultConfig } from '../../server/config.ts';
import { silenceRule } from '../../server/edits/silence.ts';
import { codeActions } from '../../server/features/code-actions.ts';
import { findings } from '../../server/features/diagnostics.ts';
import { settingsProblems } from '../../server/features/settings-problems.ts';
import { commands } from '../../server/protocol.ts';
import { uriOf } from '../../server/workspace/disk.ts';
import { readPyproject } from '../../server/workspace/pyproject.ts';
import type { Session } from '../../server/workspace/session.ts';
import { folder, indexed, write } from './folder.ts';

const models = `from sqlalchemy import Column, ForeignKey, Integer
from sqlalchemy.orm import declarative_base, relationship
Base = declarative_base()
class Author(Base):
    __tablename__ = "author"
    id = Column(Integer, primary_key=True)
    books = relationship("Book", backref="author", lazy="joind")
class Book(Base):
    __tablename__ = "book"
    id = Column(Integer, primary_key=True)
    author_id = Column(ForeignKey("author.id"))
`;
const told = (session: Session, path: string): readonly string[] =>
  findings(session.snapshot(), uriOf(path))
    .map(({ rule, severity }) => `${rule.code} ${severity}`)
    .sort();

describe('what is read', () => {
  test('all of it', () => {
    const text = `[tool.backref]
sqlalchemy-version = "2.1"
exclude = ["old/"]
[tool.backref.rules]
no-backref = "warning"
[tool.backref.per-file-ignores]
"tests/*" = ["no-backref"]
`;
    expect(readPyproject(text)).toMatchObject({
      rules: { 'no-backref': 'warning' },
      sqlalchemyVersion: '2.1',
      exclude: ['old/'],
      perFileIgnores: [{ pattern: 'tests/*', codes: ['no-backref'] }],
      codes: [
        { code: 'no-backref', range: { start: { line: 4, character: 0 } } },
        { code: 'no-backref', range: { start: { line: 6, character: 14 } } },
      ],
      problems: [],
    });
  });

  test.each(['', '[tool.other]\n', '[project]\nname = "backref"\n', '[project\nbackref'])('nothing in %j', text => {
    expect(readPyproject(text)).toBeUndefined();
  });

  test.each([
    ['[tool.backref.rules]\nno-backref = "loud"', '1:0 no-backref is one of "default", "error", "warning", "information", "hint", "off", not "loud"'],
    ['[tool.backref]\nrules = "off"', '1:0 rules is a table: [tool.backref.rules]'],
    ['[tool.backref]\nsqlalchemy-version = 2.0', '1:0 sqlalchemy-version is one of "auto", "1.4", "2.0", "2.1", not 2'],
    ['[tool.backref]\nexclude = "old"', '1:0 exclude is a list of patterns'],
    ['[tool.backref.per-file-ignores]\n"tests/*" = "no-backref"', '1:1 "tests/*" is given a list of codes'],
    ['[tool.backref]\nexcludes = []', "1:0 There is no setting 'excludes'; there are rules, exclude, per-file-ignores and sqlalchemy-version"],
    ['[tool]\nbackref = 1', '0:0 tool.backref is no table'],
    ['[tool.backref]\nexclude = [', '1:0 The file is not valid TOML, so [tool.backref] is not read: Invalid TOML document: unfinished array'],
  ])('%j', (text, problem) => {
    expect(readPyproject(text)?.problems.map(({ range: { start }, message }) => `${start.line}:${start.character} ${message}`)).toEqual([problem]);
  });
});

describe('what holds for a file', () => {
  test('the nearest file with a section, in front of what the editor says', async () => {
    const root = folder({
      'pyproject.toml': '[tool.backref.rules]\nno-backref = "warning"\nunknown-lazy = "off"\n',
      'app/models.py': models,
      'app/sub/pyproject.toml': '[project]\nname = "sub"\n',
      'app/sub/models.py': models,
      'other/pyproject.toml': '[tool.backref]\nsqlalchemy-version = "1.4"\n',
      'other/models.py': models,
    });
    const session = await indexed(root);
    session.configure(uriOf(root), { ...defaultConfig, rules: { 'no-backref': 'hint' }, sqlalchemyVersion: '2.1' });
    expect(told(session, join(root, 'app/models.py'))).toEqual(['no-backref warning']);
    expect(told(session, join(root, 'app/sub/models.py'))).toEqual(['no-backref warning']);
    expect(told(session, join(root, 'other/models.py'))).toEqual(['no-backref hint', 'unknown-lazy error']);
    const { sqlalchemy } = session.snapshot();
    expect(['app', 'other'].map(f => sqlalchemy(uriOf(join(root, f, 'models.py'))).version)).toEqual(['2.1', '1.4']);
  });

  test('per-file-ignores and exclude count from the folder of the file', async () => {
    const root = folder({
      'project/pyproject.toml':
        '[tool.backref]\nexclude = ["old/", "made_{a,b}.py"]\n[tool.backref.per-file-ignores]\n"app/*.py" = ["unknown-lazy"]\n"**/legacy.py" = ["unknown-lazy"]\n',
      'project/app/models.py': models,
      'project/lib/models.py': models,
      'project/lib/deep/legacy.py': models,
      'project/old/models.py': models,
      'project/made_a.py': models,
    });
    const session = await indexed(root);
    expect(told(session, join(root, 'project/app/models.py'))).toEqual([]);
    expect(told(session, join(root, 'project/lib/models.py'))).toEqual(['unknown-lazy error']);
    expect(told(session, join(root, 'project/lib/deep/legacy.py'))).toEqual([]);
    expect(session.snapshot().uris.map(u => u.slice(uriOf(root).length))).toEqual([
      '/project/app/models.py',
      '/project/lib/deep/legacy.py',
      '/project/lib/models.py',
    ]);
  });

  test('a change is seen; one of what is left out needs a new index', async () => {
    const root = folder({ 'pyproject.toml': '', 'models.py': models, 'old/models.py': models });
    const session = await indexed(root);
    const change = (text: string): void => {
      write(root, { 'pyproject.toml': text });
      session.changed(uriOf(join(root, 'pyproject.toml')), true);
    };
    expect(told(session, join(root, 'models.py'))).toEqual(['unknown-lazy error']);
    change('[tool.backref.rules]\nunknown-lazy = "hint"\n');
    expect(told(session, join(root, 'models.py'))).toEqual(['unknown-lazy hint']);
    expect(session.mustIndex).toBe(false);
    change('[tool.backref]\nexclude = ["old"]\n');
    expect(session.mustIndex).toBe(true);
    await session.index();
    expect([session.mustIndex, session.fileCount]).toEqual([false, 1]);
    rmSync(join(root, 'pyproject.toml'));
    session.changed(uriOf(join(root, 'pyproject.toml')));
    expect(session.mustIndex).toBe(true);
  });

  test('what cannot be meant is told with the file, rules that are not there too', async () => {
    const root = folder({ 'pyproject.toml': '[tool.backref.rules]\nno-backrefs = "off"\nnoload = 1\n', 'models.py': models });
    const session = await indexed(root);
    const problems = settingsProblems(session.snapshot()).get(uriOf(join(root, 'pyproject.toml'))) ?? [];
    expect(problems.map(p => `${p.range.start.line} ${p.message}`)).toEqual([
      '2 noload is one of "default", "error", "warning", "information", "hint", "off", not 1',
      "1 There is no rule 'no-backrefs'; did you mean 'no-backref'?",
    ]);
    expect(told(session, join(root, 'models.py'))).toEqual(['unknown-lazy error']);
  });
});

test('turning a rule off for the project saves its file, where the client can: it is read from the disk', async () => {
  const root = folder({ 'models.py': models, 'pyproject.toml': '' });
  const session = await indexed(root);
  const uri = uriOf(join(root, 'models.py'));
  const silencing = (): readonly (Command | undefined)[] => {
    const range = { start: { line: 0, character: 0 }, end: { line: 99, character: 0 } };
    const actions = codeActions.handle(session.snapshot(), { textDocument: { uri }, range, context: { diagnostics: [] } });
    return actions.filter(it => it.title.startsWith('Do not report')).map(it => it.command);
  };
  expect(silencing()).toEqual([undefined]);
  session.editor = { ...session.editor, commands: true };
  expect(silencing()).toEqual([{ title: 'Save', command: commands.save, arguments: [uriOf(join(root, 'pyproject.toml'))] }]);
});

test.each([
  ['', '[tool.backref.rules]\nnoload = "off"\n'],
  ['[project]\nname = "x"', '[project]\nname = "x"\n\n[tool.backref.rules]\nnoload = "off"\n'],
  ['[tool.backref]\nexclude = []\n', '[tool.backref]\nexclude = []\n\n[tool.backref.rules]\nnoload = "off"\n'],
  ['[tool.backref.rules] # ours\nno-backref = "hint"\n[tool.x]\n', '[tool.backref.rules] # ours\nnoload = "off"\nno-backref = "hint"\n[tool.x]\n'],
  ['[tool.backref.rules]\r\nnoload = "hint" # why\r\n', '[tool.backref.rules]\r\nnoload = "off"\r\n'],
  ['[tool.backref.rules]', '[tool.backref.rules]\nnoload = "off"\n'],
  ['[tool.backref]\nrules = {}\n', undefined],
  ['[tool.backref]\nrules.no-backref = "off"\n', undefined],
  ['[project\n', undefined],
])('a rule is turned off in %j', (text, after) => {
  const edit = silenceRule(text, 'noload');
  const lines = text.split('\n');
  const offset = ({ line, character }: { line: number; character: number }): number => lines.slice(0, line).reduce((n, l) => n + l.length + 1, 0) + character;
  expect(edit && text.slice(0, offset(edit.range.start)) + edit.newText + text.slice(offset(edit.range.end))).toBe(after);
});
