import { expect, test } from 'vitest';
import { relationships } from '../support/ask.ts';
import { fixture } from '../support/fixture.ts';

const flask = `
from flask_sqlalchemy import SQLAlchemy
db = SQLAlchemy()
`;

test('(a) a backref on the one side makes the scalar on the many side', () => {
  const f = fixture(`${flask}
class User(db.Model):
    id = db.Column(db.Integer, primary_key=True)
    posts = db.relationship('Post', backref='author', lazy=True)
class Post(db.Model):
    id = db.Column(db.Integer, primary_key=True)
    user_id = db.Column(db.Integer, db.ForeignKey('user.id'))
`);
  expect(relationships(f)).toEqual(['User.posts -> Post ONETOMANY list', 'Post.author -> User MANYTOONE scalar by User.posts']);
});
