import { describe, expect, it } from '@jest/globals';
import { renderToStaticMarkup } from 'react-dom/server';
import { MessageText } from './message-text.tsx';

const handles = new Set(['ada.lovelace', 'bea']);
const shown = (body: string) =>
  renderToStaticMarkup(<MessageText body={body} handles={handles} ownHandle="bea" />);
/** What a person reads of it. */
const words = (body: string) => shown(body).replace(/<[^>]*>/g, '');

describe('MessageText', () => {
  it('shows bold, italic, struck and coded words', () => {
    expect(shown('**a** *b* _c_ ~~d~~ `e`')).toBe(
      '<p><strong>a</strong> <em>b</em> <em>c</em> <s>d</s> <code>e</code></p>',
    );
  });

  it('keeps line breaks, quotes, lists and blocks of code', () => {
    expect(shown('a\nb')).toBe('<p>a<br/>b</p>');
    expect(shown('> a\n\nb')).toBe('<blockquote><p>a</p></blockquote><p>b</p>');
    expect(shown('- a\n- b')).toBe('<ul><li><p>a</p></li><li><p>b</p></li></ul>');
    expect(shown('3. a\n4. b')).toBe('<ol start="3"><li><p>a</p></li><li><p>b</p></li></ol>');
    expect(shown('```ts\nlet a = *1*;\n```')).toBe('<pre><code>let a = *1*;</code></pre>');
  });

  it('leaves words with underscores, stars and numbers as they are', () => {
    expect(shown('snake_case_name 2 * 3 * 4')).toBe('<p>snake_case_name 2 * 3 * 4</p>');
    expect(shown('# no heading')).toBe('<p># no heading</p>');
  });

  it('makes addresses clickable, and tells the page behind them nothing', () => {
    expect(shown('see https://example.org/a_b_c?x=1.')).toBe(
      '<p>see <a href="https://example.org/a_b_c?x=1" target="_blank" rel="noopener noreferrer">https://example.org/a_b_c?x=1</a>.</p>',
    );
  });

  it('marks those who are mentioned, oneself apart', () => {
    expect(shown('@ada.lovelace. and @Bea, not @nobody or a@bea')).toBe(
      '<p><mark data-mention="other">@ada.lovelace</mark>. and <mark data-mention="me">@Bea</mark>, not @nobody or a@bea</p>',
    );
  });

  it('shows a few emoji large', () => {
    expect(shown('👋🏽 👨‍👩‍👧')).toBe('<p data-text="emoji">👋🏽 👨‍👩‍👧</p>');
    expect(shown('👋 hi')).toBe('<p>👋 hi</p>');
    expect(shown('123')).toBe('<p>123</p>');
  });

  it.each([
    '<img src=x onerror=alert(1)>',
    '<script>alert(1)</script>',
    '<a href="javascript:alert(1)">a</a>',
    '<svg/onload=alert(1)>',
    '**<b onclick=alert(1)>**',
    '`<img src=x>`',
    '```\n<img src=x>\n```',
    '> <iframe srcdoc="x">',
    '- <details open ontoggle=alert(1)>',
    '&lt;img src=x&gt;',
  ])('makes no element of %j', (body) => {
    expect(shown(body)).not.toMatch(/<(img|script|svg|b|iframe|details)\b|<a href="java/);
    expect(shown(body)).toMatch(/&lt;|&amp;lt;/);
  });

  it.each([
    'javascript:alert(1)',
    '[a](javascript:alert(1))',
    '[bank.example](https://elsewhere.example)',
    '<javascript:alert(1)>',
    '![a](data:image/svg+xml,x)',
    '![a](https://elsewhere.example/pixel.png)',
    'data:text/html,<script>alert(1)</script>',
    'vbscript:x ftp://a.example //b.example mailto:a@b.example',
    '[a]: https://elsewhere.example "x"',
  ])('hides no address behind other words, and fetches nothing: %j', (body) => {
    const html = shown(body);
    expect(html).not.toContain('<img');
    for (const [, href, text] of html.matchAll(/<a href="([^"]*)"[^>]*>([^<]*)</g)) {
      expect(href).toMatch(/^https?:/);
      expect(text).toMatch(/^https?:/);
    }
    // Not a sign of it is lost.
    const written = body.replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
    expect(words(body)).toBe(written);
  });

  it('loses no word of what is nested too deeply to be shown so', () => {
    expect(words(`${'> '.repeat(60)}here`)).toContain('here');
    const steps = Array.from({ length: 60 }, (_, depth) => `${'  '.repeat(depth)}- step${depth}`);
    for (const depth of [0, 30, 59]) expect(words(steps.join('\n'))).toContain(`step${depth}`);
    expect(words(`${'*a '.repeat(80)}here${'*'.repeat(80)}`)).toContain('here');
  });

  it.each(['[', '*a ', '_a', '`a', '> ', '- ', '~~a ', 'https://a', '@a', '<a ', '-.', '1. ', '**_~~'])(
    'reads the longest message made of %j',
    (piece) => {
      const body = piece.repeat(Math.floor(20_000 / piece.length));
      expect(words(body).length).toBeGreaterThan(0);
    },
  );
});
