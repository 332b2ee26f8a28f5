import { expect, test } from 'vitest';
import { WordTables } from '../../server/workspace/word-table.ts';
import { hashOf, Words } from '../../server/workspace/words.ts';

const held = (texts: readonly string[]) => texts.map((text, i) => ({ uri: `file${i}`, words: new Words(text) }));

test('the files that hold all words, in their order', () => {
  const files = held(['author = post', 'def author(): return author', 'post.author', 'posts']);
  const find = new WordTables().over(files);
  expect(find([hashOf('author')])).toEqual(['file0', 'file1', 'file2']);
  expect(find([hashOf('author'), hashOf('post')])).toEqual(['file0', 'file2']);
  expect(find([hashOf('auth')])).toEqual([]);
  expect(find([])).toEqual([]);
});

test('texts that change, come and go are found by what they hold now', () => {
  const tables = new WordTables();
  let files = held(Array.from({ length: 200 }, (_, i) => `word${i} common`));
  const find = (word: string): readonly string[] => tables.over(files)([hashOf(word)]);
  expect(find('word7')).toEqual(['file7']);
  files = files.with(3, { uri: 'file3', words: new Words('word7') });
  expect(find('word7')).toEqual(['file3', 'file7']);
  expect(find('word3')).toEqual([]);
  expect(find('common')).toHaveLength(199);
  files = files.with(3, { uri: 'file3', words: new Words('word3') });
  expect(find('word7')).toEqual(['file7']);
  files = files.map((file, i) => (i < 100 ? { ...file, words: new Words('other') } : file));
  expect(find('other')).toHaveLength(100);
  expect(find('word7')).toEqual([]);
  files = files.toSpliced(0, 150);
  expect(find('common')).toEqual(files.map(f => f.uri));
});
