/** The texts in English that every page may show. The Italian ones have the same keys; a test compares them. */
export const en = {
  app: {
    name: 'Sottovoce',
    homeLink: 'Sottovoce, to the start page',
    close: 'Close',
    cancel: 'Cancel',
    tryAgain: 'Try again',
    home: 'To the start page',
    loading: 'One moment…',
    brokenTitle: 'This page has stopped working',
    brokenText:
      'It may have been updated in the meantime. Load it again; if you were in a call, you return to it.',
    reload: 'Load it again',
  },
  start: {
    title: 'A quiet room for people you trust',
    lead: 'Video calls in the browser. Nothing to install, no account needed.',
    startRoom: 'Start a room',
    starting: 'Making your room…',
    or: 'or join one',
    link: {
      label: 'Link of a room',
      placeholder: 'Paste the whole link',
      missing: 'Paste the link that you were given.',
      wrong: 'This is not the link of a room. Copy the whole of it, from https to its very end.',
      incomplete:
        'This names a room, but it carries no key. The key is the long end of the link, behind the #: ask for the whole link.',
    },
    join: 'Join',
    brokenLink: 'The link that you opened is not complete. Ask for it again, or paste the whole of it here.',
    unknownPage: 'There is nothing at this address. You can start or join a room here.',
    language: 'Language',
    logIn: 'Log in',
    account: 'Your account:',
    messages: 'Conversations',
  },
  problem: {
    'room-not-found': {
      title: 'This room does not exist',
      text: 'Check the link or the code that you were given. If it was typed by hand, one letter may be wrong.',
    },
    'room-full': {
      title: 'The room is full',
      text: 'Everyone who fits is inside. Try again when somebody has left.',
    },
    'room-locked': {
      title: 'The room is locked',
      text: 'The people inside have closed the door. Ask one of them to unlock it, then try again.',
    },
    removed: {
      title: 'You were removed from this room',
      text: 'A moderator has taken you out of this call. You cannot come back into it.',
    },
    'encryption-required': {
      title: 'This room is encrypted',
      text: 'It opens by its whole link only, with all that stands behind the #. Ask for it.',
    },
    'encryption-unavailable': {
      title: 'This browser cannot encrypt calls',
      text: 'Nothing is sent without encryption. A current Firefox, Chrome, Edge or Safari will do.',
    },
    'server-full': {
      title: 'The server is busy',
      text: 'It carries as many calls as it can. Try again in a few minutes.',
    },
    draining: {
      title: 'Back in a moment',
      text: 'The server is being updated. Try again shortly.',
    },
    unreachable: {
      title: 'The server cannot be reached',
      text: 'Check that this device is online, then try again.',
    },
    insecure: {
      title: 'This page needs a secure address',
      text: 'Browsers give camera and microphone only to pages that begin with https. Ask whoever runs this server for the secure address.',
    },
    unsupported: {
      title: 'This browser cannot make calls',
      text: 'It lacks what a video call needs. A current Firefox, Chrome, Edge or Safari will do.',
    },
    elsewhere: {
      title: 'You are in this call in another tab',
      text: 'You can move the call here. The other tab then leaves it, and nobody notices a thing.',
      action: 'Move the call here',
    },
    other: {
      title: 'The room could not be opened',
      text: 'Something went wrong on the server. Try again in a moment.',
    },
  },
  incompleteLink: {
    title: 'This link is incomplete',
    text: 'The end of the link is the key to the room, and it is missing. Nobody can join without it. Ask for the whole link, or paste it on the start page.',
    paste: 'Paste the whole link',
  },
  prejoin: {
    title: 'Ready to join?',
    titleAlone: 'Your room is ready',
    roomCode: 'Room {{code}}',
    name: 'Your name',
    namePlaceholder: 'So that others know who you are',
    nameMissing: 'Please give a name: the others will see it.',
    join: 'Join now',
    joinMuted: 'Join muted',
    joinWithoutCamera: 'Join without camera',
    joinSilently: 'Join muted, without camera',
    joining: 'Joining…',
    preview: 'Your picture',
    cameraOff: 'Your camera is off',
    cameraStarting: 'Opening your camera…',
    askPermission: 'Your browser asks for camera and microphone. Choose Allow.',
    nobodyInside: 'Nobody is inside yet.',
    inside: 'Inside: {{names}}',
    insideMore_one: 'Inside: {{names}} and one more',
    insideMore_other: 'Inside: {{names}} and {{count}} more',
    insideUnnamed_one: 'One person is inside',
    insideUnnamed_other: '{{count}} people are inside',
    testSpeaker: 'Test the speaker',
    testingSpeaker: 'Playing a sound…',
  },
  device: {
    camera: 'Camera',
    microphone: 'Microphone',
    speaker: 'Speaker',
    none: 'None found',
    automatic: 'Chosen by the browser',
    unnamed: 'Device {{number}}',
    mirror: 'Mirror my picture',
    level: 'Loudness of your microphone',
    speakerFixed: 'This browser plays through the speaker of the system.',
  },
  trouble: {
    camera: {
      'permission-denied': {
        title: 'Your camera is blocked',
        text: 'Allow it for this page as the picture shows, then try again.',
      },
      'permission-dismissed': {
        title: 'Your camera waits for you',
        text: 'The browser’s question was closed. Try again and choose Allow.',
      },
      'in-use': {
        title: 'Your camera is used by another program',
        text: 'Close it there, then try again.',
      },
      'not-found': {
        title: 'No camera found',
        text: 'Plug one in and try again, or join without: the others will see your initials.',
      },
      unplugged: {
        title: 'Your camera is gone',
        text: 'It was unplugged or switched off. Plug it in again, or choose another one.',
      },
      'insecure-page': {
        title: 'This page may not use the camera',
        text: 'Browsers allow it only at addresses that begin with https.',
      },
      unsupported: {
        title: 'This browser has no camera access',
        text: 'A current Firefox, Chrome, Edge or Safari will do.',
      },
      unknown: {
        title: 'Your camera does not start',
        text: 'Unplug it and plug it in again, or choose another one. Then try again.',
      },
    },
    microphone: {
      'permission-denied': {
        title: 'Your microphone is blocked',
        text: 'Allow it for this page as the picture shows, then try again.',
      },
      'permission-dismissed': {
        title: 'Your microphone waits for you',
        text: 'The browser’s question was closed. Try again and choose Allow.',
      },
      'in-use': {
        title: 'Your microphone is used by another program',
        text: 'Close it there, then try again.',
      },
      'not-found': {
        title: 'No microphone found',
        text: 'Plug one in and try again. You can join without, and listen.',
      },
      unplugged: {
        title: 'Your microphone is gone',
        text: 'It was unplugged or switched off: the others no longer hear you. Plug it in again, or choose another one.',
      },
      'insecure-page': {
        title: 'This page may not use the microphone',
        text: 'Browsers allow it only at addresses that begin with https.',
      },
      unsupported: {
        title: 'This browser has no microphone access',
        text: 'A current Firefox, Chrome, Edge or Safari will do.',
      },
      unknown: {
        title: 'Your microphone does not start',
        text: 'Unplug it and plug it in again, or choose another one. Then try again.',
      },
    },
    screen: {
      title: 'Your screen cannot be shared',
      text: 'The browser or the system refused it. On a Mac, allow screen recording for the browser in the system settings.',
    },
    otherDevice: 'Choose another one',
    dismiss: 'Not now',
    permissionPicture: {
      chromium:
        'In the address bar, open the icon left of the address, then switch on camera and microphone.',
      firefox: 'In the address bar, open the crossed-out camera or microphone icon, then remove the block.',
      safari: 'In the menu Safari, open Settings for This Website, then allow camera and microphone.',
      allow: 'Allow',
      blocked: 'Blocked',
    },
  },
  bar: {
    label: 'Call controls',
    mute: 'Mute microphone',
    unmute: 'Unmute microphone',
    microphoneTrouble: 'Microphone: what is wrong',
    cameraOff: 'Turn camera off',
    cameraOn: 'Turn camera on',
    cameraTrouble: 'Camera: what is wrong',
    share: 'Share your screen',
    stopShare: 'Stop sharing',
    people: 'People',
    peopleCount_one: 'People: {{count}} in the call',
    peopleCount_other: 'People: {{count}} in the call',
    more: 'More',
    leave: 'Leave the call',
    talking: 'You are heard while you hold the space bar',
    speakingWhileMuted: 'You are muted. Hold the space bar to talk, or press M.',
    duration: 'Time in the call: {{time}}',
  },
  security: {
    title: 'How private this call is',
    text: 'Sound and picture are locked on your device and opened only on the devices of the people listed here. The server carries them, and can neither see nor hear.',
    unencrypted: 'This room is not encrypted: the server and its operator can see and hear everything.',
    selectsSpeakers:
      'In a call this large the server picks whom you hear. For that each device tells it when its person speaks: who and when, never what.',
    unencryptedAdvice:
      'It was made for other programs that cannot encrypt. To talk in private, start a new room.',
    code: {
      title: 'Compare the code',
      label: 'Code of this call, in six groups',
      text: 'Read it aloud. If it is the same for everybody, nobody else listens in. It changes when somebody comes or goes.',
      changed: 'The code has just changed, since somebody came or went. Start again.',
      alone: 'When others are here, a code appears that you can compare with them.',
      matches: 'It matches: mark everyone verified',
      allVerified: 'You have verified everyone here.',
    },
    members: {
      title: 'Who can see and hear this call',
      mark: 'Mark verified',
      markPerson: 'Mark verified: {{name}}',
      takeBack: 'Take back',
      takeBackFrom: 'Take back: {{name}} is verified',
      changed: 'Another key than in an earlier call: a new browser, or somebody else.',
      unconfirmed:
        'For some seconds nothing has confirmed that this picture and sound are theirs. Their connection may be cut, or somebody holds the word back.',
      forgets: 'This browser did not keep that. It may be out of space, or not allowed to store anything.',
    },
    locked: 'The room is locked: nobody else can come in.',
    open: 'The room is open: whoever has the link can come in.',
    renew: {
      title: 'Renew the link',
      text: 'If the link has come into the wrong hands, make a new one. The old one then opens nothing.',
      action: 'Renew the link…',
      confirmTitle: 'Renew the link?',
      confirmText:
        'Nobody can come in with the old link any more, and whoever leaves needs the new one to come back. Those who are inside stay.',
      confirm: 'Renew',
      underWay: 'Renewing the link…',
      done: 'The link is renewed. Send the new one to those whom you expect.',
      copy: 'Copy the new link',
      failed: 'The link could not be renewed, and the old one still holds. Try again in a moment.',
    },
  },
  invite: {
    title: 'Invite people',
    aloneTitle: 'Nobody else is here yet',
    aloneText: 'Send the link to those you want to see.',
    link: 'Link to this room',
    copy: 'Copy the link',
    copied: 'Copied',
    copyFailed: 'The browser did not copy it. Mark the link and copy it by hand.',
    share: 'Share…',
    shareText: 'Join me for a call',
    hint: 'Its long end is the key to the room. Send it only to those who may come in.',
  },
  settings: {
    title: 'Settings',
    devices: 'Devices',
    appearance: 'Appearance',
    theme: 'Theme',
    themes: { system: 'As the system', light: 'Light', dark: 'Dark' },
    language: 'Language',
    languageSystem: 'As the browser',
  },
  ended: {
    left: { title: 'You left the call', text: 'Your camera and microphone are off.' },
    'room-closed': { title: 'The call is over', text: 'A moderator has ended it for everyone.' },
    removed: {
      title: 'You were removed from the call',
      text: 'A moderator has taken you out. You cannot come back into it.',
    },
    'duplicate-session': {
      title: 'The call goes on elsewhere',
      text: 'You opened it in another tab. This one has left it; you can bring it back here.',
    },
    'node-draining': {
      title: 'The server is being updated',
      text: 'Your call was interrupted for it. Come back in a moment.',
    },
    'rate-limited': {
      title: 'The server has ended your connection',
      text: 'It received too many messages from this browser. Wait a moment, then come back.',
    },
    failed: {
      title: 'The connection was lost',
      text: 'It did not come back by itself. Check that this device is online, then join again.',
    },
    rejoin: 'Join again',
    bringBack: 'Bring the call back here',
    lasted: 'It lasted {{time}}.',
  },
  title: {
    start: 'Sottovoce',
    account: '{{page}} · Sottovoce',
    room: 'Room {{code}} · Sottovoce',
    call: '{{time}} · Sottovoce',
    callMuted: '{{time}} · muted · Sottovoce',
  },
} as const;

export type Texts<T> = { readonly [K in keyof T]: T[K] extends string ? string : Texts<T[K]> };

/** What every language must bring. */
export type Messages = Texts<typeof en>;
