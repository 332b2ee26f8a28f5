import { expect, test } from 'vitest';
import { relationships } from '../support/ask.ts';
import { fixture } from '../support/fixture.ts';

const tableOf = (name: string, body: string, before = ''): string | undefined => {
  const f = fixture(`
import re
from re import sub as substitute
from sqlalchemy import Column, Integer
from sqlalchemy.orm import DeclarativeBase, declared_attr
${before}
class Base(DeclarativeBase):
    @declared_attr.directive
    def __tablename__(cls):
        ${body}
    id = Column(Integer, primary_key=True)
class ${name}(Base): ...
`);
  return f.snapshot().project.classes[0]?.table?.fullname;
};

test.each([
  ['return re.sub(r"(?<!^)(?=[A-Z])", "_", cls.__name__).lower()', '', 'flow_run_state'],
  ['return CAMEL.sub("_", cls.__name__).lower()', 'CAMEL = re.compile(r"(?<!^)(?=[A-Z])")', 'flow_run_state'],
  ['return substitute("([a-z0-9])([A-Z])", r"\\1_\\2", cls.__name__).lower() + "s"', '', 'flow_run_states'],
  ['name = re.sub("(.)([A-Z][a-z]+)", r"\\1_\\g<2>", cls.__name__)\n        return name.lower()', '', 'flow_runstate'],
  ['return re.sub("Run", "$1&", cls.__name__)', '', 'Flow$1&State'],
  ['return "_".join([x.lower() for x in re.split("(?=[A-Z])", cls.__name__) if x])', '', 'flow_run_state'],
  ['return "_".join(re.split("(?=[A-Z])", cls.__name__))', '', '_Flow_Run_State'],
  ['return "".join(re.compile("([A-Z])").split(cls.__name__))', '', 'FlowRunState'],
  ['return "_".join(re.findall("[A-Z][a-z]*", cls.__name__)).lower()', '', 'flow_run_state'],
  ['return "_".join(WORD.findall(cls.__name__))', 'WORD = re.compile("[A-Z]([a-z]*)")', 'low_un_tate'],
])('a table named by a regular expression: %s %s', (body, before, expected) => {
  expect(tableOf('FlowRunState', body, before)).toBe(expected);
});

test.each([
  'return re.sub("(a+)+b", "_", cls.__name__)',
  'return re.sub("(?i)run", "_", cls.__name__)',
  'return re.sub("(?P<first>R)un", r"\\g<first>", cls.__name__)',
  'return re.sub("Run", lambda m: m.group(0).lower(), cls.__name__)',
  'return re.sub("Run", "_", cls.__name__, flags=re.IGNORECASE)',
  'return "_".join(re.split("(?=[A-Z])", cls.__name__, 1))',
  'return "_".join(re.findall("([A-Z])([a-z]*)", cls.__name__)[0])',
])('a pattern that is not simple is left unknown: %s', body => {
  expect(tableOf('FlowRunState', body)).toBe('?');
});

test('a table whose schema is computed is meant by any schema', () => {
  const f = fixture(`
from sqlalchemy import Column, ForeignKey, Integer
from sqlalchemy.orm import DeclarativeBase, declared_attr, relationship
from elsewhere import table_args
class Base(DeclarativeBase): ...
class Event(Base):
    __tablename__ = "events"
    @declared_attr
    def __table_args__(cls):
        return table_args(cls, schema="conferences")
    id = Column(Integer, primary_key=True)
class Note(Base):
    __tablename__ = "notes"
    id = Column(Integer, primary_key=True)
    event_id = Column(ForeignKey("conferences.events.id"))
    event = relationship(Event, backref="notes")
`);
  expect(relationships(f)).toEqual(['Event.notes -> Note ONETOMANY list by Note.event', 'Note.event -> Event MANYTOONE scalar']);
});

test('a table whose schema is computed is meant though another MetaData has one of its name', () => {
  const f = fixture(`
from sqlalchemy import Column, ForeignKey, Integer, MetaData, Table
from sqlalchemy.orm import DeclarativeBase, relationship
from elsewhere import table_args
class Base(DeclarativeBase): ...
class Event(Base):
    __tablename__ = "events"
    __table_args__ = table_args()
    id = Column(Integer, primary_key=True)
class Note(Base):
    __tablename__ = "notes"
    id = Column(Integer, primary_key=True)
    event_id = Column(ForeignKey("events.id"))
    event = relationship(Event, backref="notes")
old_events = Table("events", MetaData(), Column("id", Integer, primary_key=True))
`);
  expect(relationships(f)).toEqual(['Event.notes -> Note ONETOMANY list by Note.event', 'Note.event -> Event MANYTOONE scalar']);
});
