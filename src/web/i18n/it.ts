import type { Messages } from './en.ts';

/** Tutti i testi in italiano. */
export const it: Messages = {
  app: {
    name: 'Sottovoce',
    homeLink: 'Sottovoce, alla pagina iniziale',
    close: 'Chiudi',
    cancel: 'Annulla',
    tryAgain: 'Riprova',
    home: 'Alla pagina iniziale',
    loading: 'Un attimo…',
    brokenTitle: 'Questa pagina si è fermata',
    brokenText: 'Forse nel frattempo è stata aggiornata. Ricaricala; se eri in una chiamata, ci ritorni.',
    reload: 'Ricarica',
  },
  start: {
    title: 'Una stanza tranquilla per chi ti è vicino',
    lead: 'Videochiamate nel browser. Niente da installare, non serve un account.',
    startRoom: 'Apri una stanza',
    starting: 'Preparo la stanza…',
    or: 'oppure entra in una',
    link: {
      label: 'Link di una stanza',
      placeholder: 'Incolla il link intero',
      missing: 'Incolla il link che hai ricevuto.',
      wrong: 'Questo non è il link di una stanza. Copialo per intero, da https fino alla fine.',
      incomplete:
        'Qui c’è il nome di una stanza, ma non la chiave. La chiave è la lunga fine del link, dopo il #: fatti mandare il link intero.',
    },
    join: 'Entra',
    brokenLink:
      'Il link che hai aperto non è completo. Fattelo mandare di nuovo, o incollalo qui per intero.',
    unknownPage: 'A questo indirizzo non c’è nulla. Da qui puoi aprire una stanza o entrare in una.',
    language: 'Lingua',
    logIn: 'Accedi',
    account: 'Il tuo account:',
    messages: 'Conversazioni',
  },
  problem: {
    'room-not-found': {
      title: 'Questa stanza non esiste',
      text: 'Controlla il link o il codice che hai ricevuto. Se l’hai scritto a mano, forse una lettera è sbagliata.',
    },
    'room-full': {
      title: 'La stanza è piena',
      text: 'Non c’è più posto. Riprova quando qualcuno è uscito.',
    },
    'room-locked': {
      title: 'La stanza è chiusa a chiave',
      text: 'Chi è dentro ha chiuso la porta. Chiedi di aprirla, poi riprova.',
    },
    removed: {
      title: 'Ti hanno fatto uscire da questa stanza',
      text: 'È stata una decisione di chi modera. Non puoi rientrare in questa chiamata.',
    },
    'encryption-required': {
      title: 'Questa stanza è cifrata',
      text: 'Si apre solo con il link intero, compreso tutto ciò che segue il #. Chiedilo a chi ti ha invitato.',
    },
    'encryption-unavailable': {
      title: 'Questo browser non può cifrare le chiamate',
      text: 'Senza cifratura non si trasmette nulla. Va bene un Firefox, Chrome, Edge o Safari recente.',
    },
    'server-full': {
      title: 'Il server è al completo',
      text: 'Porta già tutte le chiamate che può. Riprova tra qualche minuto.',
    },
    draining: {
      title: 'Torniamo subito',
      text: 'Il server si sta aggiornando. Riprova tra poco.',
    },
    unreachable: {
      title: 'Il server non risponde',
      text: 'Controlla che questo dispositivo sia in rete, poi riprova.',
    },
    insecure: {
      title: 'Serve un indirizzo sicuro',
      text: 'I browser danno fotocamera e microfono solo alle pagine il cui indirizzo comincia con https. Chiedi l’indirizzo sicuro a chi gestisce questo server.',
    },
    unsupported: {
      title: 'Questo browser non può fare chiamate',
      text: 'Gli manca ciò che serve a una videochiamata. Va bene una versione recente di Firefox, Chrome, Edge o Safari.',
    },
    elsewhere: {
      title: 'Sei già in questa chiamata, in un’altra scheda',
      text: 'Puoi spostarla qui: l’altra scheda esce e nessuno se ne accorge.',
      action: 'Sposta qui la chiamata',
    },
    other: {
      title: 'Non è stato possibile aprire la stanza',
      text: 'Qualcosa è andato storto sul server. Riprova tra un attimo.',
    },
  },
  incompleteLink: {
    title: 'Questo link è incompleto',
    text: 'La fine del link è la chiave della stanza, e qui manca. Senza, nessuno può entrare. Fatti mandare il link intero, o incollalo nella pagina iniziale.',
    paste: 'Incolla il link intero',
  },
  prejoin: {
    title: 'Tutto pronto?',
    titleAlone: 'La tua stanza è pronta',
    roomCode: 'Stanza {{code}}',
    name: 'Il tuo nome',
    namePlaceholder: 'Così gli altri sanno chi sei',
    nameMissing: 'Scrivi un nome: gli altri lo vedranno.',
    join: 'Entra ora',
    joinMuted: 'Entra a microfono spento',
    joinWithoutCamera: 'Entra senza fotocamera',
    joinSilently: 'Entra senza microfono né fotocamera',
    joining: 'Sto entrando…',
    preview: 'La tua immagine',
    cameraOff: 'La tua fotocamera è spenta',
    cameraStarting: 'Apro la fotocamera…',
    askPermission: 'Il browser chiede fotocamera e microfono. Scegli Consenti.',
    nobodyInside: 'Dentro non c’è ancora nessuno.',
    inside: 'Dentro: {{names}}',
    insideMore_one: 'Dentro: {{names}} e un’altra persona',
    insideMore_other: 'Dentro: {{names}} e altre {{count}} persone',
    insideUnnamed_one: 'C’è una persona dentro',
    insideUnnamed_other: 'Ci sono {{count}} persone dentro',
    testSpeaker: 'Prova l’altoparlante',
    testingSpeaker: 'Senti un suono…',
  },
  device: {
    camera: 'Fotocamera',
    microphone: 'Microfono',
    speaker: 'Altoparlante',
    none: 'Non ce n’è',
    automatic: 'Lo sceglie il browser',
    unnamed: 'Dispositivo {{number}}',
    mirror: 'Immagine allo specchio',
    level: 'Volume del tuo microfono',
    speakerFixed: 'Questo browser usa l’altoparlante del sistema.',
  },
  trouble: {
    camera: {
      'permission-denied': {
        title: 'La fotocamera è bloccata',
        text: 'Consentila per questa pagina come mostra la figura, poi riprova.',
      },
      'permission-dismissed': {
        title: 'La fotocamera ti aspetta',
        text: 'La domanda del browser è stata chiusa. Riprova e scegli Consenti.',
      },
      'in-use': {
        title: 'Un altro programma usa la fotocamera',
        text: 'Chiudila lì, poi riprova.',
      },
      'not-found': {
        title: 'Nessuna fotocamera',
        text: 'Collegane una e riprova, o entra senza: gli altri vedranno le tue iniziali.',
      },
      unplugged: {
        title: 'La fotocamera non c’è più',
        text: 'È stata scollegata o spenta. Ricollegala, o scegline un’altra.',
      },
      'insecure-page': {
        title: 'Questa pagina non può usare la fotocamera',
        text: 'I browser lo permettono solo agli indirizzi che cominciano con https.',
      },
      unsupported: {
        title: 'Questo browser non dà accesso alla fotocamera',
        text: 'Va bene una versione recente di Firefox, Chrome, Edge o Safari.',
      },
      unknown: {
        title: 'La fotocamera non parte',
        text: 'Scollegala e ricollegala, o scegline un’altra. Poi riprova.',
      },
    },
    microphone: {
      'permission-denied': {
        title: 'Il microfono è bloccato',
        text: 'Consentilo per questa pagina come mostra la figura, poi riprova.',
      },
      'permission-dismissed': {
        title: 'Il microfono ti aspetta',
        text: 'La domanda del browser è stata chiusa. Riprova e scegli Consenti.',
      },
      'in-use': {
        title: 'Un altro programma usa il microfono',
        text: 'Chiudilo lì, poi riprova.',
      },
      'not-found': {
        title: 'Nessun microfono',
        text: 'Collegane uno e riprova. Puoi anche entrare senza, e ascoltare.',
      },
      unplugged: {
        title: 'Il microfono non c’è più',
        text: 'È stato scollegato o spento: gli altri non ti sentono. Ricollegalo, o scegline un altro.',
      },
      'insecure-page': {
        title: 'Questa pagina non può usare il microfono',
        text: 'I browser lo permettono solo agli indirizzi che cominciano con https.',
      },
      unsupported: {
        title: 'Questo browser non dà accesso al microfono',
        text: 'Va bene una versione recente di Firefox, Chrome, Edge o Safari.',
      },
      unknown: {
        title: 'Il microfono non parte',
        text: 'Scollegalo e ricollegalo, o scegline un altro. Poi riprova.',
      },
    },
    screen: {
      title: 'Lo schermo non si può condividere',
      text: 'Il browser o il sistema l’ha rifiutato. Su un Mac, consenti la registrazione dello schermo al browser nelle impostazioni di sistema.',
    },
    otherDevice: 'Scegli dall’elenco',
    dismiss: 'Non ora',
    permissionPicture: {
      chromium: 'Nella barra degli indirizzi apri l’icona a sinistra, poi attiva fotocamera e microfono.',
      firefox:
        'Nella barra degli indirizzi apri l’icona barrata della fotocamera o del microfono, poi togli il blocco.',
      safari: 'Nel menu Safari apri Impostazioni per questo sito web, poi consenti fotocamera e microfono.',
      allow: 'Consenti',
      blocked: 'Bloccato',
    },
  },
  bar: {
    label: 'Comandi della chiamata',
    mute: 'Spegni il microfono',
    unmute: 'Accendi il microfono',
    microphoneTrouble: 'Microfono: che cosa non va',
    cameraOff: 'Spegni la fotocamera',
    cameraOn: 'Accendi la fotocamera',
    cameraTrouble: 'Fotocamera: che cosa non va',
    share: 'Condividi lo schermo',
    stopShare: 'Smetti di condividere',
    people: 'Persone',
    peopleCount_one: 'Persone: {{count}} nella chiamata',
    peopleCount_other: 'Persone: {{count}} nella chiamata',
    more: 'Altro',
    leave: 'Esci dalla chiamata',
    talking: 'Ti sentono finché tieni premuta la barra spaziatrice',
    speakingWhileMuted: 'Il microfono è spento. Tieni premuta la barra spaziatrice per parlare, o premi M.',
    duration: 'In chiamata da {{time}}',
  },
  security: {
    title: 'Quanto è riservata questa chiamata',
    text: 'Suono e immagini si chiudono sul tuo dispositivo e si aprono solo sui dispositivi delle persone elencate qui. Il server li trasporta, ma non può né vedere né sentire.',
    unencrypted: 'Questa stanza non è cifrata: il server e chi lo gestisce possono vedere e sentire tutto.',
    selectsSpeakers:
      'In una chiamata così grande è il server a scegliere chi senti. Per questo ogni dispositivo gli dice quando la sua persona parla: chi e quando, mai che cosa.',
    unencryptedAdvice:
      'È nata per altri programmi, che non sanno cifrare. Per parlare in privato, apri una nuova stanza.',
    code: {
      title: 'Confronta il codice',
      label: 'Codice di questa chiamata, in sei gruppi',
      text: 'Leggilo a voce. Se è uguale per tutti, nessun altro ascolta. Cambia quando qualcuno entra o esce.',
      changed: 'Il codice è appena cambiato: qualcuno è entrato o uscito. Ricominciate.',
      alone: 'Quando ci saranno altri, qui comparirà un codice da confrontare con loro.',
      matches: 'È uguale: segna tutti come verificati',
      allVerified: 'Hai verificato tutti.',
    },
    members: {
      title: 'Chi può vedere e sentire questa chiamata',
      mark: 'Verifica',
      markPerson: 'Verifica: {{name}}',
      takeBack: 'Annulla',
      takeBackFrom: 'Annulla: la verifica di {{name}}',
      changed: 'Una chiave diversa da una chiamata precedente: un browser nuovo, o un’altra persona.',
      unconfirmed:
        'Da alcuni secondi nulla conferma che immagine e voce siano sue. La sua connessione può essere interrotta, oppure qualcuno trattiene la conferma.',
      forgets: 'Il browser non l’ha memorizzato. Forse non ha più spazio, o non può conservare nulla.',
    },
    locked: 'La stanza è chiusa a chiave: nessun altro può entrare.',
    open: 'La stanza è aperta: chi ha il link può entrare.',
    renew: {
      title: 'Rinnova il link',
      text: 'Se il link è finito in mani sbagliate, creane uno nuovo: quello vecchio non apre più nulla.',
      action: 'Rinnova il link…',
      confirmTitle: 'Rinnovare il link?',
      confirmText:
        'Con il vecchio link nessuno può più entrare, e chi esce ha bisogno di quello nuovo per rientrare. Chi è dentro resta.',
      confirm: 'Rinnova',
      underWay: 'Rinnovo il link…',
      done: 'Il link è rinnovato. Manda quello nuovo a chi aspetti.',
      copy: 'Copia il nuovo link',
      failed: 'Il link non è stato rinnovato, e quello vecchio vale ancora. Riprova tra un attimo.',
    },
  },
  invite: {
    title: 'Invita qualcuno',
    aloneTitle: 'Non c’è ancora nessun altro',
    aloneText: 'Manda il link a chi vuoi vedere.',
    link: 'Link di questa stanza',
    copy: 'Copia il link',
    copied: 'Copiato',
    copyFailed: 'Il browser non l’ha copiato. Seleziona il link e copialo a mano.',
    share: 'Condividi…',
    shareText: 'Ti aspetto in chiamata',
    hint: 'La sua lunga fine è la chiave della stanza. Mandalo solo a chi può entrare.',
  },
  settings: {
    title: 'Impostazioni',
    devices: 'Dispositivi',
    appearance: 'Aspetto',
    theme: 'Tema',
    themes: { system: 'Come il sistema', light: 'Chiaro', dark: 'Scuro' },
    language: 'Lingua',
    languageSystem: 'Come il browser',
  },
  ended: {
    left: { title: 'Sei fuori dalla chiamata', text: 'Fotocamera e microfono sono spenti.' },
    'room-closed': { title: 'La chiamata è finita', text: 'Chi modera l’ha terminata per tutti.' },
    removed: {
      title: 'Ti hanno fatto uscire dalla chiamata',
      text: 'È stata una decisione di chi modera. Non puoi rientrarvi.',
    },
    'duplicate-session': {
      title: 'La chiamata continua altrove',
      text: 'L’hai aperta in un’altra scheda. Questa è uscita; puoi riportarla qui.',
    },
    'node-draining': {
      title: 'Il server si sta aggiornando',
      text: 'Per questo la chiamata si è interrotta. Torna tra un attimo.',
    },
    'rate-limited': {
      title: 'Il server ha chiuso la connessione',
      text: 'Ha ricevuto troppi messaggi da questo browser. Aspetta un attimo, poi rientra.',
    },
    failed: {
      title: 'La connessione si è persa',
      text: 'Non è tornata da sola. Controlla che questo dispositivo sia in rete, poi rientra.',
    },
    rejoin: 'Rientra',
    bringBack: 'Riporta qui la chiamata',
    lasted: 'È durata {{time}}.',
  },
  title: {
    start: 'Sottovoce',
    account: '{{page}} · Sottovoce',
    room: 'Stanza {{code}} · Sottovoce',
    call: '{{time}} · Sottovoce',
    callMuted: '{{time}} · microfono spento · Sottovoce',
  },
};
