import { expect, test } from 'vitest';
import { defaultConfig } from '../../server/config.ts';
import { codeLenses, codeLensResolve } from '../../server/features/code-lens.ts';
import { commands } from '../../server/protocol.ts';
import { finish } from '../../server/uses/search.ts';
import { lenses } from '../support/ask.ts';
import { fixture, root, uriOf } from '../support/fixture.ts';
import { blog } from '../support/models.ts';

const used = `${blog}
#- service.py
from blog.post import Post
from blog.user import User
def f(post: Post, user: User, x):
    post.author
    Post(author=user)
    user.posts
    x.author
`;

test('uses, what a relationship creates, and what a model receives', () => {
  expect(lenses(fixture(used), 'blog/user.py')).toMatchInlineSnapshot(`
    [
      "posts = relationship("Post", backref="author", order_by="Post.created"): 1 reference",
      "posts = relationship("Post", backref="author", order_by="Post.created"): creates Post.author",
      "posts = relationship("Post", backref="author", order_by="Post.created"): 2 references to author",
      "following = relationship(: 0 references",
      "following = relationship(: creates User.followers",
      "following = relationship(: 0 references to followers",
      "class User(Base):: implicit: followers",
    ]
  `);
  expect(lenses(fixture(used), 'blog/post.py')).toMatchInlineSnapshot(`
    [
      "tags = relationship("Tag", secondary="post_tags", back_populates="posts", cascade="save-update, merge"): 1 reference",
      "posts = relationship("Post", secondary=post_tags, back_populates="tags"): 1 reference",
      "class Post(Base):: implicit: author",
    ]
  `);
});

test('a mixin declares several relationships at once; many names are counted', () => {
  const targets = ['Post', 'Page', 'Note', 'Task', 'File'];
  const f = fixture(`
from sqlalchemy import Column, ForeignKey, Integer
from sqlalchemy.orm import backref, declarative_base, declared_attr, relationship
Base = declarative_base()
class User(Base):
    __tablename__ = "user"
    id = Column(Integer, primary_key=True)
class Owned:
    id = Column(Integer, primary_key=True)
    @declared_attr
    def owner_id(cls):
        return Column(ForeignKey("user.id"))
    @declared_attr
    def owner(cls):
        return relationship("User", backref=cls.__tablename__)
${targets.map(name => `class ${name}(Owned, Base):\n    __tablename__ = "${name.toLowerCase()}s"`).join('\n')}
`);
  expect(lenses(f, 'models.py')).toMatchInlineSnapshot(`
    [
      "def owner(cls):: 0 references",
      "def owner(cls):: creates 5 attributes",
      "class User(Base):: implicit: posts, pages, notes, tasks +1",
    ]
  `);
});

test('lenses run commands where the editor has them, and are text elsewhere', () => {
  const f = fixture(used);
  const command = () => {
    const [first, second] = codeLenses.handle(f.snapshot(), { textDocument: { uri: uriOf('blog/user.py') } });
    return [first && finish(codeLensResolve.handle(f.snapshot(), first)).command, second?.command].map(it => it?.command);
  };
  expect(command()).toEqual(['', '']);
  f.session.editor = { ...f.session.editor, commands: true };
  f.session.edit(uriOf('other.py'), '');
  expect(command()).toEqual([commands.showReferences, commands.pick]);
});

test('an edit of a file counts its uses anew, and remembers those of others', () => {
  const f = fixture(`${used}\n#- other.py\nfrom blog.post import Post\ndef g(post: Post):\n    return post.author\n`);
  const count = () => lenses(f, 'blog/user.py').filter(lens => lens.endsWith('to author'));
  expect(count()).toEqual([expect.stringContaining('3 references')]);
  const { project } = f.snapshot();
  const service = f.texts.get('service.py') ?? '';
  f.session.edit(uriOf('service.py'), service.replace('    x.author', '    post.author'));
  expect(count()).toEqual([expect.stringContaining('4 references')]);
  expect(f.snapshot().project).toBe(project);
  f.session.edit(uriOf('service.py'), `${service.slice(0, service.indexOf('    post.author'))}    pass`);
  expect(count()).toEqual([expect.stringContaining('1 reference to')]);
});

test('an edit of a function counts the uses of what it returns anew in other files', () => {
  // Too long for the model to follow.
  const make = (returned: string, before = ''): string =>
    `from blog.post import Post\nfrom blog.user import User\n${before}def make():\n${'    print()\n'.repeat(20)}    made = ${returned}\n    return made\n`;
  const f = fixture(`${used}\n#- make.py\n${make('Post()')}#- other.py\nfrom make import make\ndef g():\n    made = make()\n    return made.author\n`);
  const count = () => lenses(f, 'blog/user.py').filter(lens => lens.endsWith('to author'));
  expect(count()).toEqual([expect.stringContaining('3 references')]);
  const { project } = f.snapshot();
  for (const [text, uses] of [
    [make('Post()', '# a line more\n'), 3],
    [make('User()'), 2],
    [make('Post()'), 3],
  ] as const) {
    f.session.edit(uriOf('make.py'), text);
    expect(count()).toEqual([expect.stringContaining(`${uses} references`)]);
    expect(f.snapshot().project).toBe(project);
  }
});

test('the lens of a relationship that is gone says nothing', () => {
  const f = fixture(used);
  const [lens] = codeLenses.handle(f.snapshot(), { textDocument: { uri: uriOf('blog/user.py') } });
  f.session.edit(uriOf('blog/user.py'), '');
  expect(lens && finish(codeLensResolve.handle(f.snapshot(), lens)).command).toEqual({ title: '', command: '' });
});

test('a setting turns them off', () => {
  const f = fixture(used);
  f.session.configure(root, { ...defaultConfig, codeLens: false });
  expect(lenses(f, 'blog/user.py')).toEqual([]);
});
