/** Every kind of place that names a relationship: references and rename agree on it. */
import { describe, test } from 'vitest';
import { expectMarked, marked } from '../support/marked.ts';
import { blog } from '../support/models.ts';

/** The blog, and code that speaks of `Post.author`. */
const used = (code: string): string => `${blog.replace('backref="author"', 'backref="«auth$0or»"')}
#- service.py
from operator import attrgetter
from sqlalchemy import event, inspect, select, update
from sqlalchemy.ext.associationproxy import association_proxy
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import Load, aliased, attribute_keyed_dict, attributes, class_mapper, contains_eager, joinedload, relationship, selectinload, subqueryload, with_parent
from blog.base import Base
from blog.user import User
from blog.post import Post, Tag

${code}
`;

describe('what names an implicit attribute is found and renamed', () => {
  test.each([
    ['setattr', 'def f(post: Post):\n    setattr(post, "«author»", None)'],
    ['delattr', 'def f(post: Post):\n    delattr(post, "«author»")'],
    ['attributes.flag_modified', 'def f(post: Post):\n    attributes.flag_modified(post, "«author»")'],
    ['attributes.get_history', 'def f(post: Post):\n    attributes.get_history(post, "«author»")\n    attributes.set_committed_value(post, "«author»", None)'],
    ['with_parent', 'def f(user: User):\n    select(Post).where(with_parent(user, User.posts)), Post.«author»'],
    [
      'contains_eager',
      'def f(s):\n    s.query(Post).join(Post.«author»).options(contains_eager(Post.«author»))\n    s.query(Post).options(contains_eager("«author»"))',
    ],
    ['Load', 'def f(s):\n    s.query(Post).options(Load(Post).joinedload(Post.«author»))\n    s.query(Post).options(Load(Post).joinedload("«author»"))'],
    ['inspect relationships subscript', 'inspect(Post).relationships["«author»"]'],
    ['inspect relationships attribute', 'inspect(Post).relationships.«author».mapper'],
    ['inspect attrs', 'inspect(Post).attrs["«author»"]\ninspect(Post).attrs.«author»'],
    ['inspect object', 'def f(post: Post):\n    inspect(post).attrs.«author».history'],
    ['mapper relationships', 'Post.__mapper__.relationships["«author»"]\nPost.__mapper__.relationships.«author»'],
    ['class_mapper', 'class_mapper(Post).get_property("«author»")\ninspect(Post).get_property("«author»")'],
    ['all_orm_descriptors', 'inspect(Post).all_orm_descriptors["«author»"]\ninspect(Post).all_orm_descriptors.«author»'],
    ['mapper in variable', 'm = inspect(Post)\nm.relationships["«author»"]\nm.relationships.get("«author»")\n"«author»" in m.relationships'],
    ['names of the state', 'def f(post: Post):\n    return "«author»" in inspect(post).unloaded'],
    ['event', '@event.listens_for(Post.«author», "set")\ndef f(target, value, old, initiator): ...\nevent.listen(Post.«author», "set", f)'],
    ['aliased', 'P = aliased(Post)\nq = select(P).join(P.«author»)'],
    ['of_type', 'q = select(User).options(joinedload(User.posts.of_type(Post)).joinedload(Post.«author»))'],
    ['any/has', 'q = select(Post).where(Post.«author».has(name="x"), User.posts.any(Post.«author» == None))'],
    ['update values', 'q = update(Post).values(author_id=1)\ndef g(post: Post):\n    return post.«author»'],
    ['expire', 'def f(s, post: Post):\n    s.expire(post, ["«author»"])\n    s.refresh(post, attribute_names=("«author»",))'],
    ['super().__init__', 'class Draft(Post):\n    def __init__(self, **kw):\n        super().__init__(«author»=kw["user"])\n        self.«author» = None'],
    ['keywords in a dictionary', 'Post(**{"«author»": User()})\nPost(**dict(«author»=None))'],
    [
      'WTForms meta include',
      'class PostForm(ModelForm):\n    class Meta:\n        model = Post\n        include = ["«author»"]\n        only = ["«author»"]\n        exclude = ["«author»"]',
    ],
    [
      'model_form',
      'from wtforms_sqlalchemy.orm import model_form\nPostForm = model_form(Post, only=["«author»"], exclude=("«author»",), field_args={"«author»": {"label": "x"}})',
    ],
    [
      'WTForms form populate',
      'class PostForm(Form):\n    «author» = StringField("author")\ndef f(post: Post):\n    form = PostForm(obj=post)\n    form.populate_obj(post)\n    form.«author».data = None',
    ],
    [
      'fields of bound classes',
      'class PostOut(BaseModel):\n    «author»: str\ndef f(post: Post):\n    out = PostOut.model_validate(post)\n    return out.«author», PostOut(«author»="x")',
    ],
    [
      'schema instance lists',
      'class PostSchema(SQLAlchemySchema):\n    class Meta:\n        model = Post\nclass TagSchema(SQLAlchemySchema):\n    class Meta:\n        model = Tag\n    posts = fields.Nested(PostSchema, only=("id", "«author».name"), many=True)\nschema = PostSchema(only=["«author»"], exclude=("«author».name",))',
    ],
    [
      'marshmallow other name',
      'class PostSchema(SQLAlchemySchema):\n    class Meta:\n        model = Post\n    author = fields.Nested(S, attribute="«author»")\n    x = fields.Nested(S)\ndef f(s: PostSchema):\n    return s.author',
    ],
    ['own constructor', 'class Draft(Post):\n    def __init__(self, author):\n        self.«author» = author\nDraft(author=None)'],
    [
      'factories',
      'class PostFactory(SQLAlchemyModelFactory):\n    class Meta:\n        model = Post\n    «author» = SubFactory(UserFactory)\nPostFactory(«author»=None)\nPostFactory.create(«author»=None).«author»\nPostFactory.build_batch(3)[0].«author»',
    ],
    ['sqlalchemy-serializer', 'class Draft(Post):\n    serialize_rules = ("-«author».posts",)\n    serialize_only = ("«author»",)'],
    ['keyed', 'class Draft(Tag):\n    by_author = relationship(Post, secondary="post_tags", viewonly=True, collection_class=attribute_keyed_dict("«author»"))'],
    ['__dict__', 'def f(post: Post):\n    return post.__dict__["«author»"], post.__dict__.get("«author»"), "«author»" in post.__dict__'],
    [
      'Flask-Admin form_columns',
      'class V(ModelView):\n    form_columns = ("«author»", "tags")\n    form_ajax_refs = {"«author»": {"fields": ["name"]}}\n    column_labels = {"«author»": "Writer", "«author».name": "x"}\n    column_filters = [Post.«author», "«author».name"]\n    form_args = dict(«author»=dict(label="x"))\nadmin.add_view(V(Post, None))',
    ],
    ['sqladmin', 'class V(ModelView, model=Post):\n    column_list = [Post.id, Post.«author», "«author».name"]\n    column_formatters = {"«author»": str}'],
    [
      'inline ModelView',
      'class Inline(InlineFormAdmin):\n    form_columns = ["id"]\nclass V(ModelView):\n    def __init__(self, session):\n        super().__init__(Post, session)\n    column_list = ["«author»"]',
    ],
    [
      'pydantic from_attributes response',
      'class PostOut(BaseModel):\n    model_config = ConfigDict(from_attributes=True)\n    «author»: str\n@app.get("/", response_model=PostOut)\ndef f(post: Post):\n    return post\nPostOut.from_orm(Post())',
    ],
    [
      'marshmallow auto_field',
      'class PostSchema(SQLAlchemySchema):\n    class Meta:\n        model = Post\n    «author» = auto_field()\n    by = auto_field("«author»")\n    who = fields.Nested(UserSchema, attribute="«author»")\n    name = fields.Pluck(UserSchema, "name", attribute="«author»")',
    ],
    [
      'marshmallow opts',
      'class PostSchema(SQLAlchemyAutoSchema):\n    class Meta:\n        model = Post\n        exclude = ("«author»",)\n        load_only = ["«author»"]\n        dump_only = ("«author»",)\n        include_relationships = True',
    ],
    ['properties of __mapper_args__', 'class Draft(Post):\n    __mapper_args__ = {"exclude_properties": ["«author»"], "include_properties": ["«author»"]}'],
    [
      'hybrid',
      'class Draft(Post):\n    @hybrid_property\n    def name(self):\n        return self.«author».name\n    @name.expression\n    def name(cls):\n        return cls.«author»',
    ],
    [
      'assoc proxy lambda',
      'class Draft(Post):\n    names = association_proxy("«author»", "name")\n    two = association_proxy(target_collection="«author»", attr="name")',
    ],
    ['the far side of an association_proxy', 'class Draft2(Tag):\n    authors = association_proxy("posts", "«author»")'],
    ['attrgetter', 'def f(posts: list[Post]):\n    return sorted(posts, key=attrgetter("«author»"))'],
    ['lambda key', 'def f(posts: list[Post]):\n    return sorted(posts, key=lambda p: p.«author»)'],
    ['class patterns', 'def f(post):\n    match post:\n        case Post(«author»=a):\n            return a'],
    ['options defaultload chain strings', 'def f(s):\n    s.query(Tag).options(subqueryload("posts").joinedload("«author»"))'],
    ['options load dotted', 'def f(s):\n    s.query(Tag).options(joinedload(Tag.posts, Post.«author»))'],
    ['Query.update', 'def f(s):\n    s.query(Post).filter(Post.«author» == None).update({"author_id": 1})'],
    ['order_by', 'q = select(Post).order_by(Post.«author»)'],
    ['augmented del', 'def f(post: Post):\n    del post.«author»\n    post.«author» = post.«author» or None'],
    ['f-string', 'def f(post: Post):\n    return f"{post.«author».name!r:>10} {post.«author»}"'],
    ['keyword merge', 'def f(s):\n    return s.merge(Post(«author»=None)).«author»'],
    ['filter has', 'def f(s):\n    return Post.query.filter_by(«author»=None).first_or_404().«author»'],
  ])('%s', (_, code) => expectMarked(marked(used(code)), 'author', 'writer'));
});

const head =
  'from sqlalchemy import Column, ForeignKey, Integer, Table\nfrom sqlalchemy.orm import declarative_base, relationship, backref, registry, synonym, column_property, Mapped, foreign, remote\nBase = declarative_base()\n';
describe('however a relationship is declared, all that names it is found and renamed', () => {
  test.each([
    [
      '__mapper_args__ properties',
      `class User(Base):
    __tablename__ = "users"
    id = Column(Integer, primary_key=True)
    __mapper_args__ = {"properties": {"«po$0sts»": relationship("Post")}}
class Post(Base):
    __tablename__ = "posts"
    id = Column(Integer, primary_key=True)
    user_id = Column(ForeignKey("users.id"))
def f(u: User):
    return u.«posts»`,
    ],
    [
      'after the class',
      `class User(Base):
    __tablename__ = "users"
    id = Column(Integer, primary_key=True)
class Post(Base):
    __tablename__ = "posts"
    id = Column(Integer, primary_key=True)
    user_id = Column(ForeignKey("users.id"))
User.«po$0sts» = relationship("Post")
def f(u: User):
    return u.«posts»`,
    ],
    [
      'add_property',
      `class User(Base):
    __tablename__ = "users"
    id = Column(Integer, primary_key=True)
class Post(Base):
    __tablename__ = "posts"
    id = Column(Integer, primary_key=True)
    user_id = Column(ForeignKey("users.id"))
User.__mapper__.add_property("«po$0sts»", relationship("Post"))
def f(u: User):
    return u.«posts»`,
    ],
    [
      'imperative',
      `users = Table("users", Base.metadata, Column("id", Integer, primary_key=True))
posts = Table("posts", Base.metadata, Column("id", Integer, primary_key=True), Column("user_id", ForeignKey("users.id")))
class User: ...
class Post: ...
Base.registry.map_imperatively(User, users, properties={"«po$0sts»": relationship(Post, back_populates="author")})
Base.registry.map_imperatively(Post, posts, properties=dict(author=relationship(User, back_populates="«posts»")))
def f(u: User):
    return u.«posts»`,
    ],
    [
      'imperative dict',
      `users = Table("users", Base.metadata, Column("id", Integer, primary_key=True))
posts = Table("posts", Base.metadata, Column("id", Integer, primary_key=True), Column("user_id", ForeignKey("users.id")))
class User: ...
class Post: ...
Base.registry.map_imperatively(User, users, properties={"posts": relationship(Post, back_populates="«author»")})
Base.registry.map_imperatively(Post, posts, properties=dict(«aut$0hor»=relationship(User, back_populates="posts")))
def f(u: Post):
    return u.«author»`,
    ],
    [
      'backref in pieces around',
      `class User(Base):
    __tablename__ = "users"
    id = Column(Integer, primary_key=True)
    posts = relationship("Post", backref=backref(name="«au$0thor»", overlaps=None))
    drafts = relationship("Post", viewonly=True, overlaps="posts,"
        "«author»", order_by="Post."
        "id", primaryjoin="and_(User.id == "
        "foreign(Post.user_id), Post.«author» != None)")
class Post(Base):
    __tablename__ = "posts"
    id = Column(Integer, primary_key=True)
    user_id = Column(ForeignKey("users.id"))`,
    ],
    [
      'secondaryjoin path',
      `class User(Base):
    __tablename__ = "users"
    id = Column(Integer, primary_key=True)
    «po$0sts» = relationship("Post", backref="author")
    x = relationship("Post", primaryjoin="User.«posts».any()", secondaryjoin="User.«posts».any()", viewonly=True, foreign_keys="[Post.user_id]", remote_side=lambda: User.«posts»)
class Post(Base):
    __tablename__ = "posts"
    id = Column(Integer, primary_key=True)
    user_id = Column(ForeignKey("users.id"))`,
    ],
    [
      'self',
      `class User(Base):
    __tablename__ = "users"
    id = Column(Integer, primary_key=True)
    «po$0sts» = relationship("Post", backref="author")
    published = relationship("Post", viewonly=True)
    by = synonym("«posts»")
    def f(self):
        return self.«posts»
    @property
    def g(self):
        return [p for p in self.«posts»]
    @classmethod
    def h(cls):
        return cls.query.options(joinedload(cls.«posts»))
class Post(Base):
    __tablename__ = "posts"
    id = Column(Integer, primary_key=True)
    user_id = Column(ForeignKey("users.id"))`,
    ],
    [
      'class body name',
      `class User(Base):
    __tablename__ = "users"
    id = Column(Integer, primary_key=True)
    «po$0sts» = relationship("Post", backref="author")
    entries = synonym(«posts»)
class Post(Base):
    __tablename__ = "posts"
    id = Column(Integer, primary_key=True)
    user_id = Column(ForeignKey("users.id"))`,
    ],
  ])('%s', (_, code) => expectMarked(marked(head + code), /«(\w*)\$0(\w*)/.exec(code)?.slice(1).join('') ?? '', 'renamed'));
});
