import type { Participant } from '../../../client/api.ts';

/** One picture of the stage: a participant's camera (or initials), or the screen that they share. */
export interface Tile {
  readonly key: string;
  readonly participant: Participant;
  readonly source: 'camera' | 'screen';
}

export function tileKey(participantId: string, source: Tile['source']): string {
  return `${participantId}/${source}`;
}

/** The pictures of a participant, the shared screen first. Everyone has a camera tile, whether it is on or not. */
export function tilesOf(participant: Participant): Tile[] {
  const sources: Tile['source'][] =
    participant.screen.value === undefined ? ['camera'] : ['screen', 'camera'];
  return sources.map((source) => ({ key: tileKey(participant.id, source), participant, source }));
}
