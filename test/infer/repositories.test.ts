/** Repositories, services and class methods that are written once for all models. */
import { describe, expect, test } from 'vitest';
import { answer } from './answer.ts';

const crud = (code: string): string => `#- app/__init__.py
#- app/crud/__init__.py
from .post import post
from .user import user
#- app/crud/base.py
from typing import Any, Dict, Generic, List, Optional, Type, TypeVar, Union
from pydantic import BaseModel
from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlalchemy.ext.asyncio import AsyncSession
from blog.base import Base
ModelType = TypeVar("ModelType", bound=Base)
CreateSchemaType = TypeVar("CreateSchemaType", bound=BaseModel)
class CRUDBase(Generic[ModelType, CreateSchemaType]):
    def __init__(self, model: Type[ModelType]):
        self.model = model
    def get(self, db: Session, id: Any) -> Optional[ModelType]:
        return db.query(self.model).filter(self.model.id == id).first()
    def get_multi(self, db: Session, *, skip: int = 0) -> List[ModelType]:
        return db.query(self.model).offset(skip).all()
    def raw(self, db):
        return db.query(self.model).first()
    async def aget(self, db: AsyncSession, id):
        result = await db.execute(select(self.model).where(self.model.id == id))
        return result.scalars().first()
    def create(self, db: Session, *, obj_in: CreateSchemaType) -> ModelType:
        db_obj = self.model(**obj_in.dict())
        db.add(db_obj)
        return db_obj
    def update(self, db: Session, *, db_obj: ModelType, obj_in) -> ModelType:
        return db_obj
#- app/crud/post.py
from typing import List
from sqlalchemy.orm import Session
from .base import CRUDBase
from blog.post import Post
from app.schemas import PostCreate
class CRUDPost(CRUDBase[Post, PostCreate]):
    def by_owner(self, db: Session, owner_id: int) -> List[Post]:
        return db.query(self.model).filter(Post.author_id == owner_id).all()
    def mine(self, db):
        return db.query(self.model).all()
post = CRUDPost(Post)
#- app/crud/user.py
from .base import CRUDBase
from blog.user import User
from app.schemas import PostCreate
class CRUDUser(CRUDBase[User, PostCreate]):
    pass
user = CRUDUser(User)
#- app/schemas.py
from pydantic import BaseModel
class PostCreate(BaseModel):
    title: str
#- app/views.py
from app import crud
from app.crud import base
${code}`;
const repo = (code: string): string => `#- app/repo.py
from typing import Generic, TypeVar, Sequence, Annotated
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from fastapi import Depends
from blog.base import Base
from blog.user import User
from blog.post import Post
M = TypeVar("M", bound=Base)
R = TypeVar("R", bound="Repository")
class Repository(Generic[M]):
    model: type[M]
    def __init__(self, session: AsyncSession):
        self.session = session
    async def get(self, id: int) -> M | None:
        return await self.session.get(self.model, id)
    async def one(self, id):
        return await self.session.get(self.model, id)
    async def list(self) -> Sequence[M]:
        result = await self.session.execute(select(self.model))
        return result.scalars().all()
    async def listed(self, *where):
        stmt = select(self.model).where(*where)
        result = await self.session.execute(stmt)
        return list(result.scalars().all())
    async def add(self, obj: M) -> M:
        self.session.add(obj)
        return obj
class PostRepository(Repository[Post]):
    model = Post
    async def latest(self):
        return await self.one(1)
class UserRepository(Repository[User]):
    model = User
class Service(Generic[R]):
    def __init__(self, repository: R):
        self.repository = repository
    async def get(self, id):
        return await self.repository.one(id)
class PostService(Service[PostRepository]):
    async def show(self, id):
        post = await self.repository.one(id)
        return post
class UnitOfWork:
    def __init__(self, factory):
        self.factory = factory
    async def __aenter__(self):
        self.session = self.factory()
        self.posts = PostRepository(self.session)
        self.users = UserRepository(self.session)
        return self
    async def __aexit__(self, *args): ...
async def get_session():
    async with maker() as session:
        yield session
SessionDep = Annotated[AsyncSession, Depends(get_session)]
def get_repo(session: SessionDep) -> PostRepository:
    return PostRepository(session)
def get_service(session: SessionDep):
    return PostService(PostRepository(session))
${code}`;
const mixin = (code: string): string => `#- app/m.py
from typing import Type, TypeVar
from sqlalchemy import Column, ForeignKey, Integer
from sqlalchemy.orm import relationship
from blog.base import Base
T = TypeVar("T", bound="CRUDMixin")
class CRUDMixin:
    @classmethod
    def create(cls: Type[T], **kw) -> T:
        return cls(**kw)
    @classmethod
    def get_by_id(cls: Type[T], id) -> T | None:
        return cls.query.get(id)
    @classmethod
    def find(cls, session, **kw):
        return session.query(cls).filter_by(**kw).first()
    @classmethod
    def where(cls, session, *a):
        q = session.query(cls)
        q = q.filter(*a)
        return q
    def same(self, session):
        return session.query(self.__class__).first()
    def same2(self, session):
        return session.query(type(self)).first()
    def save(self: T, commit=True) -> T:
        return self
    def plain_save(self):
        return self
    @classmethod
    async def aget(cls, session, id) -> "Self | None":
        return await session.get(cls, id)
    @staticmethod
    def load(model, session, id):
        return session.get(model, id)
    @classmethod
    def paginated(cls, page):
        return cls.query.paginate(page=page)
class Book(CRUDMixin, Base):
    __tablename__ = "book"
    id = Column(Integer, primary_key=True)
    pages = relationship("Page", backref="book")
class Page(CRUDMixin, Base):
    __tablename__ = "page"
    id = Column(Integer, primary_key=True)
    book_id = Column(ForeignKey("book.id"))
${code}`;
describe('crud', () => {
  test.each([
    ['get', 'def f(db):\n    crud.post.get(db, 1).auth$0or', 'Post.author'],
    ['get_multi', 'def f(db):\n    for x in crud.post.get_multi(db):\n        x.auth$0or', 'Post.author'],
    ['raw', 'def f(db):\n    crud.post.raw(db).auth$0or', 'Post.author'],
    ['raw user', 'def f(db):\n    crud.user.raw(db).po$0sts', 'User.posts'],
    ['raw user no author', 'def f(db):\n    crud.user.raw(db).auth$0or', ''],
    ['aget', 'async def f(db):\n    (await crud.post.aget(db, 1)).auth$0or', 'Post.author'],
    ['create', 'def f(db, x):\n    crud.post.create(db, obj_in=x).auth$0or', 'Post.author'],
    ['update', 'def f(db, x, p):\n    crud.post.update(db, db_obj=p, obj_in=x).auth$0or', 'Post.author'],
    ['by_owner', 'def f(db):\n    crud.post.by_owner(db, 1)[0].auth$0or', 'Post.author'],
    ['mine', 'def f(db):\n    crud.post.mine(db)[0].auth$0or', 'Post.author'],
    ['base alone says nothing', 'def f(db, b: base.CRUDBase):\n    b.get(db, 1).auth$0or', ''],
    [
      'self.model',
      '#- app/crud/more.py\nfrom .base import CRUDBase\nfrom blog.post import Post\nclass More(CRUDBase[Post, dict]):\n    def f(self, db):\n        self.model.auth$0or',
      'Post.author',
    ],
    [
      'in the base, self.model is any',
      '#- app/crud/more.py\nfrom .base import CRUDBase\nfrom blog.post import Post\nclass More(CRUDBase[Post, dict]):\n    def f(self, db):\n        self.get(db, 1).auth$0or',
      'Post.author',
    ],
  ])('%s', (_, code, expected) => expect(answer(crud(code))).toBe(expected));
});
describe('repo', () => {
  test.each([
    ['get', 'async def f(r: PostRepository):\n    (await r.get(1)).auth$0or', 'Post.author'],
    ['one', 'async def f(r: PostRepository):\n    (await r.one(1)).auth$0or', 'Post.author'],
    ['list', 'async def f(r: PostRepository):\n    (await r.list())[0].auth$0or', 'Post.author'],
    ['listed', 'async def f(r: PostRepository):\n    for x in await r.listed():\n        x.auth$0or', 'Post.author'],
    ['latest', 'async def f(r: PostRepository):\n    (await r.latest()).auth$0or', 'Post.author'],
    ['add', 'async def f(r: PostRepository, x):\n    (await r.add(x)).auth$0or', 'Post.author'],
    ['service of generic', 'async def f(s: PostService):\n    (await s.get(1)).auth$0or', 'Post.author'],
    ['service self.repository', 'async def f(s: PostService):\n    (await s.show(1)).auth$0or', 'Post.author'],
    ['uow', 'async def f():\n    uow = UnitOfWork(maker)\n    async with uow:\n        (await uow.posts.get(1)).auth$0or', 'Post.author'],
    ['uow as', 'async def f():\n    async with UnitOfWork(maker) as uow:\n        (await uow.posts.one(1)).auth$0or', 'Post.author'],
    ['uow users', 'async def f():\n    async with UnitOfWork(maker) as uow:\n        (await uow.users.one(1)).po$0sts', 'User.posts'],
    ['Depends annotated', 'async def view(r: Annotated[PostRepository, Depends(get_repo)]):\n    (await r.get(1)).auth$0or', 'Post.author'],
    ['Depends service', 'async def view(s=Depends(get_service)):\n    (await s.get(1)).auth$0or', 'Post.author'],
    ['Repository[Post](session)', 'async def view(s):\n    r = Repository[Post](s)\n    (await r.get(1)).auth$0or', 'Post.author'],
    ['Repository annotation', 'async def view(r: "Repository[Post]"):\n    (await r.list())[0].auth$0or', 'Post.author'],
  ])('%s', (_, code, expected) => expect(answer(repo(code))).toBe(expected));
});
describe('mixin', () => {
  test.each([
    ['create', 'Page.create(id=1).bo$0ok', 'Page.book'],
    ['get_by_id', 'Page.get_by_id(1).bo$0ok', 'Page.book'],
    ['find', 'def f(s):\n    Page.find(s, id=1).bo$0ok', 'Page.book'],
    ['where', 'def f(s):\n    Page.where(s, 1).first().bo$0ok', 'Page.book'],
    ['same', 'def f(s, p: Page):\n    p.same(s).bo$0ok', 'Page.book'],
    ['same2', 'def f(s, p: Page):\n    p.same2(s).bo$0ok', 'Page.book'],
    ['save', 'def f(s, p: Page):\n    p.save().bo$0ok', 'Page.book'],
    ['plain_save', 'def f(s, p: Page):\n    p.plain_save().bo$0ok', 'Page.book'],
    ['create save', 'Page.create(id=1).save().bo$0ok', 'Page.book'],
    ['aget', 'async def f(s):\n    (await Page.aget(s, 1)).bo$0ok', 'Page.book'],
    ['load', 'def f(s):\n    Page.load(Page, s, 1).bo$0ok', 'Page.book'],
    ['paginated', 'for x in Page.paginated(1).items:\n    x.bo$0ok', 'Page.book'],
    ['book', 'Book.create().pag$0es', 'Book.pages'],
    ['book has no book', 'Book.create().bo$0ok', ''],
    ['instance get_by_id', 'def f(p: Page):\n    p.get_by_id(1).bo$0ok', 'Page.book'],
  ])('%s', (_, code, expected) => expect(answer(mixin(code))).toBe(expected));
});
