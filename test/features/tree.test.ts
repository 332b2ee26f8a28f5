import { expect, test } from 'vitest';
import { symbols, tree, treePath } from '../support/ask.ts';
import { fixture } from '../support/fixture.ts';
import { blog } from '../support/models.ts';

test('modules, models, relationships of both kinds, and on along the relationships', () => {
  expect(tree(fixture(blog), 4)).toMatchInlineSnapshot(`
    [
      "blog.post [module]",
      "  Post [model] posts",
      "    tags [to-many] list[Tag]",
      "      posts [to-many] list[Post]",
      "    author [implicit-to-one] User · backref of User.posts",
      "      posts [to-many] list[Post]",
      "      following [to-many] list[User]",
      "      followers [implicit-to-many] AppenderQuery[User] · backref of User.following",
      "  Tag [model] tags",
      "    posts [to-many] list[Post]",
      "      tags [to-many] list[Tag]",
      "      author [implicit-to-one] User · backref of User.posts",
      "blog.user [module]",
      "  User [model] users",
      "    posts [to-many] list[Post]",
      "      tags [to-many] list[Tag]",
      "      author [implicit-to-one] User · backref of User.posts",
      "    following [to-many] list[User]",
      "      posts [to-many] list[Post]",
      "      following [to-many] list[User]",
      "      followers [implicit-to-many] AppenderQuery[User] · backref of User.following",
      "    followers [implicit-to-many] AppenderQuery[User] · backref of User.following",
      "      posts [to-many] list[Post]",
      "      following [to-many] list[User]",
      "      followers [implicit-to-many] AppenderQuery[User] · backref of User.following",
    ]
  `);
});

test('the path to the class under the cursor', () => {
  expect(treePath(fixture(blog.replace('created = Column(Integer)', 'created = Column($0Integer)')))).toEqual(['blog.post', 'Post']);
  expect(treePath(fixture(blog.replace('from .base import Base\n\nfollowers', 'from .base imp$0ort Base\n\nfollowers')))).toEqual([]);
});

test('two folders of one workspace have a level of their own', () => {
  const f = fixture(blog);
  f.session.addFolder('file:///other', 'other');
  f.session.edit(
    'file:///other/models.py',
    'from sqlalchemy.orm import declarative_base\nBase = declarative_base()\nclass A(Base):\n    __tablename__ = "a"\n',
  );
  expect(tree(f, 2)).toEqual(['fixture [folder]', '  blog.post [module]', '  blog.user [module]', 'other [folder]', '  models [module]']);
  f.session.removeFolder('file:///other');
  expect(tree(f, 1)).toEqual(['blog.post [module]', 'blog.user [module]']);
});

test('implicit attributes appear under the class that receives them', () => {
  const at = (file: string) => symbols(fixture(blog.replace(`#- ${file}\n`, `#- ${file}\n$0`)));
  expect(at('blog/post.py')).toEqual(['Post(tags, author*)', 'Tag(posts)']);
  expect(at('blog/user.py')).toEqual(['User(posts, following, followers*)']);
});
