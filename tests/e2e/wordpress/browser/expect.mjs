// What a story says must be so.
import assert from 'node:assert/strict';

export const expect = {
  equal(actual, wanted, what) {
    assert.deepEqual(actual, wanted, `${what}: expected ${JSON.stringify(wanted)}, found ${JSON.stringify(actual)}`);
  },
  truth(is, what) { assert.ok(is, what); },
  match(text, pattern, what) { assert.match(text, pattern, `${what}: ${JSON.stringify(text?.slice?.(0, 300))} is not like ${pattern}`); },
  lacks(text, words, what) { assert.ok(!text.includes(words), `${what}: contains ${JSON.stringify(words)}`); },

  // Asks until the answer is the one wanted; the last answer is what the failure shows.
  async eventually(ask, wanted, what, within = 30000) {
    const end = Date.now() + within;
    let answer;
    do {
      answer = await ask();
      try { assert.deepEqual(answer, wanted); return; } catch { /* again */ }
      await new Promise((resolve) => setTimeout(resolve, 30));
    } while (Date.now() < end);
    this.equal(answer, wanted, `${what}, within ${within} ms`);
  },
};
