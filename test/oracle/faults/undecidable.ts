import { type Fault, model, scene } from './fault.ts';

/** An object that has been saved, and is read again. */
const saved = `def use():
    engine = create_engine("sqlite://")
    Base.metadata.create_all(engine)
    session = Session(engine)
    author = Author()
    session.add(author)
    session.commit()
    return author.books`;

/** What cannot be known from the text alone. */
export const undecidable: readonly Fault[] = [
  {
    what: 'target whose name is computed when the program runs',
    models: `import os\n\n${scene({ author: 'books = relationship(os.environ.get("BACKREF_TARGET", "Bok"))' })}`,
    silent: 'the name comes from outside the program',
  },
  {
    what: 'unknown target beside a class that is made in a loop over what is not known',
    models: `import os\n\nmade = {}\nfor name in os.environ.get("BACKREF_NAMES", "Shop").split(","):\n    made[name] = type(name, (Base,), {"__tablename__": name.lower(), "id": Column(Integer, primary_key=True)})\n\n${scene({ author: 'books = relationship("Bok")' })}`,
    silent: 'a class of that name may be among those that the program makes',
  },
  {
    what: 'unknown keyword in a dictionary that is unpacked',
    models: `import json\n\noptions = json.loads('{"back_populate": "author"}')\n\n${scene({ author: 'books = relationship("Book", **options)' })}`,
    silent: 'what is in the dictionary is known when the program runs',
  },
  {
    what: 'a relationship of a name that is computed',
    models: `import os\n\n${scene({ after: 'setattr(Author, os.environ.get("BACKREF_NAME", "books"), relationship("Bok"))' })}`,
    silent: 'which attribute it is, and whether it replaces another one, is known when the program runs',
  },
  {
    what: 'columns of a table that is read from the database',
    models: `from sqlalchemy import create_engine\n\nengine = create_engine("sqlite://")\nwith engine.begin() as connection:\n    connection.execute(text("create table note (id integer primary key)"))\n    note = Table("note", Base.metadata, autoload_with=connection)\n\nclass Note(Base):\n    __table__ = note\n    user = relationship("User")\n${model('User', 'name = Column(String)')}`,
    silent: 'which keys the table has the database knows',
  },
  {
    what: 'a value of a keyword that is computed',
    models: `import os\n\n${scene({ author: 'books = relationship("Book", lazy=os.environ.get("BACKREF_LAZY", "eager"))' })}`,
    silent: 'the value comes from outside the program',
  },
  {
    what: 'event listeners that change mappings',
    models: `from sqlalchemy import event\nfrom sqlalchemy.orm import Mapper\n\n@event.listens_for(Mapper, "before_mapper_configured", propagate=True)\ndef add(mapper, cls):\n    if cls.__name__ == "Author" and "drafts" not in cls.__dict__:\n        cls.__mapper__.add_property("drafts", relationship("Bok"))\n\n${scene({})}`,
    versions: ['2.0', '2.1'],
    silent: 'what listeners do is not followed',
  },
  {
    what: 'unknown keyword of a constructor given from a dictionary',
    used: true,
    models: `import json\n\n${scene({ after: 'def use():\n    return Book(**json.loads(\'{"titel": "x"}\'))' })}`,
    silent: 'what is in the dictionary is known when the program runs',
  },
  {
    what: 'a relationship asked through a variable whose class is not known',
    used: true,
    models: scene({
      author: 'books = relationship("Book")',
      after: 'def use():\n    import sys\n    return getattr(sys.modules[__name__], "Author").books.has()',
    }),
    silent: 'which class the variable holds is known when the program runs',
  },
  {
    what: 'a dictionary that is read by an attribute nobody has',
    used: true,
    models: `from sqlalchemy.orm.collections import attribute_mapped_collection\n\n${scene({ author: 'books = relationship("Book", collection_class=attribute_mapped_collection("isbn"))', after: 'def use():\n    return Author(books={"x": Book()})' })}`,
    silent: 'the attribute is read from each object that is put in, and an object may have more than its class says',
  },
  {
    what: 'a relationship that must not be loaded is read',
    used: true,
    models: `from sqlalchemy import create_engine\n\n${scene({ author: 'books = relationship("Book", lazy="raise")', after: saved })}`,
    silent: 'whether it has been loaded by then depends on the query that the object comes from',
  },
  {
    what: 'a relationship of an object whose session is closed is read',
    used: true,
    models: `from sqlalchemy import create_engine\n\n${scene({ author: 'books = relationship("Book")', after: saved.replace('return', 'session.close()\n    return') })}`,
    silent: 'whether the object still has a session is known when the program runs',
  },
  {
    what: 'an object is given to a second parent that may have but one',
    used: true,
    models: scene({
      book: 'author = relationship("Author", single_parent=True)',
      after: 'def use():\n    author = Author()\n    first, second = Book(), Book()\n    first.author = author\n    second.author = author',
    }),
    silent: 'which objects there are is known when the program runs',
  },
  {
    what: 'tables that refer to each other, when tables are made',
    tables: true,
    models: scene({ author: 'best_id = Column(ForeignKey("book.id"))' }),
    silent: 'who makes the tables, and whether foreign keys are added later, is for the migrations to say',
  },
];
