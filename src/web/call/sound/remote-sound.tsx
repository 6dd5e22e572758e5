import type { ReadonlySignal } from '@preact/signals-core';
import { useEffect, useRef } from 'react';
import type { LocalMedia, Participant, RemoteTrack } from '../../../client/api.ts';
import { useSignal } from '../../app/use-signal.ts';
import { setSpeaker } from '../../device/speaker.ts';
import type { SoundGate } from './sound-gate.ts';

export interface RemoteSoundProps {
  participants: ReadonlySignal<readonly Participant[]>;
  media: LocalMedia;
  gate: SoundGate;
}

/** Everyone's sound, whichever page their pictures are on. */
export function RemoteSound({ participants, media, gate }: RemoteSoundProps) {
  const everyone = useSignal(participants);
  return everyone.map((participant) => (
    <ParticipantSound key={participant.id} participant={participant} media={media} gate={gate} />
  ));
}

function ParticipantSound({
  participant,
  media,
  gate,
}: {
  participant: Participant;
  media: LocalMedia;
  gate: SoundGate;
}) {
  const microphone = useSignal(participant.microphone);
  const screenAudio = useSignal(participant.screenAudio);
  return (
    <>
      {microphone !== undefined && (
        <TrackSound track={microphone} media={media} gate={gate} peerId={participant.id} />
      )}
      {screenAudio !== undefined && (
        <TrackSound track={screenAudio} media={media} gate={gate} peerId={participant.id} />
      )}
    </>
  );
}

function TrackSound({
  track,
  media,
  gate,
  peerId,
}: {
  track: RemoteTrack;
  media: LocalMedia;
  gate: SoundGate;
  peerId: string;
}) {
  const element = useRef<HTMLAudioElement>(null);
  const speakerId = useSignal(media.speakerId);
  useEffect(() => {
    const audio = element.current;
    if (audio === null) return;
    audio.srcObject = new MediaStream([track.track]);
    void gate.play(audio);
    return () => {
      gate.forget(audio);
      audio.srcObject = null;
    };
  }, [track, gate]);
  useEffect(() => {
    if (element.current !== null) void setSpeaker(element.current, speakerId);
  }, [speakerId]);
  // biome-ignore lint/a11y/useMediaCaption: Live speech has no captions to offer.
  return <audio ref={element} data-peer-id={peerId} data-source={track.source} />;
}
