/**
 * Plays an element through a chosen speaker, where the browser lets us choose. A speaker that is gone
 * or not allowed leaves the sound where it is: hearing somebody elsewhere is better than not at all.
 */
export async function setSpeaker(element: HTMLMediaElement, speakerId: string | undefined): Promise<void> {
  if (speakerId === undefined || !('setSinkId' in element)) return;
  try {
    await element.setSinkId(speakerId);
  } catch (error) {
    if (!(error instanceof DOMException)) throw error;
  }
}
