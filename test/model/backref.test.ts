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

test('the backref of a many-to-many takes over what was found foreign, whatever its own foreign_keys say', () => {
  const f = fixture(`${flask}
permissions = db.Table(
    'permissions',
    db.Column('folder_id', db.ForeignKey('folder.id'), primary_key=True),
    db.Column('member_id', db.ForeignKey('member.id'), primary_key=True),
)
class Folder(db.Model):
    id = db.Column(db.Integer, primary_key=True)
    members = db.relationship(
        'Member',
        secondary='permissions',
        primaryjoin='Folder.id == permissions.c.folder_id',
        backref=db.backref('folders', foreign_keys='permissions.c.folder_id'),
    )
class Member(db.Model):
    id = db.Column(db.Integer, primary_key=True)
`);
  expect(relationships(f)).toEqual(['Folder.members -> Member MANYTOMANY list', 'Member.folders -> Folder MANYTOMANY list by Folder.members']);
});
