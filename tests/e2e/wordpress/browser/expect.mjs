// Assertions of the stories.
import assert from 'node:assert/strict';

// Longest wait for an event, in ms: a bound for what never happens, not an expectation. A machine with ten busy processes is ten times slower.
export const PATIENCE = 180000;

export const expect = {
  equal(actual, wanted, what) {
    assert.deepEqual(actual, wanted, `${what}: expected ${JSON.stringify(wanted)}, found ${JSON.stringify(actual)}`);
  },
  isTrue(value, what) { assert.ok(value, what); },
  match(text, pattern, what) { assert.match(text, pattern, `${what}: ${JSON.stringify(text?.slice?.(0, 300))} does not match ${pattern}`); },
  lacks(text, words, what) { assert.ok(!text.includes(words), `${what}: contains ${JSON.stringify(words)}`); },

  // Calls `ask` until it returns `wanted`, for at most `within` ms. A failure shows the last value.
  async eventually(ask, wanted, what, within = PATIENCE) {
    const end = Date.now() + within;
    let value;
    do {
      value = await ask();
      try { assert.deepEqual(value, wanted); return; } catch { /* try again */ }
      await new Promise((resolve) => setTimeout(resolve, 30));
    } while (Date.now() < end);
    this.equal(value, wanted, `${what}, within ${within} ms`);
  },
};
