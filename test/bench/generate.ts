/** Synthetic projects of any size: models spread over packages, related both ways, with the code that uses them. */

/** The files of a project with so many models, by path; eight models to a file, as many other files that use them. */
export function generate(models: number): ReadonlyMap<string, string> {
  const files = new Map<string, string>();
  files.set('app/__init__.py', '');
  files.set('app/base.py', base);
  const perFile = 8;
  const modules = Math.ceil(models / perFile);
  for (let m = 0; m < modules; m++) {
    const folder = `app/part${Math.floor(m / 20)}`;
    files.set(`${folder}/__init__.py`, '');
    const here = Array.from({ length: Math.min(perFile, models - m * perFile) }, (_, i) => m * perFile + i);
    files.set(`${folder}/models${m}.py`, [header, ...here.map(n => model(n, models))].join('\n\n'));
    files.set(
      `${folder}/service${m}.py`,
      [`from app.${folder.slice(4)}.models${m} import ${here.map(n => `Model${n}`).join(', ')}`, ...here.map(service)].join('\n\n'),
    );
  }
  return files;
}

const base = `from sqlalchemy import Column, DateTime, Integer, func
from sqlalchemy.orm import declarative_base

Base = declarative_base()


class Timestamped:
    created_at = Column(DateTime, default=func.now())
    updated_at = Column(DateTime, onupdate=func.now())
`;

const header = `from sqlalchemy import Boolean, Column, ForeignKey, Integer, String, Table, Text
from sqlalchemy.orm import backref, relationship

from app.base import Base, Timestamped`;

/** A model with a foreign key to an earlier one, and a relationship in one of the usual styles. */
function model(n: number, of: number): string {
  const to = n === 0 ? of - 1 : Math.floor(n * 0.7);
  const styles = [
    `    parent = relationship("Model${to}", foreign_keys=[parent_id], backref="children${n}")`,
    `    parent = relationship("Model${to}", foreign_keys=[parent_id], backref=backref("children${n}", lazy="dynamic", cascade="all, delete-orphan"))`,
    `    parent = relationship("Model${to}", primaryjoin="Model${n}.parent_id == Model${to}.id", back_populates="children${n}", remote_side="Model${to}.id")`,
    `    parent = relationship(lambda: Model${n}, foreign_keys="Model${n}.owner_id", remote_side="Model${n}.id", uselist=False, backref="owned")`,
  ];
  const secondary =
    n % 5 === 0
      ? `links${n} = Table("links${n}", Base.metadata, Column("a_id", ForeignKey("table_${n}.id")), Column("b_id", ForeignKey("table_${to}.id")))\n\n\n`
      : '';
  return `${secondary}class Model${n}(Timestamped, Base):
    """Row ${n}."""

    __tablename__ = "table_${n}"

    id = Column(Integer, primary_key=True)
    name = Column(String(80), nullable=False, unique=True, index=True)
    description = Column(Text)
    active = Column(Boolean, default=True, nullable=False)
    parent_id = Column(Integer, ForeignKey("table_${to}.id"))
    owner_id = Column(Integer, ForeignKey("table_${n}.id", ondelete="CASCADE"))

${styles[n % styles.length]}
${n % 5 === 0 ? `    links = relationship("Model${to}", secondary=links${n}, backref="linked${n}")\n` : ''}
    def __repr__(self):
        return f"<Model${n} {self.id} {self.name!r}>"

    @property
    def title(self):
        return self.name.title() if self.name else "Model${n}"
`;
}

const service = (n: number): string => `def find_${n}(session, name):
    query = session.query(Model${n}).filter(Model${n}.name == name)
    row = query.order_by(Model${n}.id.desc()).first()
    if row is None:
        return []
    for other in row.parent.children${n}:
        other.active = not other.active
        print(other.title, other.parent.name)
    return [item.name for item in query if item.active and item.parent is not None]
`;
