import { AccountShell } from '../accounts/account-shell.ts';
import { Person } from './person.ts';

/** A server without media, and three people with accounts who do not know each other yet. */
export class Stage {
  readonly shell: AccountShell;
  readonly anna: Person;
  readonly bruno: Person;
  readonly carla: Person;

  private constructor(shell: AccountShell, [anna, bruno, carla]: readonly [Person, Person, Person]) {
    this.shell = shell;
    this.anna = anna;
    this.bruno = bruno;
    this.carla = carla;
  }

  /** @param settings YAML over the test configuration. */
  static async start(settings = ''): Promise<Stage> {
    const shell = await AccountShell.start(settings);
    const register = (handle: string) => Person.register(shell.client(), handle);
    return new Stage(shell, [await register('anna'), await register('bruno'), await register('carla')]);
  }

  async close(): Promise<void> {
    for (const person of [this.anna, this.bruno, this.carla]) person.close();
    await this.shell.close();
  }
}
