import { seeded } from './io.ts';
import { fill } from './secret-shapes.ts';

const random = seeded(3);
const a = (length: number): string => fill(`{a${length}}`, random);
const base64 = (text: string): string => Buffer.from(text).toString('base64');
const password = a(14);
const aiza = ['AI', 'za', fill('{w35}', random)].join('');

/** A file or an address that holds a credential, and one like it that holds none. */
interface FileSample {
  id: string;
  real: string;
  alike: string;
}
const row = (id: string, real: string, alike: string): FileSample => ({ id, real, alike });

/** Credentials that are told by the file or the address they stand in. */
export const FILE_SAMPLES: readonly FileSample[] = [
  row('pgpass', `db.acme.com:5432:shop:app:${password}\n`, 'db.acme.com:5432:shop:app:password\n'),
  row('netrc', `machine api.acme.com\n  login ada\n  password ${password}\n`, 'machine learning needs a login and a password manager\n'),
  row('npmrc', `//npm.acme.com/:_authToken=${a(40)}\n`, '//npm.acme.com/:_authToken=${NPM_TOKEN}\n'),
  row('pypirc', `[pypi]\nusername = ada\npassword = ${password}\n`, '[pypi]\nusername = ada\npassword = <your password>\n'),
  row('my-cnf', `[client]\nuser=ada\npassword="${password}"\n`, '[client]\nuser=root\npassword=root\n'),
  row(
    'docker-auth',
    JSON.stringify({ auths: { 'ghcr.io': { auth: base64(`ada:${password}`) } } }),
    JSON.stringify({ auth: 'requiredForEveryRequest1' }),
  ),
  row(
    'basic-header',
    `curl -H "Authorization: Basic ${base64(`ada:${password}`)}" https://api.acme.com\n`,
    'Authorization: Basic dXNlcjpwYXNzd29yZA==\n',
  ),
  row('wp-config', `define( 'DB_PASSWORD', '${password}' );\n`, "define( 'DB_PASSWORD', 'put your password here 1' );\n"),
  row(
    'sftp-json',
    `{ "host": "acme.com", "protocol": "sftp", "username": "ada", "password": "${password}" }\n`,
    '{ "host": "acme.com", "protocol": "sftp", "username": "ada", "password": "" }\n',
  ),
  row('filezilla', `<Pass encoding="base64">${base64(password)}</Pass>\n`, '<Pass encoding="base64"></Pass>\n'),
  row('htpasswd-sha', `ada:{SHA}${a(27)}=\n`, 'ada:{SHA}hash\n'),
  row(
    'jdbc-url',
    `jdbc:mysql://db.acme.com:3306/shop?user=app&password=${password}\n`,
    'jdbc:mysql://localhost:3306/shop?user=app&password=root\n',
  ),
  row(
    'ado-connection',
    `Server=tcp:acme.database.windows.net,1433;Database=shop;User ID=app;Password=${password};Encrypt=True;\n`,
    'Server=localhost;Database=shop;User ID=sa;Password=password;\n',
  ),
  row('service-url', `smtp://mailer:${password}@smtp.acme.com:587\n`, 'smtp://mailer:password@smtp.acme.com:587\n'),
  row(
    'azure-sas',
    `https://acme.blob.core.windows.net/backup?sv=2024-11-04&ss=b&srt=sco&sp=rl&sig=${a(43)}%3D\n`,
    'https://acme.blob.core.windows.net/backup?sv=2024-11-04&ss=b&sig=<signature>\n',
  ),
  row(
    'azure-logic',
    `https://prod-12.westeurope.logic.azure.com:443/workflows/${fill('{h32}', random)}/triggers/manual/paths/invoke?api-version=2016-10-01&sv=1.0&sig=${a(43)}\n`,
    'https://prod-12.westeurope.logic.azure.com:443/workflows/\n',
  ),
  row('azure-function', `https://acme.azurewebsites.net/api/pay?code=${a(54)}==\n`, 'https://acme.azurewebsites.net/api/pay?code=\n'),
  row('wireguard-key', `[Interface]\nPrivateKey = ${a(42)}E=\n`, '[Interface]\nPrivateKey = <key>\n'),
  row(
    'putty-key',
    `PuTTY-User-Key-File-3: ssh-ed25519\nEncryption: none\nPrivate-Lines: 1\n${a(64)}\nPrivate-MAC: ${fill('{h64}', random)}\n`,
    `PuTTY-User-Key-File-3: ssh-ed25519\nPublic-Lines: 1\n${a(64)}\n`,
  ),
  row(
    'openvpn-key',
    `-----BEGIN OpenVPN Static key V1-----\n${Array.from({ length: 16 }, () => fill('{h32}', random)).join('\n')}\n-----END OpenVPN Static key V1-----\n`,
    '-----BEGIN OpenVPN Static key V1-----\n...\n-----END OpenVPN Static key V1-----\n',
  ),
  row(
    'gemini-key',
    `import { GoogleGenAI } from '@google/genai';\nexport const ai = new GoogleGenAI({ apiKey: '${aiza}' });\n`,
    `const firebaseConfig = { apiKey: '${aiza}', authDomain: 'acme.firebaseapp.com' };\n`,
  ),
  row('database-password', `POSTGRES_PASSWORD=${password}\n`, 'POSTGRES_PASSWORD=postgres\n'),
];
