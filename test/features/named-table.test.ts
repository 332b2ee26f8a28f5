import { describe, expect, test } from 'vitest';
import { hoverText, referencesOf, renamable, renamed } from '../support/ask.ts';
import { fixture } from '../support/fixture.ts';

const models = `#- models.py
from sqlalchemy import Column, ForeignKey, Integer, Table, text
from sqlalchemy.orm import declarative_base, relationship
Base = declarative_base()
likes = Table("likes", Base.metadata, Column("user_id", ForeignKey("user.id")), Column("post_id", ForeignKey("post.id")))
class User(Base):
    __tablename__ = "user"
    id = Column(Integer, primary_key=True)
    liked = relationship("Post", secondary="likes", primaryjoin="User.id == likes.c.user_id")
class Post(Base):
    __tablename__ = "post"
    id = Column(Integer, primary_key=True)
    user_id = Column(ForeignKey("user.id"))
#- service.py
from sqlalchemy import text
from models import User
def f(session, user: User):
    session.execute(text("SELECT * FROM user"))
    return {"user": user}
`;
const at = (place: string): ReturnType<typeof fixture> => fixture(models.replace(place.replace('$0', ''), place));

describe('the name of a table', () => {
  test('is referred to by the strings that name it', () => {
    const uses = ['models.py:3:68', 'models.py:5:21', 'models.py:11:33'];
    for (const place of ['__tablename__ = "us$0er"', 'user_id", ForeignKey("us$0er.id")']) expect(referencesOf(at(place))).toEqual(uses);
    expect(referencesOf(at('Table("li$0kes"'))).toEqual(['models.py:3:15', 'models.py:7:44', 'models.py:7:76']);
  });

  test('is renamed in them; statements of SQL are left to the user', () => {
    const { texts, unsure } = renamed(at('__tablename__ = "us$0er"'), 'account');
    const text = texts.get('models.py') ?? '';
    expect(text.match(/account/g)).toHaveLength(3);
    expect(text).toContain('__tablename__ = "account"');
    expect(text).toContain('user_id = Column(ForeignKey("account.id"))');
    expect(unsure).toEqual(['service.py:3:40']);
    const likes = renamed(at('secondary="li$0kes"'), 'favourites').texts.get('models.py') ?? '';
    expect(likes).toContain('likes = Table("favourites", Base.metadata');
    expect(likes).toContain('secondary="favourites", primaryjoin="User.id == favourites.c.user_id"');
  });

  test.each([
    ['post', "there is a table 'post' already"],
    ['my-table', "'my-table' cannot be named in the strings of a relationship"],
  ])('cannot be %s', (name, why) => {
    expect(() => renamed(at('__tablename__ = "us$0er"'), name)).toThrow(why);
  });

  test.each([
    ['__tablename__ = "us" "er"', 'user', "the name of 'user' is computed"],
    ['__tablename__ = "user"\n    __table_args__ = {"schema": "shop"}', 'shop.user', "'user' belongs to a schema"],
  ])('stays when %j', (line, name, why) => {
    const f = fixture(models.replace('__tablename__ = "user"', line).replace('user_id", ForeignKey("user.id")', `user_id", ForeignKey("${name}$0.id")`));
    expect(() => renamable(f)).toThrow(why);
  });

  test('has a hover where it is given', () => {
    expect(hoverText(at('__tablename__ = "us$0er"'))).toContain('(table) user');
  });

  test('stays where automap names classes after it, and while it is typed', () => {
    const automap = models
      .replace('declarative_base()', 'automap_base()')
      .replace('from sqlalchemy.orm import declarative_base', 'from sqlalchemy.ext.automap import automap_base\nfrom sqlalchemy.orm import declarative_base');
    expect(() => renamable(fixture(automap.replace('__tablename__ = "user"', '__tablename__ = "us$0er"')))).toThrow(
      "automap names classes and attributes after 'user'",
    );
    expect(renamable(fixture(models.replace('__tablename__ = "user"', '__tablename__ = "us$0er')))).toBeUndefined();
  });
});
