/** `npm run complete-lock`: run it after `npm install`, to complete package-lock.json for every platform. */
import { readFileSync, writeFileSync } from 'node:fs';
import { missingPlatformPackages } from './setup/lock-file.mjs';

const FILE = new URL('../package-lock.json', import.meta.url);

const lock = JSON.parse(readFileSync(FILE, 'utf8'));
const missing = missingPlatformPackages(lock.packages);
lock.packages = Object.fromEntries(
  Object.entries({ ...lock.packages, ...missing }).sort(([a], [b]) => a.localeCompare(b, 'en')),
);
writeFileSync(FILE, `${JSON.stringify(lock, null, 2)}\n`);
console.log(`${Object.keys(missing).length} packages for other platforms added to package-lock.json.`);
