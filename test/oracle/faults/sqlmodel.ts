/** Models as SQLModel takes them; undefined where a line has no such form. */
export function sqlmodel(models: string): string | undefined {
  const out: string[] = [];
  for (const line of models.split('\n')) {
    const [, mark = ''] = /( {2}# !)$/.exec(line) ?? [];
    const written = lineOf(line.slice(0, line.length - mark.length));
    if (written === undefined) return undefined;
    out.push(written + mark);
  }
  return `from typing import List, Optional\n\nfrom sqlmodel import Field, Relationship, SQLModel\n\n${out.join('\n')}`;
}

function lineOf(line: string): string | undefined {
  if (line === '' || /^ {4}__tablename__ = "\w+"$/.test(line)) return line;
  const cls = /^class (\w+)\(Base\):$/.exec(line)?.[1];
  if (cls !== undefined) return `class ${cls}(SQLModel, table=True):`;
  const [, name, call, given] = /^ {4}(\w+) = (Column|relationship)\((.*)\)$/.exec(line) ?? [];
  if (name === undefined || given === undefined) return undefined;
  if (call === 'relationship') return relationshipOf(name, given);
  const key = /^(?:Integer, )?ForeignKey\(("[\w.]+")\)$/.exec(given)?.[1];
  if (key !== undefined) return `    ${name}: Optional[int] = Field(default=None, foreign_key=${key})`;
  if (given === 'Integer, primary_key=True') return `    ${name}: Optional[int] = Field(default=None, primary_key=True)`;
  return given === 'Integer' || given === 'String' ? `    ${name}: Optional[${given === 'Integer' ? 'int' : 'str'}] = None` : undefined;
}

/** Keywords with plain values: what SQLModel only hands on stands in a dict. */
function relationshipOf(name: string, given: string): string | undefined {
  const [, target, rest] = /^"(\w+)"((?:, \w+=(?:"[^"]*"|\w+))*)$/.exec(given) ?? [];
  if (target === undefined || rest === undefined) return undefined;
  const args = [...rest.matchAll(/(\w+)=("[^"]*"|\w+)/g)].map(([, keyword = '', value = '']) => ({ keyword, value }));
  const extra = args.filter(it => it.keyword !== 'back_populates').map(it => `"${it.keyword}": ${it.value}`);
  const all = [
    ...args.filter(it => it.keyword === 'back_populates').map(it => `back_populates=${it.value}`),
    ...(extra.length > 0 ? [`sa_relationship_kwargs={${extra.join(', ')}}`] : []),
  ];
  const type = name.endsWith('s') ? `List["${target}"]` : `Optional["${target}"]`;
  return `    ${name}: ${type} = Relationship(${all.join(', ')})`;
}
