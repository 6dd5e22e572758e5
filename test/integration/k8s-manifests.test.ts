import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, jest } from '@jest/globals';
import { parse, parseAllDocuments } from 'yaml';
import { z } from 'zod';
import { loadConfig } from '../../src/config/load.ts';

// Programs and servers start slowly on a machine that is busy with other tests.
jest.setTimeout(60_000);

const root = fileURLToPath(new URL('../../', import.meta.url));
const base = join(root, 'k8s/base');

/** No more of the manifests than these tests look at: the API's own types check the rest. */
const manifestSchema = z.looseObject({
  apiVersion: z.string(),
  kind: z.string(),
  metadata: z.looseObject({ name: z.string(), namespace: z.string().optional() }),
});
type Manifest = z.infer<typeof manifestSchema>;

const portSchema = z.looseObject({
  name: z.string(),
  containerPort: z.int(),
  protocol: z.enum(['UDP', 'TCP']).default('TCP'),
});
const probeSchema = z.looseObject({ httpGet: z.looseObject({ path: z.string(), port: z.string() }) });
const deploymentSchema = z.looseObject({
  spec: z.looseObject({
    template: z.looseObject({
      metadata: z.looseObject({ labels: z.record(z.string(), z.string()) }),
      spec: z.looseObject({
        terminationGracePeriodSeconds: z.int(),
        volumes: z.array(
          z.looseObject({ name: z.string(), configMap: z.looseObject({ name: z.string() }).optional() }),
        ),
        containers: z.tuple([
          z.looseObject({
            image: z.string(),
            env: z.array(
              z.looseObject({
                name: z.string(),
                value: z.string().optional(),
                valueFrom: z
                  .looseObject({ fieldRef: z.looseObject({ fieldPath: z.string() }).optional() })
                  .optional(),
              }),
            ),
            ports: z.array(portSchema),
            startupProbe: probeSchema,
            livenessProbe: probeSchema,
            readinessProbe: probeSchema,
            resources: z.looseObject({ requests: z.looseObject({ cpu: z.string() }) }),
            volumeMounts: z.array(z.looseObject({ name: z.string(), mountPath: z.string() })),
          }),
        ]),
      }),
    }),
  }),
});
const serviceSchema = z.looseObject({
  spec: z.looseObject({
    selector: z.record(z.string(), z.string()),
    ports: z.array(z.looseObject({ targetPort: z.string() })),
  }),
});
/** Kustomize has no schema among the API's: these are the fields that we use. */
const kustomizationSchema = z.strictObject({
  apiVersion: z.literal('kustomize.config.k8s.io/v1beta1'),
  kind: z.literal('Kustomization'),
  namespace: z.string(),
  labels: z.array(z.strictObject({ pairs: z.record(z.string(), z.string()) })),
  resources: z.array(z.string()),
  images: z.array(z.strictObject({ name: z.string(), newTag: z.string() })),
});

const kustomization = kustomizationSchema.parse(await readYaml(join(base, 'kustomization.yaml')));
const manifests = (await Promise.all(kustomization.resources.map(readManifests))).flat();
const deployment = deploymentSchema.parse(manifest('Deployment', 'sottovoce'));
const pod = deployment.spec.template.spec;
const [container] = pod.containers;
const files = z
  .object({ data: z.record(z.string(), z.string()) })
  .parse(manifest('ConfigMap', 'sottovoce')).data;
const config = loadConfig({
  env: Object.fromEntries(
    container.env.map(({ name, value, valueFrom }) => [name, value ?? example(valueFrom)]),
  ),
  files: [
    await shipped('default'),
    await shipped('production'),
    { name: 'config.yaml', text: files['config.yaml'] ?? '' },
  ],
});

async function readYaml(file: string): Promise<unknown> {
  return parse(await readFile(file, 'utf8'));
}

async function readManifests(file: string): Promise<Manifest[]> {
  const documents = parseAllDocuments(await readFile(join(base, file), 'utf8'));
  return documents.map((document) => manifestSchema.parse(document.toJS()));
}

function manifest(kind: string, name: string): Manifest {
  const found = manifests.find((each) => each.kind === kind && each.metadata.name === name);
  if (found === undefined) throw new Error(`There is no ${kind} ${name}.`);
  return found;
}

async function shipped(name: string): Promise<{ name: string; text: string }> {
  return { name, text: await readFile(join(root, 'config', `${name}.yaml`), 'utf8') };
}

/** What a variable may hold that the cluster fills in: an address of the node, or a secret. */
function example(source: { fieldRef?: object | undefined } | undefined): string {
  return source?.fieldRef === undefined ? 'a secret of more than 32 characters' : '192.0.2.10';
}

/**
 * Compiles manifests as values of the Kubernetes API's types, which refuses fields that these do not have.
 *
 * @returns What the compiler says: nothing where all is well.
 */
async function typeErrors(objects: readonly Manifest[]): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'sottovoce-manifests-'));
  try {
    await symlink(join(root, 'node_modules'), join(folder, 'node_modules'));
    const declarations = objects.map(({ apiVersion, kind, ...rest }, index) => {
      // `v1` is the core group; `networking.k8s.io/v1` is in the folder `networking`.
      const [group = '', version] = apiVersion.includes('/') ? apiVersion.split('/') : ['core', apiVersion];
      const type = `import('kubernetes-types/${group.split('.')[0]}/${version}').${kind}`;
      return `export const manifest${index}: ${type} = ${JSON.stringify({ apiVersion, kind, ...rest }, null, 1)};\n`;
    });
    await writeFile(join(folder, 'manifests.ts'), declarations.join(''));
    const compiler = join(root, 'node_modules/.bin/tsc');
    const flags = ['--strict', '--noEmit', '--skipLibCheck', '--types', '', '--module', 'preserve'];
    return await new Promise((resolve) => {
      execFile(compiler, [...flags, 'manifests.ts'], { cwd: folder }, (_error, stdout) => resolve(stdout));
    });
  } finally {
    await rm(folder, { recursive: true });
  }
}

describe('manifests', () => {
  it('fit the types of the Kubernetes API', async () => {
    expect(await typeErrors(manifests)).toBe('');
  });

  it('are refused with a misspelt field, a wrong type, or a field missing', async () => {
    const wrong = (path: string, change: (text: string) => string) => {
      const text = JSON.stringify(manifest('Deployment', 'sottovoce'));
      const changed = change(text);
      if (changed === text) throw new Error(`${path} is not in the manifest.`);
      return manifestSchema.parse(JSON.parse(changed));
    };
    const errors = await typeErrors([
      wrong('grace period', (text) =>
        text.replace('terminationGracePeriodSeconds', 'terminationGraceSeconds'),
      ),
      wrong('probe', (text) => text.replace('"failureThreshold":30', '"failureThreshold":"30"')),
      wrong('container name', (text) => text.replace('"name":"sottovoce","image"', '"image"')),
    ]);
    expect(errors).toContain(`'"terminationGraceSeconds"' does not exist in type 'PodSpec'`);
    expect(errors).toContain("Type 'string' is not assignable to type 'number'");
    expect(errors).toContain("Property 'name' is missing");
  });

  it('are all in the kustomization, in its namespace, with its image', async () => {
    const others = (await readdir(base)).filter((file) => file !== 'kustomization.yaml');
    expect(kustomization.resources.toSorted()).toEqual(others.toSorted());
    for (const { kind, metadata } of manifests) {
      expect(kind === 'Namespace' ? metadata.name : metadata.namespace).toBe(kustomization.namespace);
    }
    const { version } = z.object({ version: z.string() }).parse(await readYaml(join(root, 'package.json')));
    expect(kustomization.images).toEqual([{ name: container.image, newTag: version }]);
  });
});

describe('the configuration in the manifests', () => {
  it('is one that the server accepts', () => {
    expect(config.server.internal.host).toBe('192.0.2.10');
    expect(config.secret).not.toBeNull();
  });

  it('is mounted where the server is told to read it', () => {
    const path = container.env.find(({ name }) => name === 'SOTTOVOCE_CONFIG')?.value;
    const mount = container.volumeMounts.find(({ mountPath }) => path === `${mountPath}/config.yaml`);
    const volume = pod.volumes.find(({ name }) => name === mount?.name);
    expect(volume?.configMap?.name).toBe('sottovoce');
  });

  it('has the ports that the pod declares', () => {
    const ports = container.ports.map(({ containerPort, protocol }) => `${containerPort}/${protocol}`);
    const media = Array.from({ length: Number(config.media.workers) }, (_, worker) => [
      `${config.media.portBase + worker}/UDP`,
      `${config.media.portBase + worker}/TCP`,
    ]);
    expect(ports).toEqual([
      `${config.server.httpPort}/TCP`,
      `${config.server.internal.port}/TCP`,
      ...media.flat(),
    ]);
  });

  it('has a worker for each core that the pod requests', () => {
    expect(container.resources.requests.cpu).toBe(String(config.media.workers));
  });

  it('lets calls end before the pod is killed', () => {
    expect(pod.terminationGracePeriodSeconds).toBeGreaterThan(config.server.shutdownGraceSeconds);
  });
});

describe('the pod', () => {
  const portNames = container.ports.map(({ name }) => name);

  it.each(['sottovoce', 'sottovoce-internal'])('is what the service %s leads to', (name) => {
    const { spec } = serviceSchema.parse(manifest('Service', name));
    expect(deployment.spec.template.metadata.labels).toMatchObject(spec.selector);
    for (const { targetPort } of spec.ports) expect(portNames).toContain(targetPort);
  });

  it('is probed on its internal port', () => {
    const { startupProbe, livenessProbe, readinessProbe } = container;
    const probed = [startupProbe, livenessProbe, readinessProbe].map(({ httpGet }) => httpGet);
    expect(probed).toEqual([
      { path: '/health/live', port: 'internal' },
      { path: '/health/live', port: 'internal' },
      { path: '/health/ready', port: 'internal' },
    ]);
    expect(portNames).toContain('internal');
  });
});
