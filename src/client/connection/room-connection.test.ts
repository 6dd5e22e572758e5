import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { ScriptedSocket } from '../testing/scripted-socket.ts';
import { RoomConnection, type RoomHandlers } from './room-connection.ts';

const session = { peerId: 'me', resumeToken: 'r1', resumeWindow: 30, fresh: true };
let socket: ScriptedSocket;
let heard: unknown[];
let problems: Error[];

function handlers(): RoomHandlers {
  const hear = (data: unknown): void => {
    heard.push(data);
  };
  return {
    notification: {
      newPeer: hear,
      peerClosed: hear,
      peerDisplayNameChanged: hear,
      consumerClosed: hear,
      consumerPaused: hear,
      consumerResumed: hear,
      consumerLayersChanged: hear,
      consumerScore: hear,
      producerScore: hear,
      producerLayersWanted: hear,
      mediaReset: hear,
      muteRequested: hear,
      roomLockChanged: hear,
      speakerSelectionChanged: hear,
      admissionRequested: hear,
      admissionWithdrawn: hear,
      groupCommitted: hear,
      groupWelcome: hear,
      groupMessage: hear,
    },
    request: { newConsumer: async () => ({ paused: true }) },
    problem: (error) => problems.push(error),
  };
}

function connect(answer: (method: string, data: unknown) => unknown = () => ({})): RoomConnection {
  const open = ScriptedSocket.opener(answer, (opened) => {
    socket = opened;
  });
  return new RoomConnection(open, 'ws://test/room-control?token=t', handlers());
}

beforeEach(() => {
  jest.useFakeTimers();
  heard = [];
  problems = [];
});

afterEach(() => {
  expect(jest.getTimerCount()).toBe(0);
  jest.useRealTimers();
});

describe('RoomConnection', () => {
  it('opens with the first session message', async () => {
    const connection = connect();
    socket.notify('session', session);
    expect(await connection.opened).toEqual({ kind: 'open', session });
    connection.close();
  });

  it('tells why the server refused it', async () => {
    const connection = connect();
    socket.notify('protocolError', { code: 'room-full', message: 'The room is full.' });
    socket.hangUp();
    expect(await connection.opened).toMatchObject({ kind: 'refused', error: { code: 'room-full' } });
    expect(await connection.lost).toMatchObject({ kind: 'refused' });
  });

  it('counts a server that says nothing for eight seconds as a cut', async () => {
    const connection = connect();
    jest.advanceTimersByTime(8_000);
    expect(await connection.opened).toEqual({ kind: 'cut' });
    expect(socket.closed).toBe(true);
  });

  it('is lost with the reason that ended the session', async () => {
    const connection = connect();
    socket.notify('session', session);
    socket.notify('ended', { reason: 'duplicate-session' });
    socket.hangUp();
    expect(await connection.lost).toEqual({ kind: 'ended', reason: 'duplicate-session' });
  });

  it('is cut, not refused, by a network that breaks after some error', async () => {
    const connection = connect();
    socket.notify('session', session);
    socket.notify('protocolError', { code: 'bad-request', message: 'What?' });
    socket.cut();
    expect(await connection.lost).toEqual({ kind: 'cut' });
    expect(problems).toMatchObject([{ code: 'bad-request' }]);
  });

  it('parses what it sends and what it gets', async () => {
    const connection = connect(() => ({ iceParameters: { usernameFragment: 'u', password: 'p', x: 1 } }));
    const answer = await connection.request('restartIce', { transportId: 't' });
    expect(answer).toEqual({ iceParameters: { usernameFragment: 'u', password: 'p' } });
    expect(socket.asked).toEqual([{ method: 'restartIce', data: { transportId: 't' } }]);
    connection.close();
  });

  it('names an answer that it cannot read', async () => {
    const connection = connect(() => ({ iceParameters: 7 }));
    const asked = connection.request('restartIce', { transportId: 't' });
    await expect(asked).rejects.toMatchObject({ code: 'unexpected-answer' });
    connection.close();
  });

  it('counts a request without an answer as a cut of the whole connection', async () => {
    const connection = connect(() => new Promise(() => undefined));
    socket.notify('session', session);
    const asked = connection.request('restartIce', { transportId: 't' }, 4_000);
    const rejected = expect(asked).rejects.toMatchObject({ code: 'unreachable' });
    jest.advanceTimersByTime(4_000);
    await rejected;
    expect(await connection.lost).toEqual({ kind: 'cut' });
  });

  it('hands over parsed notifications only, and reports the others', () => {
    const connection = connect();
    socket.notify('peerClosed', { peerId: 'p1', more: true });
    socket.notify('peerClosed', { peerId: 7 });
    socket.notify('fireworks', {});
    expect(heard).toEqual([{ peerId: 'p1' }]);
    expect(problems.map((problem) => problem.message)).toEqual([
      'Unreadable notification peerClosed.',
      'Unknown notification fireworks.',
    ]);
    connection.close();
  });

  it('refuses requests of the server that it cannot read', async () => {
    const connection = connect();
    await expect(socket.request('dance', {})).rejects.toMatchObject({ code: 'unknown-method' });
    await expect(socket.request('newConsumer', {})).rejects.toMatchObject({ code: 'bad-request' });
    expect(problems).toHaveLength(1);
    connection.close();
  });

  it('hears nothing more once closed, and closes twice', async () => {
    const connection = connect();
    connection.close();
    connection.close();
    socket.notify('peerClosed', { peerId: 'p1' });
    expect(heard).toEqual([]);
    await expect(connection.request('leave', {})).rejects.toMatchObject({ code: 'unreachable' });
  });
});
