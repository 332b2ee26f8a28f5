/** The parts of a list of arguments: `"Book", lazy="joined"`. */
function argumentsOf(text: string): readonly string[] {
  const parts: string[] = [];
  let depth = 0;
  let part = '';
  for (const piece of text.match(/"[^"]*"|'[^']*'|[\s\S]/g) ?? []) {
    if ('([{'.includes(piece)) depth++;
    if (')]}'.includes(piece)) depth--;
    if (piece === ',' && depth === 0) {
      parts.push(part.trim());
      part = '';
    } else part += piece;
  }
  return part.trim() === '' ? parts : [...parts, part.trim()];
}

/** What `Relationship()` has a keyword for; the rest goes through it to SQLAlchemy. */
const own: ReadonlySet<string> = new Set(['back_populates']);

/** `"books"` of `relationship("Book", back_populates="author")` as SQLModel writes it; undefined where the target is not a plain name. */
function relationshipLine(key: string, text: string, mark: string): string | undefined {
  const [target, ...more] = argumentsOf(text);
  const name = /^"(\w+)"$/.exec(target ?? '')?.[1];
  const given = more.map(it => /^(\w+)=([\s\S]*)$/.exec(it));
  if (name === undefined || given.includes(null)) return undefined;
  const direct = given.flatMap(it => (own.has(it?.[1] ?? '') ? [`${it?.[1]}=${it?.[2]}`] : []));
  const through = given.flatMap(it => (own.has(it?.[1] ?? '') ? [] : [`"${it?.[1]}": ${it?.[2]}`]));
  const written = [...direct, ...(through.length > 0 ? [`sa_relationship_kwargs={${through.join(', ')}}`] : [])].join(', ');
  return `    ${key}: ${key.endsWith('s') ? `List["${name}"]` : `Optional["${name}"]`} = Relationship(${written})${mark}`;
}

function columnLine(key: string, text: string, mark: string): string | undefined {
  if (text === 'Integer, primary_key=True') return `    ${key}: Optional[int] = Field(default=None, primary_key=True)${mark}`;
  if (text === 'Integer') return `    ${key}: Optional[int] = None${mark}`;
  if (text === 'String') return `    ${key}: Optional[str] = None${mark}`;
  const foreign = /^ForeignKey\(("[\w.]+")\)(, primary_key=True)?$/.exec(text);
  return foreign ? `    ${key}: Optional[int] = Field(default=None, foreign_key=${foreign[1]}${foreign[2] ?? ''})${mark}` : undefined;
}

/** Models as classes of SQLModel, without imports; undefined for those that have something else than plain columns and relationships. */
export function asSqlmodel(models: string): string | undefined {
  if (/\bdef \w|Mapped|SQLModel|^@/m.test(models)) return undefined;
  const lines = models.split('\n').map(line => {
    if (/^class \w+\(Base\):( {2}# !)?$/.test(line)) return line.replace('(Base)', '(SQLModel, table=True)');
    if (/^class /.test(line)) return /^class \w+:$/.test(line) ? line : undefined;
    const [, key = '', call, text = '', mark = ''] = /^ {4}(\w+) = (relationship|Column)\((.*)\)( {2}# !)?$/.exec(line) ?? [];
    if (call === 'relationship') return relationshipLine(key, text, mark);
    if (call === 'Column') return columnLine(key, text, mark);
    return line === '' || /^\S|^ {4}(?:pass|__tablename__ = "\w+")$/.test(line) ? line.replaceAll('Base.metadata', 'SQLModel.metadata') : undefined;
  });
  const text = lines.includes(undefined) ? undefined : lines.join('\n');
  return text === undefined || !text.includes('table=True') ? undefined : text;
}
