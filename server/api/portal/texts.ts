import {
  ADDRESS_LOCK_MINUTES,
  CODE_DIGITS,
  CODE_MINUTES,
  PASSPHRASE_LEAST,
  PHONE_CODE_DIGITS,
  PHONE_CODE_MINUTES,
  REPLY_BYTES,
  REPLY_FILES,
} from '#core/portal/limits.ts';

export const portalLanguages = ['en', 'es'] as const;
export type PortalLanguage = (typeof portalLanguages)[number];

const MB = REPLY_BYTES / (1 << 20);

/** Every word a recipient sees in the portal, labels for screen readers included. One table, two languages. */
export const portalTexts = {
  en: {
    locale: 'en-US',
    otherLanguage: 'Español',
    skip: 'Skip to the content',
    secureMessages: 'Secure messages',
    // The landing page and the code
    landingTitle: 'You have a secure message',
    landingWords: 'To keep it private, we make sure it is you.',
    codeGoes: `We send an ${CODE_DIGITS}-digit code to the email address this message was sent to. It works once, for ${CODE_MINUTES} minutes.`,
    codeSent: `We sent an ${CODE_DIGITS}-digit code to the email address this message was sent to. It works once, for ${CODE_MINUTES} minutes.`,
    codeWaits: 'A code was sent a short while ago. Use the newest one.',
    sendCode: 'Send me a code',
    noAccountNeeded: 'No account and no password. The code arrives within a minute.',
    codeTitle: 'Enter your code',
    code: 'Code',
    readMyMessage: 'Read my message',
    newCode: 'Send a new code',
    nothingCame: 'Nothing there after a minute? Look in the spam folder.',
    phoneCodeHint: `Were you given a ${PHONE_CODE_DIGITS}-digit code by phone? Enter it in the same field.`,
    codeForm: `The code has ${CODE_DIGITS} digits; one given by phone has ${PHONE_CODE_DIGITS}.`,
    codeNone: 'This code is no longer valid. Ask for a new one.',
    codeWrong: 'The code is not right. Check it and try again.',
    // Not by the mailbox
    apartTitle: 'This message needs a call',
    apartWords: 'For your protection this message is not opened with a code sent by email.',
    apartCall: (organization: string, phone: string) =>
      phone === ''
        ? `Please call ${organization}. They make sure it is you, and give you a ${PHONE_CODE_DIGITS}-digit code that works for ${PHONE_CODE_MINUTES} minutes.`
        : `Please call ${organization} at ${phone}. They make sure it is you, and give you a ${PHONE_CODE_DIGITS}-digit code that works for ${PHONE_CODE_MINUTES} minutes.`,
    phoneCode: 'Code given by phone',
    proofTitle: 'One more step for this message',
    proofWords: 'What is in it is especially protected. Please answer both, as they stand in your records.',
    birthDate: 'Date of birth',
    continue: 'Continue',
    proofWrong: 'This does not match our records. Check both and try again.',
    proofEmpty: 'Fill in both.',
    orByPhone: 'Or enter a code given by phone',
    // Refusals
    lockedTitle: 'Locked for your safety',
    lockedUntil: (time: string) => `There were too many wrong tries. You can try again at ${time}, with a new code.`,
    lockedStaff: (organization: string, phone: string) =>
      `There were too many wrong tries. Please call ${organization}${phone === '' ? '' : ` at ${phone}`}: they make sure it is you and open it again.`,
    lockedNetwork: (time: string) =>
      `There were too many wrong tries from this network. It is refused for ${ADDRESS_LOCK_MINUTES} minutes, until ${time}.`,
    tooManyTitle: 'Too many codes',
    tooManyWords: 'Several codes were sent already. Use the newest one, or try again in an hour.',
    enterCode: 'Enter a code',
    unknownTitle: 'This link does not work',
    unknownWords:
      'It may be incomplete, or the message may no longer be here. Open the link in the email again, or contact the sender.',
    expiredTitle: 'This message has expired',
    expiredWords:
      'It could be read for a limited time, which is over; what it said was destroyed. Ask the sender to send it again.',
    recalledTitle: 'This message was withdrawn',
    recalledWords: 'The sender took it back. What it said was destroyed.',
    otherMessages: 'See other messages',
    slowDown: 'Too many requests. Wait a few minutes and try again.',
    slowDownTitle: 'A moment, please',
    // The inbox
    inboxTitle: 'Your messages',
    inboxEmpty: 'There is no message for you here.',
    keyPage: 'How our mail reaches you',
    isNew: 'New',
    open: 'Open message',
    again: 'Read again',
    protectedMessage: 'A specially protected message',
    answerFrom: 'An answer to what you wrote',
    signOut: 'Sign out',
    signedOut: 'You are signed out.',
    accountTitle: 'Come back without a link',
    accountWords: (address: string) =>
      `With an account you can come in at ${address} with your email address and a code, and see later messages too.`,
    accountOn: 'Make an account',
    accountHas: (address: string) => `You have an account: come in at ${address} with your email address.`,
    accountOff: 'Remove my account',
    // A message
    theMessage: 'The message',
    from: 'From',
    sent: 'Sent',
    readableUntil: 'Readable until',
    plainText: 'Show as plain text',
    allMessages: 'All your messages',
    attached: 'Attached',
    youWrote: 'What you wrote',
    download: 'Download',
    // Reply
    replyTitle: 'Reply securely',
    replyLabel: 'Your reply',
    replyWords: 'Only the care team reads it. It is encrypted when it arrives.',
    replyFiles: `Attach files (PDF, photo or text; at most ${REPLY_FILES}, ${MB} MB together)`,
    replySend: 'Send reply',
    replySending: 'Sending…',
    replyDone: 'Your reply was sent.',
    replyEmpty: 'Write something first.',
    replyLong: 'This is too long. Shorten it, or attach it as a file.',
    replyMany: `Attach at most ${REPLY_FILES} files, ${MB} MB together.`,
    replyKind: (name: string) => `“${name}” cannot be attached. PDF, PNG, JPEG, HEIC and plain text can.`,
    replyOffline:
      'It was not sent: there is no connection. What you wrote is still here, in this page only and nowhere on this device. Press “Send reply” again when you are online.',
    replySignedOut:
      'It was not sent: you were signed out meanwhile. What you wrote is still here. Sign in again in another tab, then press “Send reply” here.',
    replyFailed: 'It was not sent. What you wrote is still here; try again in a moment.',
    // A sealed file
    fileTitle: 'Save a copy that only you can open',
    fileWords:
      'You get one file that opens in any browser, also without a connection. It is encrypted with a passphrase you choose now. We do not keep the passphrase: without it nobody can open the file.',
    passphrase: `Passphrase (at least ${PASSPHRASE_LEAST} characters)`,
    passphraseAgain: 'The same passphrase again',
    fileSave: 'Save the file',
    passphraseShort: `Choose at least ${PASSPHRASE_LEAST} characters.`,
    passphraseDiffers: 'The two are not the same.',
    fileOpenTitle: 'A sealed message',
    fileOpenWords: 'Enter the passphrase you chose when you saved it. Nothing leaves this device.',
    fileOpen: 'Open',
    fileWrong: 'The passphrase is not right, or the file was changed.',
    fileNeedsScript: 'Opening this file needs JavaScript. Open it in a browser, not in a preview.',
    // The way in without a link
    doorTitle: 'Read your secure messages',
    doorWords: 'Enter the email address your messages come to.',
    doorEmail: 'Email address',
    doorSend: 'Send me a code',
    doorSent: `If there is an account for this address, an ${CODE_DIGITS}-digit code is on its way. It works once, for ${CODE_MINUTES} minutes.`,
    doorWrong: 'This code does not work. Check it, or ask for a new one.',
    doorBad: 'This is not an email address.',
    doorAgain: 'Use another address',
  },
  es: {
    locale: 'es-US',
    otherLanguage: 'English',
    skip: 'Ir al contenido',
    secureMessages: 'Mensajes seguros',
    landingTitle: 'Tiene un mensaje seguro',
    landingWords: 'Para que siga siendo privado, comprobamos que es usted.',
    codeGoes: `Enviamos un código de ${CODE_DIGITS} cifras a la dirección de correo a la que llegó este mensaje. Sirve una vez, durante ${CODE_MINUTES} minutos.`,
    codeSent: `Enviamos un código de ${CODE_DIGITS} cifras a la dirección de correo a la que llegó este mensaje. Sirve una vez, durante ${CODE_MINUTES} minutos.`,
    codeWaits: 'Hace poco se envió un código. Use el más reciente.',
    sendCode: 'Enviarme un código',
    noAccountNeeded: 'Sin cuenta y sin contraseña. El código llega en un minuto.',
    codeTitle: 'Escriba su código',
    code: 'Código',
    readMyMessage: 'Leer mi mensaje',
    newCode: 'Enviar un código nuevo',
    nothingCame: '¿No llegó nada en un minuto? Mire en la carpeta de correo no deseado.',
    phoneCodeHint: `¿Le dieron un código de ${PHONE_CODE_DIGITS} cifras por teléfono? Escríbalo en el mismo campo.`,
    codeForm: `El código tiene ${CODE_DIGITS} cifras; el que se da por teléfono, ${PHONE_CODE_DIGITS}.`,
    codeNone: 'Este código ya no es válido. Pida uno nuevo.',
    codeWrong: 'El código no es correcto. Compruébelo e inténtelo otra vez.',
    apartTitle: 'Este mensaje requiere una llamada',
    apartWords: 'Para su protección, este mensaje no se abre con un código enviado por correo.',
    apartCall: (organization: string, phone: string) =>
      phone === ''
        ? `Llame a ${organization}. Comprobarán que es usted y le darán un código de ${PHONE_CODE_DIGITS} cifras que sirve ${PHONE_CODE_MINUTES} minutos.`
        : `Llame a ${organization} al ${phone}. Comprobarán que es usted y le darán un código de ${PHONE_CODE_DIGITS} cifras que sirve ${PHONE_CODE_MINUTES} minutos.`,
    phoneCode: 'Código dado por teléfono',
    proofTitle: 'Un paso más para este mensaje',
    proofWords:
      'Su contenido tiene una protección especial. Responda a las dos preguntas tal como figura en su expediente.',
    birthDate: 'Fecha de nacimiento',
    continue: 'Continuar',
    proofWrong: 'No coincide con nuestros datos. Compruebe las dos respuestas e inténtelo otra vez.',
    proofEmpty: 'Responda a las dos preguntas.',
    orByPhone: 'O escriba un código dado por teléfono',
    lockedTitle: 'Bloqueado por su seguridad',
    lockedUntil: (time: string) =>
      `Hubo demasiados intentos fallidos. Puede volver a intentarlo a las ${time}, con un código nuevo.`,
    lockedStaff: (organization: string, phone: string) =>
      `Hubo demasiados intentos fallidos. Llame a ${organization}${phone === '' ? '' : ` al ${phone}`}: comprobarán que es usted y lo abrirán de nuevo.`,
    lockedNetwork: (time: string) =>
      `Hubo demasiados intentos fallidos desde esta red. Se rechaza durante ${ADDRESS_LOCK_MINUTES} minutos, hasta las ${time}.`,
    tooManyTitle: 'Demasiados códigos',
    tooManyWords: 'Ya se enviaron varios códigos. Use el más reciente o inténtelo de nuevo dentro de una hora.',
    enterCode: 'Escribir un código',
    unknownTitle: 'Este enlace no funciona',
    unknownWords:
      'Puede que esté incompleto o que el mensaje ya no esté aquí. Abra otra vez el enlace del correo o póngase en contacto con quien se lo envió.',
    expiredTitle: 'Este mensaje ha caducado',
    expiredWords:
      'Se podía leer durante un tiempo limitado que ya pasó; su contenido se destruyó. Pida a quien se lo envió que lo envíe de nuevo.',
    recalledTitle: 'Este mensaje fue retirado',
    recalledWords: 'Quien lo envió lo retiró. Su contenido se destruyó.',
    otherMessages: 'Ver otros mensajes',
    slowDown: 'Demasiadas peticiones. Espere unos minutos e inténtelo otra vez.',
    slowDownTitle: 'Un momento, por favor',
    inboxTitle: 'Sus mensajes',
    inboxEmpty: 'No hay ningún mensaje para usted aquí.',
    keyPage: 'Cómo le llega nuestro correo',
    isNew: 'Nuevo',
    open: 'Abrir mensaje',
    again: 'Leer otra vez',
    protectedMessage: 'Un mensaje con protección especial',
    answerFrom: 'Una respuesta a lo que escribió',
    signOut: 'Cerrar sesión',
    signedOut: 'Se cerró la sesión.',
    accountTitle: 'Volver sin un enlace',
    accountWords: (address: string) =>
      `Con una cuenta puede entrar en ${address} con su dirección de correo y un código, y ver también los mensajes posteriores.`,
    accountOn: 'Crear una cuenta',
    accountHas: (address: string) => `Tiene una cuenta: entre en ${address} con su dirección de correo.`,
    accountOff: 'Eliminar mi cuenta',
    theMessage: 'El mensaje',
    from: 'De',
    sent: 'Enviado',
    readableUntil: 'Se puede leer hasta',
    plainText: 'Mostrar como texto',
    allMessages: 'Todos sus mensajes',
    attached: 'Adjuntos',
    youWrote: 'Lo que escribió',
    download: 'Descargar',
    replyTitle: 'Responder de forma segura',
    replyLabel: 'Su respuesta',
    replyWords: 'Solo la lee el equipo de atención. Se cifra al llegar.',
    replyFiles: `Adjuntar archivos (PDF, foto o texto; como máximo ${REPLY_FILES}, ${MB} MB en total)`,
    replySend: 'Enviar respuesta',
    replySending: 'Enviando…',
    replyDone: 'Su respuesta se envió.',
    replyEmpty: 'Escriba algo primero.',
    replyLong: 'Es demasiado largo. Acórtelo o adjúntelo como archivo.',
    replyMany: `Adjunte como máximo ${REPLY_FILES} archivos, ${MB} MB en total.`,
    replyKind: (name: string) => `«${name}» no se puede adjuntar. Sí se puede PDF, PNG, JPEG, HEIC y texto.`,
    replyOffline:
      'No se envió: no hay conexión. Lo que escribió sigue aquí, solo en esta página y en ningún otro lugar de este dispositivo. Pulse «Enviar respuesta» otra vez cuando tenga conexión.',
    replySignedOut:
      'No se envió: entretanto se cerró la sesión. Lo que escribió sigue aquí. Entre de nuevo en otra pestaña y pulse aquí «Enviar respuesta».',
    replyFailed: 'No se envió. Lo que escribió sigue aquí; inténtelo otra vez en un momento.',
    fileTitle: 'Guardar una copia que solo usted puede abrir',
    fileWords:
      'Recibe un archivo que se abre en cualquier navegador, también sin conexión. Se cifra con una frase que elige ahora. No guardamos la frase: sin ella nadie puede abrir el archivo.',
    passphrase: `Frase (al menos ${PASSPHRASE_LEAST} caracteres)`,
    passphraseAgain: 'La misma frase otra vez',
    fileSave: 'Guardar el archivo',
    passphraseShort: `Elija al menos ${PASSPHRASE_LEAST} caracteres.`,
    passphraseDiffers: 'Las dos no son iguales.',
    fileOpenTitle: 'Un mensaje sellado',
    fileOpenWords: 'Escriba la frase que eligió al guardarlo. Nada sale de este dispositivo.',
    fileOpen: 'Abrir',
    fileWrong: 'La frase no es correcta o el archivo se modificó.',
    fileNeedsScript: 'Para abrir este archivo hace falta JavaScript. Ábralo en un navegador, no en una vista previa.',
    doorTitle: 'Lea sus mensajes seguros',
    doorWords: 'Escriba la dirección de correo a la que llegan sus mensajes.',
    doorEmail: 'Dirección de correo',
    doorSend: 'Enviarme un código',
    doorSent: `Si hay una cuenta para esta dirección, un código de ${CODE_DIGITS} cifras está en camino. Sirve una vez, durante ${CODE_MINUTES} minutos.`,
    doorWrong: 'Este código no funciona. Compruébelo o pida uno nuevo.',
    doorBad: 'Esto no es una dirección de correo.',
    doorAgain: 'Usar otra dirección',
  },
} as const;

export type PortalTexts = (typeof portalTexts)[PortalLanguage];

/** The language asked for by a browser's Accept-Language; English for anything else. */
export function acceptedLanguage(header: string | undefined): PortalLanguage {
  const wanted = (header ?? '')
    .split(',')
    .map((one) => {
      const [tag = '', quality] = one.trim().split(';q=');
      return { tag: tag.slice(0, 2).toLowerCase(), quality: quality === undefined ? 1 : Number(quality) };
    })
    .filter(({ quality }) => quality > 0)
    .sort((a, b) => b.quality - a.quality);
  return wanted.find(({ tag }) => tag === 'en' || tag === 'es')?.tag === 'es' ? 'es' : 'en';
}
