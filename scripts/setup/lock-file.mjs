/**
 * @typedef {object} LockedPackage An entry of package-lock.json's `packages`.
 * @property {string} [version]
 * @property {string} [integrity]
 * @property {boolean} [dev]
 * @property {boolean} [optional]
 * @property {boolean} [devOptional]
 * @property {boolean} [hasInstallScript]
 * @property {string[]} [os]
 * @property {string[]} [cpu]
 * @property {string[]} [libc]
 * @property {Record<string, string>} [optionalDependencies]
 */

/** @typedef {Record<string, LockedPackage>} LockedPackages By path, such as `node_modules/a/node_modules/b`. */

const OPERATING_SYSTEMS = ['android', 'darwin', 'freebsd', 'linux', 'openharmony', 'win32'];
const PROCESSORS = ['arm', 'arm64', 'ia32', 'loong64', 'ppc64', 'riscv64', 's390x', 'x64'];
const C_LIBRARIES = new Map([
  ['gnu', 'glibc'],
  ['gnueabihf', 'glibc'],
  ['musl', 'musl'],
  ['musleabihf', 'musl'],
]);

/**
 * Compares the lock file with npm's own record of what it installed (`node_modules/.package-lock.json`, which npm
 * writes last).
 *
 * @param {Readonly<LockedPackages>} locked
 * @param {Readonly<LockedPackages>} installed
 * @returns {string | undefined} The first difference in words, if there is one.
 */
export function findDifference(locked, installed) {
  for (const [path, { version, integrity, optional, devOptional }] of Object.entries(locked)) {
    if (path === '') continue;
    const found = installed[path];
    // npm leaves out optional packages for other systems and processors.
    if (!found && (optional || devOptional)) continue;
    if (!found) return `${path} is missing`;
    if (found.version !== version || found.integrity !== integrity) return `${path} is not ${version}`;
  }
  const extra = Object.keys(installed).find((path) => !(path in locked));
  return extra && `${extra} is not locked`;
}

/**
 * The packages for other systems and processors that the lock file lacks. A registry mirror may not carry them, and
 * npm then leaves them out when it writes the file; but `npm ci` refuses a file without them. Nothing is ever
 * fetched for these entries here, so they need no integrity.
 *
 * @param {Readonly<LockedPackages>} locked
 * @returns {LockedPackages}
 */
export function missingPlatformPackages(locked) {
  /** @type {LockedPackages} */
  const missing = {};
  for (const [path, { dev, optionalDependencies = {} }] of Object.entries(locked)) {
    for (const [name, version] of Object.entries(optionalDependencies)) {
      if (path === '' || isResolved(locked, path, name)) continue;
      missing[`node_modules/${name}`] = {
        version,
        ...platformOf(name),
        ...(dev ? { dev } : {}),
        optional: true,
      };
    }
  }
  return missing;
}

/**
 * Whether a package finds another by Node's walk up the `node_modules` folders.
 *
 * @param {Readonly<LockedPackages>} locked
 * @param {string} from
 * @param {string} name
 */
function isResolved(locked, from, name) {
  for (let folder = from; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf('/node_modules/')))) {
    if (locked[`${folder && `${folder}/`}node_modules/${name}`]) return true;
    if (folder === '') return false;
  }
}

/**
 * @param {string} name Such as `@swc/core-linux-x64-musl`: packages of one platform name it in this manner.
 * @returns {Pick<LockedPackage, 'os' | 'cpu' | 'libc'>}
 */
function platformOf(name) {
  const words = name.split('/').pop()?.split('-') ?? [];
  const os = words.filter((word) => OPERATING_SYSTEMS.includes(word));
  const cpu = words.filter((word) => PROCESSORS.includes(word));
  const libc = words.flatMap((word) => C_LIBRARIES.get(word) ?? []);
  return {
    ...(cpu.length > 0 ? { cpu } : {}),
    ...(libc.length > 0 && os.includes('linux') ? { libc } : {}),
    ...(os.length > 0 ? { os } : {}),
  };
}
