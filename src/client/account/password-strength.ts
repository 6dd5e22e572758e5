import { ZxcvbnFactory } from '@zxcvbn-ts/core';
import * as common from '@zxcvbn-ts/language-common';
import * as english from '@zxcvbn-ts/language-en';

const estimator = new ZxcvbnFactory({
  dictionary: { ...common.dictionary, ...english.dictionary },
  graphs: common.adjacencyGraphs,
  translations: english.translations,
});
/** Longer ones are hard to guess whatever they say, and slow to judge. */
const longestJudged = 128;

/** How many guesses a password withstands, from 0 (a thousand) to 4 (more than ten thousand million); here, not elsewhere. */
export function judgePassword(password: string, personal: readonly string[]): { score: 0 | 1 | 2 | 3 | 4 } {
  const { score } = estimator.check(password.slice(0, longestJudged), [...personal]);
  return { score };
}
