/**
 * How long it takes to find all references in a project of 2,000 files, by how many of them spell the name.
 *   npx tsx test/bench/references.ts
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { search } from '../../server/uses/search.ts';
import { relationships } from '../../server/uses/subject.ts';
import { uriOf } from '../../server/workspace/disk.ts';
import { Session } from '../../server/workspace/session.ts';
import { generate } from './generate.ts';

const accounts = `from sqlalchemy import Column, ForeignKey, Integer
from sqlalchemy.orm import relationship

from app.base import Base


class Account(Base):
    __tablename__ = "accounts"
    id = Column(Integer, primary_key=True)
    entries = relationship("Entry", backref="account")


class Entry(Base):
    __tablename__ = "entries"
    id = Column(Integer, primary_key=True)
    account_id = Column(Integer, ForeignKey("accounts.id"))
`;

/** Code in the usual styles: one file in ten is about accounts. */
const use = (n: number): string => `from app.accounts import Account, Entry


def open_${n}(session, entry: Entry):
    entry.account = Account()
    return entry.account.id


def sum_${n}(session):
    query = session.query(Entry).filter(Entry.account.has(id=${n}))
    for entry in query.order_by(Entry.id).all():
        print(entry.account, entry.id)
    return session.query(Entry).filter_by(account=None).first()


def show_${n}(entry, other):
    return {"account": entry.account.id, "other": other.account}
`;

const other = (n: number): string => `from app.use${n % 200} import show_${n % 200}


class Job${n}:
    def __init__(self, rows, entry):
        self.rows = rows
        self.entry = entry

    def run(self):
        for row in self.rows:
            if row.parent is not None and row.parent.active:
                print(row.parent.name, show_${n % 200}(self.entry, None))
        return len(self.rows)
`;

const template = '{% extends "base.html" %}{% block body %}{% for entry in entries %}{{ entry.account.id }}{% endfor %}{% endblock %}';

function project(): ReadonlyMap<string, string> {
  // 200 files of models, 200 that query them, and the rest of an application.
  const files = new Map([...generate(1_600), ['app/accounts.py', accounts]]);
  for (let n = 0; n < 1_380; n++) files.set(`app/other${n}.py`, other(n));
  for (let n = 0; n < 200; n++) files.set(`app/use${n}.py`, use(n));
  for (let n = 0; n < 100; n++) files.set(`app/templates/page${n}.html`, template);
  files.set(
    'app/views.py',
    'from flask import render_template\nfrom app.accounts import Entry\n\ndef page():\n    return render_template("page1.html", entries=Entry.query.all())\n',
  );
  return files;
}

const scratch = mkdtempSync(join(tmpdir(), 'backref-references-'));
try {
  for (const [path, text] of project()) {
    mkdirSync(dirname(join(scratch, path)), { recursive: true });
    writeFileSync(join(scratch, path), text);
  }
  const session = new Session();
  session.addFolder(uriOf(scratch));
  await session.index();
  const { uris, project: model } = session.snapshot();
  console.log(`${uris.length} Python files, ${session.snapshot().templates().length} templates, ${model.classes.length} models`);

  const ask = (what: string, owner: string, name: string): void => {
    // A comment typed somewhere: what was worked out for other questions is gone, as after any key.
    session.edit(uriOf(join(scratch, 'app/use1.py')), `${use(1)}# ${what}\n`);
    const snapshot = session.snapshot();
    const cls = snapshot.project.classes.find(c => c.name === owner);
    const attribute = cls?.own.get(name);
    if (!attribute) throw new Error(`${owner}.${name} is not there`);
    const start = performance.now();
    const cpu = process.cpuUsage();
    let first: number | undefined;
    let longest = 0;
    let last = start;
    const steps = search(snapshot, relationships(snapshot.project, [attribute]));
    for (let step = steps.next(); ; step = steps.next()) {
      const now = performance.now();
      longest = Math.max(longest, now - last);
      last = now;
      if (step.done) {
        const { uses } = step.value;
        const count = (certainty: string): number => uses.filter(u => u.certainty === certainty).length;
        rows.push({
          what,
          files: snapshot.mentioning(name).length,
          certain: count('certain'),
          probable: count('probable'),
          open: count('open'),
          'first answer': Math.round((first ?? now) - start),
          'longest step': Math.round(longest),
          all: Math.round(now - start),
          'processor time': Math.round((process.cpuUsage(cpu).user + process.cpuUsage(cpu).system) / 1000),
        });
        return;
      }
      if (first === undefined && step.value.uses.length > 0) first = now;
    }
  };
  const rows: Readonly<Record<string, string | number>>[] = [];
  const own = model.classes.flatMap(c => [...c.own.values()]).find(a => a.name === 'children100');
  ask('a name of its own', own?.owner.name ?? '', 'children100');
  for (const round of ['one file in ten', 'the same again']) ask(round, 'Entry', 'account');
  ask('nearly all files', 'Model100', 'parent');
  console.log('milliseconds');
  console.table(rows);
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
