import { expect, test } from 'vitest';
import { type CodeActionContext, CodeActionKind, CodeActionTriggerKind } from 'vscode-languageserver-protocol';
import { codeActionResolve, codeActions } from '../../server/features/code-actions.ts';
import { fixture } from '../support/fixture.ts';

const models = (relationship: string): string => `from sqlalchemy import Column, ForeignKey, Integer
from sqlalchemy.orm import declarative_base, relationship
Base = declarative_base()
class A(Base):
    __tablename__ = "a"
    id = Column(Integer, primary_key=True)
    ${relationship}
class B(Base):
    __tablename__ = "b"
    id = Column(Integer, primary_key=True)
    a_id = Column(ForeignKey("a.id"))
`;

/** `kind: title` of what is offered at the cursor; `*` behind the preferred one, the reason behind a disabled one. */
function offered(source: string, context: Partial<CodeActionContext> = {}): readonly string[] {
  const f = fixture(source);
  const { uri, position } = f.cursor;
  const actions = codeActions.handle(f.snapshot(), {
    textDocument: { uri },
    range: { start: position, end: position },
    context: { diagnostics: [], ...context },
  });
  return actions.map(a => `${a.kind}: ${a.title}${a.isPreferred ? ' *' : ''}${a.disabled ? ` (${a.disabled.reason})` : ''}`);
}

test('the fixes of the finding at the cursor, with it', () => {
  const source = models('bs = relationship("C$0", backref="a")');
  expect(offered(source)).toEqual([]);
  const typo = models('bs = relationship("b$0", backref="a")');
  expect(offered(typo)).toEqual(["quickfix: Change to 'B' *"]);
  const f = fixture(typo);
  const [action] = codeActions.handle(f.snapshot(), {
    textDocument: f.cursor,
    range: { start: f.cursor.position, end: f.cursor.position },
    context: { diagnostics: [] },
  });
  expect(action?.diagnostics?.map(d => d.code)).toEqual(['unknown-target']);
  expect(action?.edit?.changes?.[f.cursor.uri]?.map(e => e.newText)).toEqual(['B']);
});

test('nothing elsewhere', () => {
  expect(offered(models('bs = relationship("b", backref="a")').replace('class B', 'class $0B'))).toEqual([]);
});

test('a backref is converted though the rule is off', () => {
  expect(offered(models('bs = relationship("B", backref="a$0")'))).toEqual(['refactor.rewrite: Convert backref to back_populates']);
  expect(offered(models('bs = relationship("B$0", backref="a")'))).toEqual([]);
});

test('why it cannot be is said to who asks', () => {
  const source = models('bs = relationship("B", backref="metadata$0")');
  expect(offered(source)).toEqual([]);
  expect(offered(source, { triggerKind: CodeActionTriggerKind.Invoked })).toEqual([
    "refactor.rewrite: Convert backref to back_populates ('metadata' cannot be written in a class body)",
  ]);
});

test.each([
  [[CodeActionKind.QuickFix], []],
  [[CodeActionKind.Refactor], ['refactor.rewrite: Convert backref to back_populates']],
  [[CodeActionKind.RefactorRewrite], ['refactor.rewrite: Convert backref to back_populates']],
  [[CodeActionKind.RefactorExtract], []],
  [[CodeActionKind.Empty], ['refactor.rewrite: Convert backref to back_populates']],
])('only %j', (only, titles) => {
  expect(offered(models('bs = relationship("B", backref="a$0")'), { only })).toEqual(titles);
});

test('all backrefs of a class or of a file, worked out when they are chosen', () => {
  const f = fixture(`${models('bs = relationship("B", backref="a", foreign_keys="B.a_id")')}    b_id = Column(ForeignKey("b.id"))
    c_id = Column(ForeignKey("a.id"))
    parent = relationship("B", backref="children", remote_side=[id])
    c = relationship("A$0", backref="cs", foreign_keys=c_id)
`);
  const params = { textDocument: f.cursor, range: { start: f.cursor.position, end: f.cursor.position }, context: { diagnostics: [], only: ['refactor'] } };
  expect(codeActions.handle(f.snapshot(), params)).toEqual([]);
  f.session.editor = { documentChanges: true, confirmation: true, resolvesCodeActions: true };
  const offers = codeActions.handle(f.session.snapshot(), params);
  expect(offers.map(a => [a.title, a.edit])).toEqual([
    ["Convert all 2 backrefs of 'B' to back_populates", undefined],
    ['Convert all 3 backrefs of this file to back_populates', undefined],
  ]);
  const labels = offers.map(a => Object.values(codeActionResolve.handle(f.session.snapshot(), a).edit?.changeAnnotations ?? {}).map(it => it.label));
  expect(labels).toEqual([
    ['B.parent and B.children', 'B.c and A.cs'],
    ['A.bs and B.a', 'B.parent and B.children', 'B.c and A.cs'],
  ]);
});
