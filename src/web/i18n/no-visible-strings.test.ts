import { readFileSync } from 'node:fs';
import { glob } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import ts from 'typescript';

const web = fileURLToPath(new URL('..', import.meta.url));
const readAloudOrSeen = new Set([
  'aria-label',
  'aria-description',
  'title',
  'alt',
  'placeholder',
  'label',
  'hint',
  'text',
]);

/** Texts with a letter in them that a person would see or hear, standing in JSX instead of in the messages. */
function visibleStrings(path: string): string[] {
  const source = ts.createSourceFile(path, readFileSync(path, 'utf8'), ts.ScriptTarget.Latest, true);
  const found: string[] = [];
  const report = (node: ts.Node, text: string) => {
    if (!/\p{L}/u.test(text)) return;
    const { line } = source.getLineAndCharacterOfPosition(node.getStart());
    found.push(`${path.slice(web.length)}:${line + 1} ${text.trim()}`);
  };
  const visit = (node: ts.Node) => {
    if (ts.isJsxText(node)) report(node, node.text);
    if (ts.isJsxAttribute(node) && readAloudOrSeen.has(node.name.getText())) {
      const value = node.initializer;
      if (value !== undefined && ts.isStringLiteral(value)) report(value, value.text);
      if (value !== undefined && ts.isJsxExpression(value) && value.expression !== undefined) {
        if (ts.isStringLiteralLike(value.expression)) report(value, value.expression.text);
      }
    }
    if (ts.isJsxExpression(node) && ts.isJsxElement(node.parent) && node.expression !== undefined) {
      if (ts.isStringLiteralLike(node.expression)) report(node, node.expression.text);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

describe('Views', () => {
  it('take every visible string from the messages', async () => {
    const found: string[] = [];
    for await (const path of glob('**/*.tsx', { cwd: web })) found.push(...visibleStrings(web + path));
    expect(found).toEqual([]);
  });
});
