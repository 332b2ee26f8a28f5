import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { type Token, withOurs, withoutOurs } from './tokens.ts';

const names: Readonly<Record<string, string>> = {
  'entity.name.type.class.python': 'class',
  'entity.name.type.table.python': 'table',
  'entity.name.namespace.python': 'namespace',
  'variable.other.property.python': 'attribute',
  'meta.function-call.generic.python': 'function',
};
const innermost = ({ scopes }: Token): string => scopes.at(-1) ?? '';

/** `User class`, `posts attribute` ...: what our grammar has found in the strings of a piece of code. */
const found = (code: string): readonly string[] =>
  withOurs(code)
    .flat()
    .filter(token => token.scopes.includes('meta.relationship-argument.python') && names[innermost(token)] !== undefined)
    .map(token => `${token.text} ${names[innermost(token)]}`);

test.each([
  ['relationship("Post")', ['Post class']],
  ["posts = db.relationship('Post', back_populates='author')", ['Post class', 'author attribute']],
  ['posts = orm.relationship("app.models.Post", lazy="select")', ['app namespace', 'models namespace', 'Post class']],
  ['posts: Mapped[list["Post"]] = relationship(back_populates="author", overlaps="a,b")', ['author attribute', 'a attribute', 'b attribute']],
  ['relationship("Post", backref="author")', ['Post class', 'author attribute']],
  ['relationship(Post, backref=db.backref("author", lazy=True))', ['author attribute']],
  ['relationship("Tag", secondary="post_tags")', ['Tag class', 'post_tags table']],
  ['Column(Integer, db.ForeignKey("users.id"))', ['users table', 'id attribute']],
  ['mapped_column(ForeignKey("auth.users.id", ondelete="CASCADE"))', ['auth table', 'users table', 'id attribute']],
  ['relationship("Post", order_by="Post.created.desc()")', ['Post class', 'Post class', 'created attribute', 'desc function']],
  ['relationship("Post", remote_side="[Post.id]")', ['Post class', 'Post class', 'id attribute']],
  [
    'relationship("Post", primaryjoin="and_(foreign(Post.user_id) == User.id, Post.kind == \'draft\')")',
    'Post class|and_ function|foreign function|Post class|user_id attribute|User class|id attribute|Post class|kind attribute'.split('|'),
  ],
])('%s', (code, expected) => {
  expect(found(code)).toEqual(expected);
});

test('calls over several lines, with comments and joined strings', () => {
  const code = `
posts = db.relationship(
    # the posts
    "Post",
    primaryjoin="User.id == "
    "Post.author_id",
    secondaryjoin=(
        "Post.x == 1"
    ),
    foreign_keys=\\
        "Post.author_id",
    back_populates='author',
)
x = relationship("User")`;
  expect(found(code)).toEqual([
    'Post class',
    'User class',
    'id attribute',
    'Post class',
    'author_id attribute',
    'Post class',
    'x attribute',
    'Post class',
    'author_id attribute',
    'author attribute',
    'User class',
  ]);
});

test.each([
  'my_relationship("Post")',
  'relationship(Post, lazy="select")',
  'relationship(f"{prefix}Post", back_populates=f"{x}")',
  'relationship(lambda: Post)',
  'back_populates = "author"',
  'if backref == "author": pass',
  'text("relationship(\'Post\')")',
  '# relationship("Post", back_populates="author")',
])('nothing in %s', code => {
  expect(found(code)).toEqual([]);
});

/** One entry for each character, with what Python's own grammar says of it; in our strings, names have a scope more. */
const characters = (lines: readonly (readonly Token[])[]): readonly string[] =>
  lines.flatMap((line, n) => line.flatMap(token => Array.from(token.text, character => `${n + 1} ${character} ${pythonScopes(token).join(' ')}`)));

function pythonScopes({ scopes }: Token): readonly string[] {
  if (!scopes.includes('meta.relationship-argument.python')) return scopes;
  const inString = scopes.some(it => it.startsWith('string.'));
  return scopes.filter(it => it !== 'meta.relationship-argument.python' && !(inString && ours.has(it)));
}
const ours = new Set([...Object.keys(names), 'constant.language.python', 'constant.numeric.dec.python', 'keyword.operator.comparison.python']);

test.each([
  'relationship(',
  'relationship(\n\n    Post,\n    "x")\nprint("x")',
  'relationship(Post)\nrelationship( Post)\nrelationship()\nx = "a"',
  'relationship("Post\nx = 1\ny = "Post"',
  'relationship(back_populates=\nclass A:\n    """Doc."""\n',
  'relationship(backref=(1, 2), order_by=[A.x, "b"], secondary=lambda: a)(b)\nx = 1',
  'relationship("""Post""", primaryjoin="""\nA.x ==\nB.y\n""")\nx = 1',
  "relationship(order_by='it\\'s', primaryjoin=\"\")\nx = ''",
  'f(backref=("x", {"lazy": [1, (2, 3)]}), y=1)\nx = 1',
])('Python stays as it is in %j', code => {
  expect(characters(withOurs(code))).toEqual(characters(withoutOurs(code)));
});

const workspaces = new URL('../workspaces/', import.meta.url);
const samples = readdirSync(workspaces, { recursive: true, encoding: 'utf8' }).filter(it => it.endsWith('.py'));

test.each(samples)('Python stays as it is in %s', path => {
  const code = readFileSync(new URL(path, workspaces), 'utf8');
  expect(characters(withOurs(code))).toEqual(characters(withoutOurs(code)));
});
