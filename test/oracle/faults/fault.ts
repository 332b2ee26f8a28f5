import type { Version } from '../sqlalchemy.ts';

/** One thing that is wrong with models, or with code that uses them. */
export interface Fault {
  readonly what: string;
  /**
   * Models as all versions of SQLAlchemy take them, without imports and without a base class: `Base` stands for it. `# !` ends each line that must
   * change; where there is none, the fault is nowhere in particular.
   */
  readonly models: string;
  /** The versions that the models are for, when they are not for all. */
  readonly versions?: readonly Version[];
  /** Raised by what the code does with the models: its functions are called. */
  readonly used?: true;
  /** Raised when tables are made. */
  readonly tables?: true;
  /** Why nothing is said, in one sentence: what one would have to know. */
  readonly silent?: string;
}

export const two: readonly Version[] = ['2.0', '2.1'];

interface Parts {
  /** Lines in the class of the author. */
  readonly author?: string;
  /** Lines in the class of the book. */
  readonly book?: string;
  /** In place of the book's foreign key. */
  readonly key?: string;
  /** What stands in front of the classes, and behind them. */
  readonly before?: string;
  readonly after?: string;
}

const indented = (lines: string): string =>
  lines
    .trim()
    .split('\n')
    .map(line => (line === '' ? '' : `    ${line}`))
    .join('\n');

/** An author has books. */
export const scene = ({ author, book, key = 'author_id = Column(ForeignKey("author.id"))', before, after }: Parts): string =>
  [
    ...(before === undefined ? [] : [before.trim(), '']),
    'class Author(Base):',
    '    __tablename__ = "author"',
    '    id = Column(Integer, primary_key=True)',
    ...(author === undefined ? [] : [indented(author)]),
    '',
    'class Book(Base):',
    '    __tablename__ = "book"',
    '    id = Column(Integer, primary_key=True)',
    ...(key === '' ? [] : [indented(key)]),
    ...(book === undefined ? [] : [indented(book)]),
    ...(after === undefined ? [] : ['', after.trim()]),
    '',
  ].join('\n');

/** A class of one table with a key. */
export const model = (name: string, lines: string, base = 'Base'): string =>
  `\nclass ${name}(${base}):\n    __tablename__ = "${name.toLowerCase()}"\n    id = Column(Integer, primary_key=True)\n${indented(lines)}\n`;

/** A subclass whose table refers to that of its parent. */
export const child = (name: string, parent: string, lines = ''): string =>
  `\nclass ${name}(${parent}):\n    __tablename__ = "${name.toLowerCase()}"\n    id = Column(ForeignKey("${parent.toLowerCase()}.id"), primary_key=True)\n${lines === '' ? '' : `${indented(lines)}\n`}`;
