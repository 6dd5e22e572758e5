import MarkdownIt, { type Token } from 'markdown-it';

/** A piece of a line. */
export type Inline =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'break' }
  | { readonly kind: 'code'; readonly text: string }
  | { readonly kind: 'bold' | 'italic' | 'strike'; readonly children: readonly Inline[] }
  /** An address as it was written; nothing hides where it leads. */
  | { readonly kind: 'link'; readonly href: string; readonly text: string };

export type Block =
  | { readonly kind: 'paragraph'; readonly children: readonly Inline[] }
  | { readonly kind: 'code'; readonly text: string }
  | { readonly kind: 'quote'; readonly children: readonly Block[] }
  | {
      readonly kind: 'list';
      /** The number that it begins with; undefined where its points are not numbered. */
      readonly start: number | undefined;
      readonly items: readonly (readonly Block[])[];
    };

/** Deeper than this the parser would leave words out. */
const deepest = 40;

// Named rules alone: no HTML, no pictures, no links whose words are not their address, no headings.
const parser = new MarkdownIt('zero', { linkify: true, maxNesting: deepest }).enable([
  'blockquote',
  'list',
  'fence',
  'backticks',
  'emphasis',
  'balance_pairs',
  'fragments_join',
  'strikethrough',
  'newline',
  'linkify',
]);
parser.linkify
  .set({ fuzzyLink: false, fuzzyEmail: false, fuzzyIP: false })
  .add('ftp:', null)
  .add('//', null)
  .add('mailto:', null);
parser.normalizeLinkText = (text) => text;

/** Reads a message's light Markdown. Every word of it is in what comes out, and no markup but the kinds above. */
export function parseMarkdown(body: string): readonly Block[] {
  const tokens = parser.parse(body, {});
  if (tokens.some(isTooDeep)) return [asWritten(body)];
  return new BlockReader(tokens).read();
}

function isTooDeep({ level, children }: Token): boolean {
  return level >= deepest - 1 || children?.some(isTooDeep) === true;
}

function asWritten(body: string): Block {
  const lines = body.split('\n');
  return {
    kind: 'paragraph',
    children: lines.flatMap((text, index): Inline[] =>
      index === 0 ? [{ kind: 'text', text }] : [{ kind: 'break' }, { kind: 'text', text }],
    ),
  };
}

/** Makes a tree of the parser's flat list. */
class BlockReader {
  readonly #tokens: readonly Token[];
  #next = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  /** Reads up to the end of what encloses the next block. */
  read(): Block[] {
    const blocks: Block[] = [];
    for (let token = this.#take(); token !== undefined && token.nesting >= 0; token = this.#take()) {
      const block = this.#block(token);
      if (block !== undefined) blocks.push(block);
    }
    return blocks;
  }

  #take(): Token | undefined {
    const token = this.#tokens[this.#next];
    this.#next += 1;
    return token;
  }

  #block(token: Token): Block | undefined {
    switch (token.type) {
      case 'paragraph_open': {
        const inline = this.#take();
        this.#take();
        return { kind: 'paragraph', children: readInline(inline?.children ?? []) };
      }
      case 'fence':
        return { kind: 'code', text: token.content.replace(/\n$/, '') };
      case 'blockquote_open':
        return { kind: 'quote', children: this.read() };
      case 'bullet_list_open':
        return { kind: 'list', start: undefined, items: this.#items() };
      case 'ordered_list_open':
        return { kind: 'list', start: Number(token.attrGet('start') ?? 1), items: this.#items() };
      default:
        return token.content === '' ? undefined : asWritten(token.content);
    }
  }

  #items(): Block[][] {
    const items: Block[][] = [];
    while (this.#take()?.type === 'list_item_open') items.push(this.read());
    return items;
  }
}

const marks = { strong_open: 'bold', em_open: 'italic', s_open: 'strike' } as const;

function readInline(tokens: readonly Token[]): Inline[] {
  const open: Inline[][] = [[]];
  const add = (inline: Inline) => open.at(-1)?.push(inline);
  for (let index = 0; index < tokens.length; index++) {
    const token = tokens[index];
    if (token === undefined) break;
    if (token.type === 'link_open') {
      const text = tokens[index + 1]?.content ?? '';
      add(link(String(token.attrGet('href')), text));
      index += 2;
    } else if (token.type === 'softbreak' || token.type === 'hardbreak') add({ kind: 'break' });
    else if (token.type === 'code_inline') add({ kind: 'code', text: token.content });
    else if (token.nesting === 1) {
      const children: Inline[] = [];
      const kind = marks[token.type as keyof typeof marks];
      add({ kind, children });
      open.push(children);
    } else if (token.nesting === -1) open.pop();
    else if (token.content !== '') add({ kind: 'text', text: token.content });
  }
  return open[0] ?? [];
}

function link(href: string, text: string): Inline {
  const url = URL.canParse(href) ? new URL(href) : undefined;
  if (url === undefined || !['http:', 'https:'].includes(url.protocol)) return { kind: 'text', text };
  return { kind: 'link', href: url.href, text };
}
