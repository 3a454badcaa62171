/** The preference page in the languages it speaks: the contact's own, where it is one of them; else English. */
export const languages = ['en', 'es'] as const;
export type Language = (typeof languages)[number];

export interface Words {
  title: string;
  gets: (organization: string) => string;
  chosen: (sender: string) => string;
  stopped: string;
  suppressed: string;
  care: string;
  stopSender: (sender: string) => string;
  stopAll: string;
  resumeSender: (sender: string) => string;
  resumeAll: string;
}

const words: Readonly<Record<Language, Words>> = {
  en: {
    title: 'Email preferences',
    gets: (organization) => `You get newsletters and offers from ${organization} at this address.`,
    chosen: (sender) => `You no longer get newsletters and offers from “${sender}” at this address.`,
    stopped: 'You no longer get newsletters and offers from us at this address.',
    suppressed: 'This address gets no email from us at all, because our mail to it came back or was reported.',
    care: 'Messages about your own care and coverage still come, because you need them.',
    stopSender: (sender) => `Stop what “${sender}” sends`,
    stopAll: 'Unsubscribe from all newsletters and offers',
    resumeSender: (sender) => `Get what “${sender}” sends again`,
    resumeAll: 'Get them again',
  },
  es: {
    title: 'Preferencias de correo',
    gets: (organization) => `Usted recibe boletines y ofertas de ${organization} en esta dirección.`,
    chosen: (sender) => `Usted ya no recibe boletines ni ofertas de «${sender}» en esta dirección.`,
    stopped: 'Usted ya no recibe nuestros boletines ni ofertas en esta dirección.',
    suppressed: 'Esta dirección no recibe ningún correo nuestro, porque fue devuelto o denunciado.',
    care: 'Los mensajes sobre su propia atención y cobertura seguirán llegando, porque los necesita.',
    stopSender: (sender) => `Dejar de recibir lo que envía «${sender}»`,
    stopAll: 'Cancelar la suscripción a todos los boletines y ofertas',
    resumeSender: (sender) => `Volver a recibir lo que envía «${sender}»`,
    resumeAll: 'Volver a recibirlos',
  },
};

/** By the contact's `language`: a tag such as `es-MX`, or the language's name. */
export function languageOf(value: unknown): Language {
  const text = typeof value === 'string' ? value.trim().toLowerCase() : '';
  return /^(es\b|spanish|español)/.test(text) ? 'es' : 'en';
}

export function wordsIn(language: Language): Words {
  return words[language];
}
