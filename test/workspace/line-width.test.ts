import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { uriOf } from '../../server/workspace/disk.ts';
import { lineWidths } from '../../server/workspace/line-width.ts';
import { type Files, folder } from './folder.ts';

const widthOf = (files: Files, path = 'app/models.py') => {
  const said = lineWidths()(uriOf(join(folder({ '.git/HEAD': '', ...files }), path)));
  return said && `${said.columns} ${said.by}`;
};

describe('how long a line may be', () => {
  test.each([
    ['pyproject.toml', '[tool.ruff]\nline-length = 110\n', '110 formatter'],
    ['pyproject.toml', '[tool.black]\nline-length = 79\n[tool.flake8]\nmax-line-length = 200\n', '79 formatter'],
    ['pyproject.toml', '[tool.black]\ntarget-version = ["py311"]\n', '88 formatter'],
    ['pyproject.toml', '[tool.ruff]\n[tool.ruff.format]\nquote-style = "single"\n', '88 formatter'],
    ['pyproject.toml', '[tool.ruff.lint]\nselect = ["F"]\n', undefined],
    ['pyproject.toml', '[tool.yapf]\ncolumn_limit = 99\n', '99 formatter'],
    ['ruff.toml', 'line-length = 100\n', '100 formatter'],
    ['.ruff.toml', 'line-length = 101\n', '101 formatter'],
    ['ruff.toml', 'line-length = \n', undefined],
    ['.style.yapf', '[style]\nbased_on_style = pep8\ncolumn_limit = 90\n', '90 formatter'],
    ['setup.cfg', '[metadata]\nmax-line-length = 60\n[flake8]\nmax-line-length = 120\n', '120 linter'],
    ['tox.ini', '[pycodestyle]\nmax_line_length: 99 \n', '99 linter'],
    ['.flake8', '[flake8]\nmax-line-length = 100000\n', undefined],
  ])('%s %j', (name, text, width) => {
    expect(widthOf({ [name]: text })).toBe(width);
  });

  test('the nearest says it, and a formatter above goes before a linter', () => {
    const black = (columns: number): string => `[tool.black]\nline-length = ${columns}\n`;
    expect(widthOf({ 'pyproject.toml': black(79), 'app/pyproject.toml': black(120) })).toBe('120 formatter');
    expect(widthOf({ 'pyproject.toml': black(79), 'app/pyproject.toml': black(120) }, 'models.py')).toBe('79 formatter');
    expect(widthOf({ 'pyproject.toml': black(79), 'app/.flake8': '[flake8]\nmax-line-length = 120\n' })).toBe('79 formatter');
    expect(widthOf({ 'ruff.toml': 'line-length = 60', 'pyproject.toml': black(79) })).toBe('60 formatter');
  });

  test('what lies outside of the repository says nothing', () => {
    expect(widthOf({ 'pyproject.toml': '[tool.black]\n', 'app/.git/HEAD': '' })).toBeUndefined();
  });
});
