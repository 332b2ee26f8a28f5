import { describe, expect, test } from 'vitest';
import { type CodeActionContext, CodeActionKind, CodeActionTriggerKind } from 'vscode-languageserver-protocol';
import { codeActionResolve, codeActions } from '../../server/features/code-actions.ts';
import { finish } from '../../server/uses/search.ts';
import { fixture, pathOf } from '../support/fixture.ts';

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
  expect(offered(source)).toEqual(['quickfix: Ignore here: unknown-target']);
  const typo = models('bs = relationship("b$0", backref="a")');
  expect(offered(typo)).toEqual(["quickfix: Change to 'B' *", 'quickfix: Ignore here: unknown-target']);
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
  expect(offered(models('bs = relationship("B", backref="a$0")'))).toEqual([
    'refactor.rewrite: Convert backref to back_populates',
    "refactor.rewrite: Declare 'B.a' for type checkers",
  ]);
  expect(offered(models('bs = relationship("B$0", backref="a")'))).toEqual([]);
});

test('why it cannot be is said to who asks', () => {
  const source = models('bs = relationship("B", backref="metadata$0")');
  const declared = "refactor.rewrite: Declare 'B.metadata' for type checkers";
  expect(offered(source)).toEqual([declared]);
  expect(offered(source, { triggerKind: CodeActionTriggerKind.Invoked })).toEqual([
    "refactor.rewrite: Convert backref to back_populates ('metadata' cannot be written in a class body)",
    declared,
  ]);
});

test.each([
  [[CodeActionKind.QuickFix], []],
  [[CodeActionKind.Refactor], ['refactor.rewrite: Convert backref to back_populates', "refactor.rewrite: Declare 'B.a' for type checkers"]],
  [[CodeActionKind.RefactorRewrite], ['refactor.rewrite: Convert backref to back_populates', "refactor.rewrite: Declare 'B.a' for type checkers"]],
  [[CodeActionKind.RefactorExtract], []],
  [[CodeActionKind.Empty], ['refactor.rewrite: Convert backref to back_populates', "refactor.rewrite: Declare 'B.a' for type checkers"]],
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
  const several = () => codeActions.handle(f.session.snapshot(), params).filter(a => a.title.startsWith('Convert all'));
  expect(several()).toEqual([]);
  f.session.editor = { documentChanges: true, confirmation: true, creation: false, resolvesCodeActions: true, commands: true };
  const offers = several();
  expect(offers.map(a => [a.title, a.edit])).toEqual([
    ["Convert all 2 backrefs of 'B' to back_populates", undefined],
    ['Convert all 3 backrefs of this file to back_populates', undefined],
  ]);
  const labels = offers.map(a => Object.values(finish(codeActionResolve.handle(f.session.snapshot(), a)).edit?.changeAnnotations ?? {}).map(it => it.label));
  expect(labels).toEqual([
    ['B.parent and B.children', 'B.c and A.cs'],
    ['A.bs and B.a', 'B.parent and B.children', 'B.c and A.cs'],
  ]);
});

test('several backrefs are offered to who asks in the class, else at its name and its backrefs alone', () => {
  const source = `${models('bs = relationship("B", backref="a", foreign_keys="B.a_id")')}    parent = relationship("B", backref="children", remote_side=[id])
    root = relationship("B", backref="all", foreign_keys=a_id)
    def label(self): return self.id
`;
  const titles = (marked: string, triggerKind: CodeActionTriggerKind): readonly string[] => {
    const f = fixture(source.replace(marked.replace('$0', ''), marked));
    f.session.editor = { ...f.session.editor, resolvesCodeActions: true };
    const params = { textDocument: f.cursor, range: { start: f.cursor.position, end: f.cursor.position }, context: { diagnostics: [], triggerKind } };
    return codeActions
      .handle(f.session.snapshot(), params)
      .map(a => a.title)
      .filter(title => title.startsWith('Convert all'));
  };
  const { Invoked, Automatic } = CodeActionTriggerKind;
  for (const marked of ['return sel$0f.id', 'class $0B', 'backref="chil$0dren"']) expect(titles(marked, Invoked)).toHaveLength(2);
  expect(['return sel$0f.id', 'class $0B', 'backref="chil$0dren"'].map(marked => titles(marked, Automatic).length)).toEqual([0, 2, 2]);
});

describe('for type checkers', () => {
  const source = models('bs = relationship("B", backref="a")');
  const use = (text: string): string => `#- models.py\n${source}#- service.py\nfrom models import A, B\ndef f(b: B):\n    ${text}\n`;

  test('the type of a relationship at its name', () => {
    expect(offered(source.replace('bs', 'b$0s'))).toEqual(["refactor.rewrite: Write the type of 'A.bs'"]);
    expect(offered(source.replace('bs', 'b$0s: Mapped[list["B"]]'))).toEqual([]);
  });

  test('all of a class at its name', () => {
    expect(offered(source.replace('class A', 'class $0A'))).toEqual(["refactor.rewrite: Write the types of the relationships of 'A'"]);
    expect(offered(source.replace('class B', 'class $0B'))).toEqual(["refactor.rewrite: Declare the implicit attributes of 'B' for type checkers"]);
  });

  test('an implicit attribute where it is used', () => {
    expect(offered(use('return b.a$0.bs'))).toEqual(["refactor.rewrite: Declare 'B.a' for type checkers"]);
    expect(offered(use('return b.a.bs$0'))).toEqual([]);
  });

  test.each([
    ['Pylance', 'Cannot access attribute "a" for class "B"\n  Attribute "a" is unknown'],
    ['mypy', '"B" has no attribute "a"'],
    ['Pylint', "E1101: Instance of 'B' has no 'a' member"],
    ['ty', 'Object of type `B` has no attribute `a`'],
  ])('as a fix of what %s says', (tool, message) => {
    const f = fixture(use('return b.a$0.bs'));
    const { line } = f.cursor.position;
    const complaint = { source: tool, message, range: { start: { line, character: 13 }, end: { line, character: 14 } } };
    const [action] = codeActions.handle(f.snapshot(), {
      textDocument: f.cursor,
      range: complaint.range,
      context: { diagnostics: [complaint, { ...complaint, message: 'Another one' }] },
    });
    expect([action?.kind, action?.title, action?.diagnostics]).toEqual(['quickfix', "Declare 'B.a' for type checkers", [complaint]]);
    expect(Object.keys(action?.edit?.changes ?? {}).map(pathOf)).toEqual(['models.py']);
  });

  test('why not is said to who asks', () => {
    const open = source.replace('relationship("B"', 'relationship("B", **more()').replace('bs', 'b$0s');
    expect(offered(open)).toEqual([]);
    expect(offered(open, { triggerKind: CodeActionTriggerKind.Invoked })).toEqual([
      "refactor.rewrite: Write the type of 'A.bs' (some of its arguments are computed)",
    ]);
  });
});

test('all fixes of a file at once, for who asks', () => {
  const source = models('bs = relationship("b$0", lazy="joind")');
  const fixAll = 'source.fixAll.backref: Fix all that leaves no choice';
  expect(offered(source)).not.toContain(fixAll);
  for (const only of ['source.fixAll', 'source.fixAll.backref', 'source']) expect(offered(source, { only: [only] })).toEqual([fixAll]);
  expect(offered(models('bs = relationship("B$0", backref="a")'), { only: ['source.fixAll'] })).toEqual([]);
});

describe('the link between two relationships', () => {
  const sides = (bs: string, a: string): string => `${models(bs)}    ${a}\n`;
  const several = (source: string): readonly string[] => {
    const f = fixture(source);
    f.session.editor = { ...f.session.editor, resolvesCodeActions: true };
    const range = { start: f.cursor.position, end: f.cursor.position };
    return codeActions
      .handle(f.snapshot(), { textDocument: f.cursor, range, context: { diagnostics: [], only: ['refactor'] } })
      .map(a => a.title)
      .filter(title => !title.startsWith('Write the type'));
  };

  test('is made between two that mirror each other', () => {
    expect(several(sides('b$0s = relationship("B")', 'a = relationship("A")'))).toEqual(["Link 'A.bs' and 'B.a' with back_populates"]);
  });

  test('gets the side that is missing', () => {
    expect(several(models('b$0s = relationship("B")'))).toEqual(["Write 'B.a' and link both"]);
  });

  test('becomes a backref, at either name and at back_populates', () => {
    const linked = sides('bs = relationship("B", back_populates="a")', 'a = relationship("A", back_populates="bs")');
    const title = "Make 'B.a' the backref of 'A.bs'";
    expect(several(linked.replace('bs =', 'b$0s ='))).toEqual([title]);
    expect(several(linked.replace('back_populates="a"', 'back_populates="a$0"'))).toEqual([title]);
    expect(several(linked.replace('    a =', '    a$0 ='))).toEqual(["Make 'A.bs' the backref of 'B.a'"]);
    const f = fixture(linked.replace('bs =', 'b$0s ='));
    f.session.editor = { ...f.session.editor, resolvesCodeActions: true };
    const range = { start: f.cursor.position, end: f.cursor.position };
    const [action] = codeActions.handle(f.snapshot(), { textDocument: f.cursor, range, context: { diagnostics: [] } }).filter(a => a.title === title);
    if (!action) throw new Error('it is not offered');
    expect(action.edit).toBeUndefined();
    expect(finish(codeActionResolve.handle(f.snapshot(), action)).edit?.changes?.[f.cursor.uri]).toHaveLength(2);
  });
});
