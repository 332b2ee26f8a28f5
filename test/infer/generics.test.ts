/** Type variables: generic functions and classes. */
import { describe, expect, test } from 'vitest';
import { answer } from './answer.ts';

describe('generics', () => {
  test.each([
    ['type[T] -> T', 'T = TypeVar("T")\ndef load(model: type[T], key) -> T: ...\nload(Post, 1).auth$0or', 'Post.author'],
    [
      'Type[T] -> Optional[T]',
      'from typing import Type\nT = TypeVar("T", bound=Base)\ndef load(s, model: Type[T], key: int) -> Optional[T]:\n    return s.get(model, key)\nload(s, Post, 1).auth$0or',
      'Post.author',
    ],
    ['type[T] -> list[T]', 'T = TypeVar("T")\ndef load(model: type[T]) -> list[T]: ...\nload(Post)[0].auth$0or', 'Post.author'],
    ['T -> T', 'T = TypeVar("T")\ndef keep(x: T) -> T: ...\nkeep(Post()).auth$0or', 'Post.author'],
    ['list[T] -> T', 'T = TypeVar("T")\ndef first(x: list[T]) -> T: ...\ndef f(user: User):\n    first(user.posts).auth$0or', 'Post.author'],
    [
      'Iterable[T] -> Iterator[T]',
      'from typing import Iterable\nT = TypeVar("T")\ndef chunk(x: Iterable[T]) -> Iterator[T]: ...\ndef f(user: User):\n    for p in chunk(user.posts):\n        p.auth$0or',
      'Post.author',
    ],
    ['PEP 695', 'def load[T](model: type[T], key) -> T: ...\nload(Post, 1).auth$0or', 'Post.author'],
    ['by keyword', 'T = TypeVar("T")\ndef load(key, *, model: type[T]) -> T: ...\nload(1, model=Post).auth$0or', 'Post.author'],
    ['async', 'T = TypeVar("T")\nasync def load(model: type[T], key) -> T: ...\nasync def f():\n    (await load(Post, 1)).auth$0or', 'Post.author'],
    [
      'Callable[..., T]',
      'from typing import Callable\nT = TypeVar("T")\ndef retry(f: Callable[..., T]) -> T: ...\ndef make() -> Post: ...\nretry(make).auth$0or',
      'Post.author',
    ],
    ['method', 'T = TypeVar("T")\nclass Db:\n    def load(self, model: type[T], key) -> T: ...\ndef f(db: Db):\n    db.load(Post, 1).auth$0or', 'Post.author'],
    [
      'repository subclass',
      'from typing import Generic\nT = TypeVar("T")\nclass Repo(Generic[T]):\n    def get(self, key) -> T: ...\nclass Posts(Repo[Post]): ...\ndef f(r: Posts):\n    r.get(1).auth$0or',
      'Post.author',
    ],
    [
      'repository alias',
      'from typing import Generic\nT = TypeVar("T")\nclass Repo(Generic[T]):\n    def __init__(self, model: type[T]):\n        self.model = model\n    def get(self, s, key) -> Optional[T]:\n        return s.get(self.model, key)\nposts = Repo[Post](Post)\nposts.get(s, 1).auth$0or',
      'Post.author',
    ],
    [
      'repository from constructor',
      'from typing import Generic\nT = TypeVar("T")\nclass Repo(Generic[T]):\n    def __init__(self, model: type[T]):\n        self.model = model\n    def get(self, s, key) -> Optional[T]:\n        return s.get(self.model, key)\nposts = Repo(Post)\nposts.get(s, 1).auth$0or',
      'Post.author',
    ],
    [
      'repository annotated',
      'from typing import Generic\nT = TypeVar("T")\nclass Repo(Generic[T]):\n    def all(self) -> list[T]: ...\ndef f(r: Repo[Post]):\n    r.all()[0].auth$0or',
      'Post.author',
    ],
    [
      'fastapi crud',
      'from typing import Generic, Type\nfrom pydantic import BaseModel\nModelType = TypeVar("ModelType", bound=Base)\nCreate = TypeVar("Create", bound=BaseModel)\nclass CRUDBase(Generic[ModelType, Create]):\n    def __init__(self, model: Type[ModelType]):\n        self.model = model\n    def get(self, db: Session, id: Any) -> Optional[ModelType]:\n        return db.query(self.model).filter(self.model.id == id).first()\nclass PostCreate(BaseModel): ...\nclass CRUDPost(CRUDBase[Post, PostCreate]):\n    def last(self, db):\n        return self.get(db, 1)\npost = CRUDPost(Post)\npost.last(db).auth$0or',
      'Post.author',
    ],
    [
      'crud without annotation',
      'class Repo:\n    model = None\n    def get(self, s, key):\n        return s.get(self.model, key)\nclass Posts(Repo):\n    model = Post\nclass Users(Repo):\n    model = User\ndef f(s):\n    Posts().get(s, 1).auth$0or',
      'Post.author',
    ],
    [
      'crud with a class parameter',
      'class Repo:\n    def __init__(self, model):\n        self.model = model\n    def get(self, s, key):\n        return s.get(self.model, key)\nposts = Repo(Post)\nusers = Repo(User)\ndef f(s):\n    posts.get(s, 1).auth$0or',
      'Post.author',
    ],
    ['PEP 695 class', 'class Repo[T]:\n    def get(self, key) -> T: ...\nclass Posts(Repo[Post]): ...\nPosts().get(1).auth$0or', 'Post.author'],
    [
      'generic field',
      'from typing import Generic\nT = TypeVar("T")\nclass Page(Generic[T]):\n    items: list[T]\ndef f(p: Page[Post]):\n    p.items[0].auth$0or',
      'Post.author',
    ],
    [
      'two levels',
      'from typing import Generic\nT = TypeVar("T")\nclass A(Generic[T]):\n    def get(self) -> T: ...\nclass B(A[T]): ...\nclass C(B[Post]): ...\nC().get().auth$0or',
      'Post.author',
    ],
    [
      'self.model in a generic subclass',
      'from typing import Generic\nT = TypeVar("T")\nclass A(Generic[T]):\n    model: type[T]\n    def get(self, s):\n        return s.scalars(select(self.model)).first()\nclass C(A[Post]): ...\nC().get(s).auth$0or',
      'Post.author',
    ],
    ['bound alone', 'T = TypeVar("T", bound=Post)\ndef f(x: T):\n    x.auth$0or', 'Post.author'],
    [
      'Protocol self',
      'T = TypeVar("T", bound="Post")\nclass Article(Post):\n    @classmethod\n    def make(cls: type[T]) -> T: ...\nArticle.make().auth$0or',
      'Post.author',
    ],
  ])('%s', (_, code, expected) => expect(answer(code)).toBe(expected));
});
