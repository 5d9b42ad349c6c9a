import { from } from '../browser/elsewhere.mjs';

export const title = "Where a network binds logins to the browser's address, a token is refused from another one, whatever address its headers claim";

const browser = '127.0.0.1';
const elsewhere = '127.0.0.9';

export default async ({ mike, november, id, arrives, expect }) => {
  const person = await mike.person(id);
  const visitor = await arrives();
  await visitor.isIn(mike, person);
  // With all the browser has: its cookies, its state, the token that was made for it.
  const start = november.at('wp-login.php?action=usersync&usersync=start&interactive=1&to=/');
  const arrivesFrom = async (address, headers = {}) => {
    const { fields } = await visitor.intercepts(start);
    const cookies = await visitor.cookies(november);
    const answer = await from(address, november.at('wp-login.php?action=usersync&usersync=finish'), {
      method: 'POST', body: new URLSearchParams(fields).toString(),
      headers: { 'Content-Type': 'application/x-www-form-urlencoded', Origin: november.origin, Cookie: cookies.map(({ name, value }) => `${name}=${value}`).join('; '), ...headers },
    });
    return [answer.status, answer.text.match(/Reason: (\w+)/)?.[1] ?? null, /wordpress_logged_in/.test(answer.headers['set-cookie'])];
  };
  const refused = [403, 'ip_mismatch', false];
  expect.equal(await arrivesFrom(elsewhere), refused, 'from another address');
  for (const name of ['X-Forwarded-For', 'X-Real-IP', 'Client-IP', 'CF-Connecting-IP', 'True-Client-IP']) {
    expect.equal(await arrivesFrom(elsewhere, { [name]: browser }), refused, `from another address, with ${name}`);
  }
  expect.equal(await arrivesFrom(elsewhere, { Forwarded: `for=${browser}` }), refused, 'from another address, with Forwarded');
  expect.equal(await arrivesFrom(browser, { 'X-Forwarded-For': elsewhere }), [303, null, true], "from the browser's address");
  await visitor.opens(start);
  expect.equal(await visitor.page.textContent('#who'), id, 'who signs in by the browser itself');
};
