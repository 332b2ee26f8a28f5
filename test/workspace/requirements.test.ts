import { expect, test } from 'vitest';
import { admitted, asked, lineOf, tellingFiles } from '../../server/workspace/requirements.ts';

test.each([
  ['==1.4.46', ['1.4']],
  ['===1.4.46', ['1.4']],
  ['== 1.4.*', ['1.4']],
  ['>=1.4,<2.0', ['1.4']],
  ['>= 1.4, < 2', ['1.4']],
  ['>=1.4 <2', ['1.4']],
  ['<2', ['1.4']],
  ['<=2.0', ['1.4', '2.0']],
  ['>=1.3,<1.4', ['1.4']],
  ['==0.9.8', ['1.4']],
  ['>=1.4', ['1.4', '2.0', '2.1']],
  ['>=2.0', ['2.0', '2.1']],
  ['>2.0.20,!=2.0.22', ['2.0', '2.1']],
  ['~=2.0', ['2.0', '2.1']],
  ['~=2.0.1', ['2.0']],
  ['==2.1.0b2', ['2.1']],
  ['>=2.2', ['2.1']],
  ['^1.4', ['1.4']],
  ['^2.0.1', ['2.0', '2.1']],
  ['~1.4', ['1.4']],
  ['~2.0.1', ['2.0']],
  ['^1.4 || ^2.0', ['1.4', '2.0', '2.1']],
  ['2.0.1', ['2.0']],
  ['=1.4', ['1.4']],
  ['', undefined],
  ['*', undefined],
  ['!=1.4.1', undefined],
  ['<1,>2', undefined],
  ['whatever', undefined],
])('%s admits %j', (specifier, expected) => {
  expect(admitted(specifier)).toEqual(expected);
});

test('releases belong to lines, the oldest and newest to the first and the last', () => {
  expect(['1.3.24', '1.4.54', '2.0.0rc1', '2.1.3', '3.0', 'main'].map(lineOf)).toEqual(['1.4', '1.4', '2.0', '2.1', '2.1', undefined]);
});

test.each<readonly [name: string, text: string, expected: readonly string[] | undefined]>([
  ['uv.lock', 'version = 1\n[[package]]\nname = "sqlalchemy"\nversion = "1.4.54"\n', ['1.4']],
  ['poetry.lock', '[[package]]\nname = "SQLAlchemy"\nversion = "2.0.36"\n', ['2.0']],
  ['pdm.lock', '[[package]]\nname = "sqlalchemy"\nversion = "2.1.0"\n', ['2.1']],
  ['pylock.toml', 'lock-version = "1.0"\n[[packages]]\nname = "sqlalchemy"\nversion = "1.4.54"\n', ['1.4']],
  ['Pipfile.lock', '{"default": {"sqlalchemy": {"version": "==1.4.46"}}}', ['1.4']],
  ['Pipfile', '[packages]\nsqlalchemy = {version = "<2", extras = ["asyncio"]}\n', ['1.4']],
  ['requirements.txt', '-r base.txt\n# SQLAlchemy==2.0\nSQLAlchemy[asyncio] == 1.4.46 ; python_version >= "3.7"  # pinned\n', ['1.4']],
  ['requirements.txt', 'sqlalchemy==2.0.36 \\\n    --hash=sha256:abc\n', ['2.0']],
  ['requirements.txt', 'sqlalchemy\n', undefined],
  ['requirements.txt', 'sqlalchemy @ https://example.org/sqlalchemy-1.4.zip\n', undefined],
  ['requirements.txt', 'sqlalchemy-utils==0.38\nmarshmallow-sqlalchemy<1\n', undefined],
  ['requirements/prod.txt', 'SQLAlchemy~=1.4.0\n', ['1.4']],
  ['constraints.txt', 'SQLAlchemy<2\n', ['1.4']],
  ['test-requirements.txt', 'SQLAlchemy<2\n', ['1.4']],
  ['pyproject.toml', '[project]\ndependencies = ["SQLAlchemy>=1.4,<2"]\n', ['1.4']],
  ['pyproject.toml', '[project.optional-dependencies]\ndb = ["sqlalchemy>=2.0.1,<2.1"]\n', ['2.0']],
  ['pyproject.toml', '[dependency-groups]\ndev = [{include-group = "db"}, "sqlalchemy==2.1.*"]\n', ['2.1']],
  ['pyproject.toml', '[tool.poetry.dependencies]\npython = "^3.9"\nsqlalchemy = "^1.4"\n', ['1.4']],
  [
    'pyproject.toml',
    '[tool.poetry.group.db.dependencies]\nsqlalchemy = [{version = "<2", python = "<3.9"}, {version = "~2.0.0", python = ">=3.9"}]\n',
    ['1.4', '2.0'],
  ],
  ['setup.cfg', '[metadata]\nname = x\n[options]\ninstall_requires =\n    flask\n    SQLAlchemy>=1.3,<2\n', ['1.4']],
  ['setup.py', 'from setuptools import setup\nsetup(name="x", install_requires=["flask", "SQLAlchemy>=1.4.0, <2"])\n', ['1.4']],
  ['setup.py', 'print("SQLAlchemy<2")\n', undefined],
  ['environment.yml', 'dependencies:\n  - python=3.11\n  - conda-forge::sqlalchemy=1.4.46=py311\n  - pip:\n    - flask\n', ['1.4']],
  ['environment.yaml', 'dependencies:\n  - pip:\n    - "SQLAlchemy~=2.0.0"\n', ['2.0']],
  ['requirements.txt', 'Flask-SQLAlchemy==2.5.1\n', ['1.4']],
  ['requirements.txt', 'Flask-SQLAlchemy>=2.5\n', undefined],
  ['requirements.txt', 'Flask-SQLAlchemy==2.5.1\nSQLAlchemy>=1.4,<1.5\n', ['1.4']],
  ['requirements.txt', 'sqlmodel==0.0.8\n', ['1.4']],
  ['requirements.txt', 'sqlmodel>=0.0.14\n', ['2.0']],
  ['requirements.txt', 'sqlmodel>=0.0.8\n', undefined],
])('%s %j', (name, text, expected) => {
  expect(asked(name, text)).toEqual(expected);
});

test.each(['uv.lock', 'Pipfile.lock', 'pyproject.toml', 'setup.py', 'setup.cfg', 'environment.yml', 'requirements.txt'])('a broken %s says nothing', name => {
  for (const text of ['[[package', '{"default": [', '\u0000\ufffd', '= = =', '[package]\n[[package]]\n', 'null', '[]', '"x"'])
    expect(asked(name, text)).toBeUndefined();
});

test('locks are looked at first, scripts last', () => {
  expect(
    tellingFiles([
      'setup.py',
      'README.md',
      'requirements-dev.txt',
      'requirements.txt',
      'uv.lock',
      'pyproject.toml',
      'requirements/b.txt',
      'requirements/a.txt',
    ]),
  ).toEqual(['uv.lock', 'requirements.txt', 'requirements/a.txt', 'requirements/b.txt', 'requirements-dev.txt', 'pyproject.toml', 'setup.py']);
});
