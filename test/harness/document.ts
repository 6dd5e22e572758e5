import { readFileSync } from 'node:fs';

/** A document of `docs`, in which each section that is named by code shows examples as JSON. */
export class ProtocolDocument {
  readonly #sections: ReadonlyMap<string, string>;

  constructor(name: string) {
    const text = readFileSync(new URL(`../../docs/${name}`, import.meta.url), 'utf8');
    const sections = text.split(/^#{3,4} /m).filter((section) => section.startsWith('`'));
    this.#sections = new Map(sections.map((section) => [section.slice(1, section.indexOf('`', 1)), section]));
  }

  /** What its sections are named by, in order. */
  get names(): string[] {
    return [...this.#sections.keys()].sort();
  }

  /** The example of a kind in a section. */
  example(section: string, kind: string): unknown {
    const blocks = [...(this.#sections.get(section) ?? '').matchAll(/^```json (\w+)\n([\s\S]*?)^```/gm)];
    const json = blocks.find(([, of]) => of === kind)?.[2];
    return json === undefined ? undefined : JSON.parse(json);
  }
}
