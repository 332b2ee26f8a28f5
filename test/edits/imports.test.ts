import { describe, expect, test } from 'vitest';
import { Imports, removeImport } from '../../server/edits/imports.ts';
import { edited } from './edit.ts';

const with_ = (text: string, ask: (imports: Imports) => unknown): string =>
  edited(text, (change, source) => {
    const imports = new Imports(change, source);
    ask(imports);
    imports.write();
  });
const relationship = (text: string): string => with_(text, i => i.add('sqlalchemy.orm', 'relationship'));

describe('a name is imported', () => {
  test.each([
    ['not again', 'from sqlalchemy.orm import relationship\n', 'from sqlalchemy.orm import relationship\n'],
    [
      'in its place',
      'from sqlalchemy.orm import Mapped, mapped_column, validates\n',
      'from sqlalchemy.orm import Mapped, mapped_column, relationship, validates\n',
    ],
    ['at the end of what is not sorted', 'from sqlalchemy.orm import b, a\n', 'from sqlalchemy.orm import b, a, relationship\n'],
    ['behind a renamed one', 'from sqlalchemy.orm import backref as br\n', 'from sqlalchemy.orm import backref as br, relationship\n'],
    ['in brackets', 'from sqlalchemy.orm import (backref, Session)\n', 'from sqlalchemy.orm import (backref, relationship, Session)\n'],
    [
      'one to a line',
      'from sqlalchemy.orm import (\n    Mapped,\n    backref,\n    validates,\n)\n',
      'from sqlalchemy.orm import (\n    Mapped,\n    backref,\n    relationship,\n    validates,\n)\n',
    ],
    [
      'last, without a trailing comma',
      'from sqlalchemy.orm import (\n    Mapped,\n    backref\n)\n',
      'from sqlalchemy.orm import (\n    Mapped,\n    backref,\n    relationship\n)\n',
    ],
    [
      'below the package it belongs to',
      'import os\n\nfrom sqlalchemy import Column\nfrom app import db\n\nx = 1\n',
      'import os\n\nfrom sqlalchemy import Column\nfrom sqlalchemy.orm import relationship\nfrom app import db\n\nx = 1\n',
    ],
    ['above everything', '"""Doc."""\n\nx = 1\n', '"""Doc."""\n\nfrom sqlalchemy.orm import relationship\n\n\nx = 1\n'],
    ['in an empty file', '', 'from sqlalchemy.orm import relationship\n\n'],
    ['with CR LF', 'import os\r\n', 'import os\r\n\r\nfrom sqlalchemy.orm import relationship\r\n'],
  ])('%s', (_, before, after) => {
    expect(relationship(before)).toBe(after);
  });

  test('under the name it has', () => {
    with_('from sqlalchemy.orm import relationship as rel\n', i => expect(i.add('sqlalchemy.orm', 'relationship')).toBe('rel'));
  });

  test('from the standard library, in front of the rest', () => {
    expect(with_('from __future__ import annotations\n\nfrom app import db\n', i => i.add('typing', 'List'))).toBe(
      'from __future__ import annotations\n\nfrom typing import List\n\nfrom app import db\n',
    );
  });

  test('two of one module together', () => {
    const both = (i: Imports) => [i.add('sqlalchemy.orm', 'relationship'), i.add('sqlalchemy.orm', 'Mapped')];
    expect(with_('import os\n', both)).toBe('import os\n\nfrom sqlalchemy.orm import Mapped, relationship\n');
    expect(with_('from sqlalchemy.orm import backref\n', both)).toBe('from sqlalchemy.orm import Mapped, backref, relationship\n');
  });
});

describe('for type checkers', () => {
  const user = (text: string): string => with_(text, i => i.addForTypeChecking('app.user', 'User'));

  test('a block is written', () => {
    expect(user('from sqlalchemy import Column\n\n\nclass A: ...\n')).toBe(
      'from typing import TYPE_CHECKING\n\nfrom sqlalchemy import Column\n\nif TYPE_CHECKING:\n    from app.user import User\n\n\nclass A: ...\n',
    );
  });

  test('a block that is there grows', () => {
    const text = 'from typing import TYPE_CHECKING\n\nif TYPE_CHECKING:\n  from app.post import Post\n';
    expect(user(text)).toBe(`${text}  from app.user import User\n`);
    expect(with_(text, i => i.addForTypeChecking('app.post', 'Comment'))).toBe(text.replace('import Post', 'import Comment, Post'));
    expect(with_(text, i => i.addForTypeChecking('app.post', 'Post'))).toBe(text);
  });
});

describe('an import is taken out', () => {
  const without = (text: string): string => edited(text, (change, source) => removeImport(change, source, 'backref'));
  test.each([
    ['from m import backref\nx = 1\n', 'x = 1\n'],
    ['from m import backref, b\n', 'from m import b\n'],
    ['from m import a, backref\n', 'from m import a\n'],
    ['from m import a, backref, c\n', 'from m import a, c\n'],
    ['from m import (\n    a,\n    backref,\n    c,\n)\n', 'from m import (\n    a,\n    c,\n)\n'],
    ['from m import (a, backref)\n', 'from m import (a)\n'],
    ['from m import x as backref, b\n', 'from m import b\n'],
    ['x = 1\n', 'x = 1\n'],
  ])('%j', (before, after) => {
    expect(without(before)).toBe(after);
  });
});
