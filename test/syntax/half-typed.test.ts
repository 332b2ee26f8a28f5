/** Programs caught while they are being typed: the classes in front of the damage and behind it survive. */
import { describe, expect, test } from 'vitest';
import { collectFacts } from '../../server/facts/collect.ts';
import type { FileFacts } from '../../server/facts/facts.ts';
import { parseModule } from '../../server/syntax/parse.ts';

const before = 'class Before(Base):\n    id = Column(Integer)\n';
const after = 'class After(Base):\n    id = Column(Integer)\n    posts = relationship("Post", backref="after")\n';

const factsOf = (text: string): FileFacts => collectFacts('file:///half.py', parseModule(text), text);
const classes = (text: string): readonly string[] =>
  factsOf(text).scope.bindings.flatMap(b => (b.kind === 'class' ? [`${b.cls.name.id}(${b.cls.scope.bindings.map(m => m.name.id).join(' ')})`] : []));

/** In the body of a class between the two others, as its last lines. */
const inBody = [
  'posts = relationship("Post", backref="auth',
  'posts = relationship("Post", backref="author"',
  'posts = relationship("Post", backref=',
  'posts = relationship("Post", backref',
  'posts = relationship("Post", ',
  'posts = relationship("Post",',
  'posts = relationship("Post"',
  'posts = relationship("Pos',
  'posts = relationship("',
  "posts = relationship('",
  'posts = relationship(',
  'posts = relationship',
  'posts = ',
  'posts =',
  'posts: Mapped[list["Post"]] = relationship(back_populates="',
  'posts: Mapped[list["Post"',
  'posts: Mapped[list["Po',
  'posts: Mapped[list[',
  'posts: Mapped[',
  'posts: ',
  'posts:',
  'posts = relationship("Post", backref=backref("author", lazy=',
  'posts = relationship("Post", backref=backref("author", ',
  'posts = relationship("Post", primaryjoin="and_(A.b == C.d',
  'posts = relationship("Post", primaryjoin=lambda: A.b ==',
  'posts = relationship("Post", foreign_keys=[author_id',
  'posts = relationship("Post", foreign_keys=[',
  'posts = relationship("Post", **{"backref": ',
  'posts = relationship("Post", *',
  'posts = relationship("Post" backref="author")',
  'posts = relationship("Post", backref="author"))',
  'posts = relationship("Post", backref="author"]',
  'posts = relationship(\n        "Post",\n        backref="author",',
  'posts = relationship(\n        "Post",\n        backref=(\n            "author", {',
  'user_id = Column(Integer, ForeignKey("user.id"',
  'user_id = Column(Integer, ForeignKey("user.',
  'user_id = Column(Integer, ForeignKey(',
  'name = f"{self.',
  'name = f"{',
  'name = f"{x!',
  '@declared_attr',
  '@declared_attr\n    def',
  '@declared_attr\n    def owner',
  '@declared_attr\n    def owner(cls',
  '@declared_attr\n    def owner(cls):',
  '@declared_attr\n    def owner(cls):\n        return',
  '@declared_attr\n    def owner(cls):\n        return relationship("User", ',
  '@',
  'def title(self, x=',
  'def title(self) -> ',
  'def title(self):\n        return self.',
  'def title(self):\n        if self.',
  'def title(self):\n        for post in self.posts',
  'def title(self):\n        return [p.name for p in self.',
  'def title(self):\n        with open(self.',
  'def title(self):\n        try:\n            x = 1',
  'x = {',
  'x = {"a":',
  'x = [',
  'x = (',
  'x = a if',
  'x = lambda',
  'x = not',
  'x == ',
  'x.',
  'if',
  'if x',
  'if x:',
  'import',
  'from',
  'from x',
  'from x import',
  'from x import (',
  'from x import (a,',
  'del',
  'return',
  '%%%',
  '?',
  '$x = 1',
  '"',
  '\\',
] as const;

/** At the level of the module, between two classes. */
const atModule = [
  'class',
  'class Half',
  'class Half(',
  'class Half(Base',
  'class Half(Base)',
  'class Half(Base,',
  'class Half(Base, metaclass=',
  'class Half(db.',
  'class Half(Base):',
  '@',
  '@registry.',
  '@registry.mapped',
  'def',
  'def half',
  'def half(',
  'def half(a',
  'def half(a,',
  'def half(a: ',
  'def half(a: "Us',
  'def half(a) -> ',
  'def half(a):',
  'def half(a):\n    post.',
  'def half(a):\n    return a.posts[',
  'def half(a):\n    return select(User).where(',
  'async def half(a',
  'post.',
  'post.author.',
  'post.author.\npost.title',
  'users = Table("users", metadata, Column("id"',
  'users = Table("users", ',
  'mapper_registry.map_imperatively(User, users, properties={',
  'User.posts = relationship(',
  'print(',
  'x = [1, 2',
  'x = {1: ',
  'for x in',
  'for',
  'while',
  'with open(',
  'try:',
  'import a.',
  'from a import b as',
  'x = "unfinished',
  'x: list[',
  'x = a[',
  'if x:\n    y = (',
] as const;

describe('in the body of a class', () => {
  test.each(inBody.map(it => [it]))('%j', damage => {
    const text = `${before}\nclass Half(Base):\n    id = Column(Integer)\n    ${damage}\n\n${after}`;
    const found = classes(text);
    expect([found[0], found.at(-1)]).toEqual(['Before(id)', 'After(id posts)']);
    expect(found[1]).toMatch(/^Half\(id\b/);
    expect(found).toHaveLength(3);
  });

  test.each(inBody.map(it => [it]))('%j, with more behind it in the same body', damage => {
    const found = classes(
      `class Half(Base):\n    id = Column(Integer)\n    ${damage}\n    kept = Column(Integer)\n    last = relationship("Post")\n\n${after}`,
    );
    expect(found.at(-1)).toBe('After(id posts)');
    expect(found[0]).toMatch(/^Half\(id\b.*\blast\)$/);
  });
});

describe('at the level of the module', () => {
  test.each(atModule.map(it => [it]))('%j', damage => {
    const found = classes(`${before}\n${damage}\n\n${after}`);
    expect(found[0]).toBe('Before(id)');
    expect(found).toContain('After(id posts)');
  });
});

describe('what nobody can save', () => {
  test.each(['"""', "'''", 'x = """half', 'def f():\n    """Docs'])('%j hides what follows, and the file says which classes it may hold', damage => {
    const facts = factsOf(`${before}\n${damage}\n\n${after}`);
    expect(facts.broken).toBe(true);
    expect(facts.damagedClassNames).toEqual(['Before', 'After']);
  });

  test('damage is noted whatever it is', () => {
    for (const damage of [...inBody, ...atModule].filter(d => !/^(?:posts: |posts = relationship|x\.?y?)$/.test(d))) {
      const text = `${before}\n${damage}\n`;
      const { broken, damagedClassNames } = factsOf(text);
      if (broken) expect(damagedClassNames).toContain('Before');
    }
    expect(factsOf(`x = foo(\n${after}`).broken).toBe(true);
  });
});
