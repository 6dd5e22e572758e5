import { Fragment, memo, type ReactNode } from 'react';
import { isEmojiOnly } from './emoji-only.ts';
import { type Block, type Inline, parseMarkdown } from './markdown.ts';
import { findMentions } from './mentions.ts';

export interface MessageTextProps {
  body: string;
  /** Those who can be mentioned, by their handles in small letters. */
  handles: ReadonlySet<string>;
  ownHandle: string;
}

/**
 * A message's words with its light Markdown, as elements that React makes: nothing of it is ever read as HTML. What
 * shows it gives the style to its elements.
 */
export const MessageText = memo(function MessageText({ body, ...mentions }: MessageTextProps) {
  if (isEmojiOnly(body)) return <p data-text="emoji">{body}</p>;
  return blocks(parseMarkdown(body), mentions);
});

type Mentions = Omit<MessageTextProps, 'body'>;

function blocks(list: readonly Block[], mentions: Mentions): ReactNode {
  return list.map((block, index) => <Fragment key={String(index)}>{blockElement(block, mentions)}</Fragment>);
}

function blockElement(block: Block, mentions: Mentions): ReactNode {
  switch (block.kind) {
    case 'paragraph':
      return <p>{inlines(block.children, mentions)}</p>;
    case 'code':
      return (
        <pre>
          <code>{block.text}</code>
        </pre>
      );
    case 'quote':
      return <blockquote>{blocks(block.children, mentions)}</blockquote>;
    case 'list': {
      const items = block.items.map((item, index) => <li key={String(index)}>{blocks(item, mentions)}</li>);
      return block.start === undefined ? <ul>{items}</ul> : <ol start={block.start}>{items}</ol>;
    }
  }
}

function inlines(list: readonly Inline[], mentions: Mentions): ReactNode {
  return list.map((inline, index) => (
    <Fragment key={String(index)}>{inlineElement(inline, mentions)}</Fragment>
  ));
}

function inlineElement(inline: Inline, mentions: Mentions): ReactNode {
  switch (inline.kind) {
    case 'text':
      return mentioning(inline.text, mentions);
    case 'break':
      return <br />;
    case 'code':
      return <code>{inline.text}</code>;
    case 'bold':
      return <strong>{inlines(inline.children, mentions)}</strong>;
    case 'italic':
      return <em>{inlines(inline.children, mentions)}</em>;
    case 'strike':
      return <s>{inlines(inline.children, mentions)}</s>;
    case 'link':
      return (
        <a href={inline.href} target="_blank" rel="noopener noreferrer">
          {inline.text}
        </a>
      );
  }
}

function mentioning(text: string, { handles, ownHandle }: Mentions): ReactNode {
  return findMentions(text, handles).map(({ text: piece, handle }, index) =>
    handle === undefined ? (
      piece
    ) : (
      <mark key={String(index)} data-mention={handle === ownHandle ? 'me' : 'other'}>
        {piece}
      </mark>
    ),
  );
}
