/** Domains that belong to somebody else, and what becomes of mail in their name. Sources: the providers' own pages, read 2026-11. */
export const SHARED = [
  { of: /(?:^|\.)resend\.dev$/, says: 'is Resend’s test sender and reaches nobody but you' },
  { of: /^sandbox[0-9a-f]+\.mailgun\.org$/, says: 'is Mailgun’s sandbox and reaches only addresses you authorised' },
  { of: /(?:^|\.)demomailtrap\.(?:com|co)$/, says: 'is Mailtrap’s demo domain and reaches nobody but you' },
  { of: /^(?:trial|test)-[\w-]+\.mlsender\.net$/, says: 'is MailerSend’s trial domain and reaches nobody but you' },
  { of: /(?:^|\.)sparkpostbox\.com$/, says: 'is SparkPost’s sandbox, which ends after a few mails' },
  { of: /(?:^|\.)ethereal\.email$/, says: 'is a test mailbox, and mail to it is never delivered' },
  { of: /^mail\.app\.supabase\.io$/, says: 'is Supabase’s built-in sender, which writes a few mails an hour to your own team' },
  {
    of: /^(?:gmail|googlemail|outlook|hotmail|live|msn|yahoo|ymail|aol|icloud|me|gmx|proton|protonmail)\.(?:com|me|net|de)$/,
    says: 'is a mailbox provider’s, and DMARC of that provider refuses mail that comes from elsewhere',
  },
  {
    of: /\.(?:vercel\.app|netlify\.app|firebaseapp\.com|workers\.dev|up\.railway\.app|lovableproject\.com|bolt\.host|onrender\.com|fly\.dev|herokuapp\.com|lovable\.app|replit\.app|web\.app|pages\.dev|github\.io)$/,
    says: 'is your platform’s, and you can set no mail records on it',
  },
] as const;

/** Domains of examples and placeholders: whoever sends as them has not set a sender. */
export const PLACEHOLDER = /^(?:.*\.)?(?:example\.(?:com|org|net)|email\.com|yourdomain\.com|domain\.com|test\.com|acme-example\.com)$/;
