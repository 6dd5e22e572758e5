import { describe, expect, it } from '@jest/globals';
import { networkWatch } from './network-watch.ts';

class Connection extends EventTarget {
  type = 'wifi';

  becomes(type: string): void {
    this.type = type;
    this.dispatchEvent(new Event('change'));
  }
}

describe('networkWatch', () => {
  it('tells when the page is online again', () => {
    const page = new EventTarget();
    let changes = 0;
    const watch = networkWatch(page, undefined)(() => (changes += 1));
    page.dispatchEvent(new Event('online'));
    expect(changes).toBe(1);
    watch.close();
    page.dispatchEvent(new Event('online'));
    expect(changes).toBe(1);
  });

  it('tells a change of network from a new estimate of its bandwidth', () => {
    const connection = new Connection();
    let changes = 0;
    const watch = networkWatch(new EventTarget(), connection)(() => (changes += 1));
    connection.becomes('wifi');
    expect(changes).toBe(0);
    connection.becomes('none');
    expect(changes).toBe(0);
    connection.becomes('cellular');
    expect(changes).toBe(1);
    watch.close();
    connection.becomes('wifi');
    expect(changes).toBe(1);
  });

  it('leaves out what a browser does not tell', () => {
    const connection = new EventTarget();
    let changes = 0;
    networkWatch(new EventTarget(), connection)(() => (changes += 1));
    connection.dispatchEvent(new Event('change'));
    expect(changes).toBe(0);
  });
});
