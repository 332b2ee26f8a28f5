/** Classes without a class statement of their own have a place all the same: the name given to type(), or the statement in the function. */
import { expect, test } from 'vitest';
import { definitions, hoverText, placeOf, symbols, tree } from '../support/ask.ts';
import { fixture } from '../support/fixture.ts';

const models = `from sqlalchemy import Column, ForeignKey, Integer
from sqlalchemy.orm import declarative_base, relationship
Base = declarative_base()
class User(Base):
    __tablename__ = "user"
    id = Column(Integer, primary_key=True)
def make(table):
    class Comment(Base):
        __tablename__ = table
        id = Column(Integer, primary_key=True)
        user_id = Column(ForeignKey("user.id"))
        user = relationship("User", backref=table + "s")
#       ^^^^ in the function
    return Comment
Note = make("note")
Remark = make("remark")
Like = type("Like", (Base,), {
#            ^^^^ the name
    "__tablename__": "like",
    "id": Column(Integer, primary_key=True),
    "user_id": Column(ForeignKey("user.id")),
    "user": relationship("User", backref="likes"),
#    ^^^^ the key
#                                         ^^^^^ the backref
})
`;

test.each([
  ['User().li$0kes', '(implicit relationship) User.likes: list[Like]', 'the backref'],
  ['Like().us$0er', '(relationship) Like.user: User', 'the key'],
  ['Li$0ke()', '(mapped class) Like', 'the name'],
  ['Remark().us$0er', '(relationship) Comment.user: User', 'in the function'],
])('%s', (use, words, place) => {
  const f = fixture(`${models}${use}\n`);
  expect(hoverText(f)).toContain(words);
  expect(definitions(f)).toEqual([placeOf(f, place)]);
});

test('the tree and the outline tell classes of one statement apart', () => {
  const f = fixture(`${models}$0`);
  expect(tree(f, 3)).toEqual([
    'models [module]',
    '  Comment [model] note',
    '    user [to-one] User',
    '  Comment [model] remark',
    '    user [to-one] User',
    '  Like [model] like',
    '    user [to-one] User',
    '  User [model] user',
    '    notes [implicit-to-many] list[Comment] · backref of Comment.user',
    '    remarks [implicit-to-many] list[Comment] · backref of Comment.user',
    '    likes [implicit-to-many] list[Like] · backref of Like.user',
  ]);
  expect(symbols(f)).toEqual(['Comment(user)', 'Comment(user)', 'Like(user)', 'User(notes*, remarks*, likes*)']);
});
