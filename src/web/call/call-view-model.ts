import { computed, effect, type ReadonlySignal, type Signal, signal } from '@preact/signals-core';
import type { Call, CaptureDevice, CaptureState } from '../../client/api.ts';
import { ProtocolError } from '../../protocol/errors.ts';
import { type Preferences, setPreference } from '../app/preferences.ts';
import { BarVisibility } from './bar/bar-visibility.ts';
import { PushToTalk } from './keyboard/push-to-talk.ts';
import type { Action } from './keyboard/shortcuts.ts';
import { Toasts } from './notice/toasts.ts';
import { SecurityViewModel } from './security/security-view-model.ts';
import { StageViewModel } from './stage/stage-view-model.ts';

export type SheetName =
  | 'people'
  | 'invite'
  | 'settings'
  | 'help'
  | 'security'
  | 'connection'
  | 'leave'
  | 'end-for-everyone';

/** Actions of the keyboard and of the menu that need the browser's window; the view brings them. */
export interface WindowActions {
  toggleFullScreen(): void;
  togglePictureInPicture(): void;
}

/** Everything that the call's page shows and does, without the page. */
export class CallViewModel {
  readonly call: Call;
  readonly stage: StageViewModel;
  readonly bar = new BarVisibility();
  readonly toasts = new Toasts();
  readonly security: SecurityViewModel;
  readonly pushToTalk: PushToTalk;
  /** Milliseconds in the call, to the second. */
  readonly elapsed: ReadonlySignal<number>;
  readonly #preferences: Signal<Preferences>;
  readonly #sheet = signal<SheetName | undefined>(undefined);
  readonly #dismissed = signal<readonly CaptureState[]>([]);
  readonly #stops: (() => void)[];

  constructor(
    call: Call,
    options: { preferences: Signal<Preferences>; joinedAt: number; now: () => number },
  ) {
    this.call = call;
    this.#preferences = options.preferences;
    this.pushToTalk = new PushToTalk(call.media.microphone);
    this.stage = new StageViewModel({
      participants: call.participants,
      activeSpeakerId: call.activeSpeakerId,
      layout: computed(() => options.preferences.value.layout),
      controlsHeight: this.bar.presentHeight,
    });
    this.security = new SecurityViewModel(call.encryption, {
      now: options.now,
      onNewcomers: (people) =>
        this.toasts.show({
          kind: 'joined',
          people: people.map(({ displayName, trust }) => ({ name: displayName, trust })),
        }),
    });
    const elapsed = signal(Math.max(0, options.now() - options.joinedAt));
    this.elapsed = elapsed;
    const clock = setInterval(() => {
      elapsed.value = options.now() - options.joinedAt;
    }, 1000);
    this.#stops = [
      () => clearInterval(clock),
      call.on('participantJoined', (participant) => {
        // Where the call is encrypted, whoever gets the keys is announced, with the trust that they have.
        if (call.encryption !== undefined) return;
        const name = participant.displayName.value;
        this.toasts.show({ kind: 'joined', people: [{ name, trust: undefined }] });
      }),
      call.on('participantLeft', (participant) =>
        this.toasts.show({ kind: 'left', name: participant.displayName.value }),
      ),
      call.on('mutedByModerator', (source) => {
        if (source !== 'screen-audio') this.toasts.show({ kind: 'muted-by-moderator', source });
      }),
      this.#announceLock(),
      this.#uncoverAlarms(),
      effect(() => this.bar.hold('sheet', this.#sheet.value !== undefined)),
    ];
  }

  /** The sheet that is open; one at a time. */
  get sheet(): ReadonlySignal<SheetName | undefined> {
    return this.#sheet;
  }

  openSheet(sheet: SheetName): void {
    this.#sheet.value = sheet;
  }

  closeSheet(): void {
    this.#sheet.value = undefined;
  }

  toggleSheet(sheet: SheetName): void {
    this.#sheet.value = this.#sheet.value === sheet ? undefined : sheet;
  }

  /** The browser's Back: leaves the open sheet, or asks before it leaves the call. */
  goBack(): void {
    if (this.#sheet.value === undefined) this.openSheet('leave');
    else this.closeSheet();
  }

  /** Whether the trouble of a device is to be shown: it failed, and the person has not put that aside. */
  showsTrouble(device: CaptureDevice): boolean {
    const state = device.state.value;
    return state.kind === 'failed' && !this.#dismissed.value.includes(state);
  }

  dismissTrouble(device: CaptureDevice): void {
    this.#dismissed.value = [...this.#dismissed.value, device.state.value];
  }

  toggleMicrophone(): void {
    const { microphone } = this.call.media;
    if (microphone.state.value.kind === 'failed' || microphone.state.value.kind === 'off') {
      this.#dismissed.value = [];
      microphone.setMuted(false);
      void microphone.start();
      return;
    }
    this.pushToTalk.forget();
    microphone.setMuted(!microphone.muted.value);
  }

  toggleCamera(): void {
    const { camera } = this.call.media;
    this.#dismissed.value = [];
    if (camera.state.value.kind === 'on') camera.stop();
    else void camera.start();
  }

  toggleScreen(): void {
    const { screen } = this.call.media;
    if (screen.state.value.kind === 'on') screen.stop();
    else if (screen.supported) void screen.start();
  }

  toggleLayout(): void {
    const { layout } = this.#preferences.value;
    setPreference(this.#preferences, { layout: layout === 'grid' ? 'speaker' : 'grid' });
  }

  /** Does what a shortcut stands for. */
  perform(action: Action, window: WindowActions): void {
    const actions: Record<Action, () => void> = {
      'toggle-microphone': () => this.toggleMicrophone(),
      'toggle-camera': () => this.toggleCamera(),
      'toggle-screen': () => this.toggleScreen(),
      'toggle-people': () => this.toggleSheet('people'),
      'toggle-layout': () => this.toggleLayout(),
      'toggle-full-screen': () => window.toggleFullScreen(),
      'toggle-picture-in-picture': () => window.togglePictureInPicture(),
      'show-invite': () => this.openSheet('invite'),
      'show-settings': () => this.openSheet('settings'),
      'show-help': () => this.openSheet('help'),
      'next-page': () => this.stage.turnPage(1),
      'previous-page': () => this.stage.turnPage(-1),
    };
    actions[action]();
  }

  /** Remembers the person's new name and tells the room. */
  rename(displayName: string): Promise<void> {
    setPreference(this.#preferences, { displayName });
    return this.ask((call) => call.setDisplayName(displayName));
  }

  /** Asks the server for something; its refusal is shown in its words. */
  async ask(action: (call: Call) => Promise<void>): Promise<void> {
    try {
      await action(this.call);
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error;
      this.toasts.show({ kind: 'failed', reason: error.message });
    }
  }

  close(): void {
    for (const stop of this.#stops.splice(0)) stop();
    this.stage.close();
    this.security.close();
    this.bar.close();
    this.toasts.close();
    this.pushToTalk.release();
  }

  /** No sheet may hide a new alarm, but for the one that shows it, too. */
  #uncoverAlarms(): () => void {
    let known = 0;
    return this.security.alarms.subscribe((groups) => {
      const count = groups.reduce((sum, { alarms }) => sum + alarms.length, 0);
      if (count > known && this.#sheet.value !== 'security') this.closeSheet();
      known = count;
    });
  }

  #announceLock(): () => void {
    let known = this.call.locked.value;
    return effect(() => {
      const locked = this.call.locked.value;
      if (locked !== known) this.toasts.show({ kind: 'lock', locked });
      known = locked;
    });
  }
}
