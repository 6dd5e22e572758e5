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

/** The texts that a node of JSX shows or has read aloud as they stand. */
function literalsShownBy(node: ts.Node): (ts.JsxText | ts.StringLiteralLike)[] {
  if (ts.isJsxText(node)) return [node];
  if (ts.isJsxAttribute(node)) {
    const value = node.initializer;
    if (value === undefined || !readAloudOrSeen.has(node.name.getText())) return [];
    if (ts.isStringLiteral(value)) return [value];
    return ts.isJsxExpression(value) ? literalsWithin(value.expression) : [];
  }
  return ts.isJsxExpression(node) && ts.isJsxElement(node.parent) ? literalsWithin(node.expression) : [];
}

/** String literals that an expression may come to: itself, or a branch of a choice. */
function literalsWithin(expression: ts.Expression | undefined): ts.StringLiteralLike[] {
  if (expression === undefined) return [];
  if (ts.isStringLiteralLike(expression)) return [expression];
  if (ts.isParenthesizedExpression(expression)) return literalsWithin(expression.expression);
  if (ts.isConditionalExpression(expression)) {
    return [...literalsWithin(expression.whenTrue), ...literalsWithin(expression.whenFalse)];
  }
  return ts.isBinaryExpression(expression) ? literalsWithin(expression.right) : [];
}

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
    for (const literal of literalsShownBy(node)) report(literal, literal.text);
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
